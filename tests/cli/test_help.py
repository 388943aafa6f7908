"""`--help` with examples, the completions in real shells, and the man page: all made of what the commands take."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from afterword.cli import main as program
from afterword.cli.examples import EXAMPLES
from afterword.cli.main import COMMANDS, described_commands, main
from afterword.cli.man_page import man_page
from tests.conftest import missing
from tests.servers.programs import MissingProgram

_PAGE = Path(__file__).parents[2] / "docs/afterword.1"


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        missing(MissingProgram(f"{name} is not installed: apt install {name}"))
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_examples_that_its_parser_takes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert EXAMPLES[command], command
    for line, says in EXAMPLES[command]:
        assert line in said
        assert says in said
        words = shlex.split(line.replace(" | jq", " > jq"))
        words = words[words.index("afterword") + 1 :]
        words = words[: words.index(">")] if ">" in words else words
        options = program._parser().parse_args(words)
        assert options.command == command
        program._command_of(command)[1].parse_args(options.arguments)


# --- Completion ---


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Path:
    """What `completion` prints for a shell, in a file."""
    assert main(["completion", request.param]) == 0
    file = tmp_path / "completion"
    file.write_text(capsys.readouterr().out)
    return file


@pytest.mark.parametrize("script", ["bash"], indirect=True)
@pytest.mark.parametrize(
    "line, expected, not_expected",
    [
        ("afterword sta", {"status"}, {"setup"}),
        ("afterword ", {"setup", "status", "--config"}, {"rejection"}),
        ("afterword --config x.toml stat", {"status"}, set()),
        ("afterword status --", {"--json"}, {"--once"}),
        ("afterword answered a1 re", {"rejection"}, {"offer"}),
        ("afterword template ", {"list", "show", "check"}, {"status"}),
        ("afterword setup --security ", {"tls", "starttls", "none"}, {"--name"}),
        ("afterword explain inv", {"invite.eml"}, set()),
        ("afterword --config con", {"config.toml"}, set()),
    ],
)
def test_bash_completes(script: Path, tmp_path: Path, line: str, expected: set[str], not_expected: set[str]) -> None:
    for name in ("invite.eml", "config.toml"):
        (tmp_path / name).touch()
    words = line.split(" ")
    program = f"""
        source {script}
        COMP_WORDS=({" ".join(map(shlex.quote, words))}) COMP_CWORD={len(words) - 1}
        compopt() {{ :; }}  # only readline has it
        _afterword
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        [shell("bash"), "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True, timeout=20
    )
    found = set(done.stdout.split())
    assert expected <= found, done.stderr
    assert not not_expected & found


@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_completes(script: Path, tmp_path: Path) -> None:
    (tmp_path / "invite.eml").touch()
    for line, expected in (
        ("afterword sta", "status"),
        ("afterword answered a1 re", "rejection"),
        ("afterword status --js", "--json"),
        ("afterword setup --security st", "starttls"),
        ("afterword explain inv", "invite.eml"),
    ):
        command = f"source {script}; complete -C {shlex.quote(line)}"
        done = subprocess.run(
            [shell("fish"), "--no-config", "-c", command],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=True,
            timeout=20,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )
        assert expected in {one.split("\t")[0] for one in done.stdout.splitlines()}, done.stderr


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_completes(script: Path, tmp_path: Path) -> None:
    """In a real zsh, on a pseudo-terminal of zsh's own: its completion works in no other way."""
    script.rename(tmp_path / "_afterword")
    program = f"""
        zmodload zsh/zpty
        zpty shell 'PS1=; exec zsh --no-rcs -i'
        ask() {{ zpty -w shell "$1"; sleep 0.2 }}
        ask 'fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -D; PS1=READY; stty cols 200'
        zpty -w -n shell $'afterword answ\\ta1 reje\\t\\n'
        zpty -r -m shell found '*rejection*' || exit 1
        print -r -- "$found"
        zpty -d shell
    """
    done = subprocess.run([shell("zsh"), "-f", "-c", program], capture_output=True, text=True, cwd=tmp_path, timeout=40)
    said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x08", "", done.stdout)  # what a terminal would obey
    assert re.search(r"answered +a1 rejection", said), said + done.stderr


# --- The man page ---


def test_the_man_page_is_that_of_these_commands() -> None:
    assert _PAGE.read_text(encoding="utf-8") == man_page(), "run `make man`"
    whole, commands = described_commands()
    page = man_page().replace("\\-", "-")
    for one in commands:
        assert f"afterword {one.name}\\fR" in page
        for option in (*whole.options, *one.options):
            assert all(flag in page for flag in option.flags)


def test_man_has_nothing_to_complain_of_it() -> None:
    command = [shell("groff"), "-man", "-Tascii", "-ww", "-P-cbou", str(_PAGE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert done.stderr == ""
    assert "afterword answered ID" in done.stdout
    assert "--by DATE" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`afterword completion bash | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "afterword.cli.main", "completion", "bash"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=20, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
