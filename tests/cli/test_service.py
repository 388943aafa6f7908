"""`afterword service`, with a `systemctl` and a `launchctl` that write down what they are told."""

import configparser
import os
import plistlib
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afterword.adapters.ledger import StateLock, write_last_pass
from afterword.adapters.services import Launchd, Systemd, program
from afterword.adapters.services.units import quoted, unit
from afterword.cli.main import main
from afterword.errors import NoServiceManager
from tests.cli.configs import write_config

# They keep what is enabled, running or loaded as files, as the real ones do; the commands go to "calls".
_SYSTEMCTL = """\
#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
[ -e "$here/deaf" ] && { echo "Failed to connect to bus: No medium found" >&2; exit 1; }
shift
case "$1" in
    is-enabled) [ -e "$here/enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
    is-active) [ -e "$here/active" ] && echo active || { echo inactive; exit 3; } ;;
    enable) touch "$here/enabled" ;;
    start|restart)
        [ -e "$here/broken" ] && { echo "Job for afterword.service failed." >&2; exit 1; }; touch "$here/active" ;;
    disable) rm -f "$here/enabled" "$here/active" ;;
    reset-failed) exit 1 ;;
esac
exit 0
"""

_LAUNCHCTL = """\
#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
case "$1" in
    print) [ -e "$here/active" ] ;;
    bootstrap) touch "$here/active" ;;
    bootout) rm "$here/active" ;;
esac
"""

_ACCOUNT = '[[account]]\nname = "personal"\nhost = "imap.example.org"\nusername = "sam"\n'


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder at the head of PATH with both programs, in a home of its own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in (("systemctl", _SYSTEMCTL), ("launchctl", _LAUNCHCTL)):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home/.config"))
    monkeypatch.delenv("AFTERWORD_CONFIG", raising=False)
    return folder


@pytest.fixture
def config(tmp_path: Path, bin_folder: Path) -> Path:
    """A sound configuration where it usually is."""
    folder = tmp_path / "home/.config/afterword"
    folder.mkdir(parents=True)
    return write_config(folder, _ACCOUNT)


def calls(bin_folder: Path) -> list[str]:
    """What was told since this was last asked, without the questions."""
    file = bin_folder / "calls"
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return [line for line in lines if not line.split()[1].startswith(("is-", "show-")) and line.split()[0] != "print"]


def command_of(path: Path) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way to keep the case of keys
    parser.read(path)
    return shlex.split(parser["Service"]["ExecStart"])


linux = pytest.mark.skipif(sys.platform == "darwin", reason="LEFT OUT: a Mac has no systemd")


@linux
def test_install_again_and_uninstall(
    config: Path, bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path for path in (tmp_path / "home").rglob("*"))
    assert main(["service", "install"]) == 0
    path = tmp_path / "home/.config/systemd/user/afterword.service"
    said = capsys.readouterr().out
    assert f"Wrote {path}." in said
    assert "Started it." in said
    assert command_of(path) == [*program(), "run"]
    assert calls(bin_folder) == [
        "--user daemon-reload", "--user enable afterword.service", "--user start afterword.service",
    ]  # fmt: skip

    assert main(["service", "install"]) == 0
    assert "nothing was to be done" in capsys.readouterr().out
    assert calls(bin_folder) == []

    path.write_text(path.read_text().replace("WatchdogSec=900", "WatchdogSec=30"))
    assert main(["service", "install"]) == 0
    assert "WatchdogSec=900" in path.read_text()
    assert calls(bin_folder) == ["--user daemon-reload", "--user restart afterword.service"]

    assert main(["service", "uninstall"]) == 0
    assert f"Removed {path}." in capsys.readouterr().out
    assert calls(bin_folder)[0] == "--user disable --now afterword.service"
    assert sorted((tmp_path / "home").rglob("*")) == before

    assert main(["service", "uninstall"]) == 0
    assert "No service is installed." in capsys.readouterr().out
    assert calls(bin_folder) == []


@linux
def test_a_configuration_elsewhere_is_named_and_its_state_can_be_written(
    bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / 'odd "folder" 100% $HOME'
    folder.mkdir()
    path = write_config(folder, _ACCOUNT)
    assert main(["--config", str(path), "service", "install"]) == 0
    text = (tmp_path / "home/.config/systemd/user/afterword.service").read_text()
    assert f"--config {quoted(str(path)).replace('$', '$$')} run\n" in text
    assert f"ReadWritePaths=%h %t\nReadWritePaths=-{quoted(str(folder / 'state'))}\n" in text
    assert (folder / "state").stat().st_mode & 0o777 == 0o700


def test_words_are_quoted_as_systemd_reads_them() -> None:
    assert quoted("/usr/bin/afterword") == "/usr/bin/afterword"
    assert quoted("a b") == '"a b"'
    assert quoted('100% $x "\\') == '"100%% $x \\"\\\\"'
    assert "\nExecStart=/opt/afterword run $$x\n" in unit(["/opt/afterword", "run", "$x"])
    assert "\nExecStart=/usr/bin/env /opt/$$/afterword run\n" in unit(["/opt/$/afterword", "run"])


def test_the_unit_is_the_shipped_one_but_for_its_command() -> None:
    shipped = (Path(__file__).parents[2] / "systemd/afterword.service").read_text()
    ours = unit(["%h/.local/bin/afterword".replace("%", ""), "run"])
    assert ours.startswith("# Written by `afterword service install`")
    assert ours.endswith(shipped.replace("%h/.local", "h/.local"))


@linux
def test_no_unit_for_a_configuration_that_is_not_sound(
    bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["service", "install"]) == 78
    assert "`afterword setup` writes one" in capsys.readouterr().err
    assert calls(bin_folder) == []


@linux
def test_without_a_service_manager_it_says_what_to_do(
    config: Path, bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["service", "install"]) == 0
    (bin_folder / "deaf").touch()
    capsys.readouterr()
    assert main(["service", "install"]) == 69
    said = capsys.readouterr().err
    assert "No systemd user manager listens (Failed to connect to bus: No medium found)" in said
    assert "`afterword run --once`" in said
    path = tmp_path / "home/.config/systemd/user/afterword.service"
    wants = path.parent / "default.target.wants"
    wants.mkdir()
    (wants / path.name).symlink_to(path)
    assert main(["service", "uninstall"]) == 0
    assert "only files were removed" in capsys.readouterr().out
    assert not (tmp_path / "home/.config/systemd").exists()

    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["service", "install"]) == 69
    assert "There is no systemd here." in capsys.readouterr().err
    assert main(["service", "status"]) == 69


@linux
def test_what_systemd_refuses_is_said(config: Path, bin_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bin_folder / "broken").touch()
    assert main(["service", "install"]) == 69
    assert "`systemctl --user start afterword.service` ended with 1: Job for" in capsys.readouterr().err


@linux
def test_status_says_whether_it_lives_and_when_it_looked(
    config: Path, bin_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["service", "status"]) == 69
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "No service is installed; `afterword service install` does it.",
        "Afterword does not run.",
        "personal: not yet.",
    ]
    assert main(["service", "install"]) == 0
    state = config.parent / "state"
    with StateLock(state):
        write_last_pass(state, {"personal": datetime(2026, 11, 25, 14, 30, tzinfo=UTC)})
        capsys.readouterr()
        # Another process asks: a lock is no obstacle to the one that holds it.
        asked = subprocess.run(
            [sys.executable, "-m", "afterword.cli.main", "service", "status"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert "afterword.service is enabled and active." in asked.stdout
    assert f"Afterword runs (process {os.getpid()})." in asked.stdout
    assert "personal: last looked at Wed 25 Nov 2026 14:30." in asked.stdout


def test_the_agent_of_a_mac(bin_folder: Path, tmp_path: Path) -> None:
    manager, domain = Launchd(tmp_path), f"gui/{os.getuid()}"
    command = ["/opt/my tools/afterword", "--config", "/x/it's.toml", "run"]
    assert manager.status() == ("No service is installed; `afterword service install` does it.",)
    first = manager.install(command)
    path = tmp_path / "Library/LaunchAgents/org.afterword.agent.plist"
    assert first == (f"Wrote {path}.", "Loaded it: it runs now, and whenever you log in.")
    agent = plistlib.loads(path.read_bytes())
    shipped = plistlib.loads((Path(__file__).parents[2] / "launchd" / path.name).read_bytes())
    assert {**agent, "ProgramArguments": None} == {**shipped, "ProgramArguments": None}
    (line,) = [line for line in agent["ProgramArguments"][-1].splitlines() if line.endswith(" &")]
    assert shlex.split(line) == [*command, "&"]
    assert calls(bin_folder) == [f"enable {domain}/org.afterword.agent", f"bootstrap {domain} {path}"]

    assert manager.install(command)[-1] == "It is loaded; nothing was to be done."
    assert calls(bin_folder) == []
    assert manager.status() == (f"{path} is loaded.",)
    assert manager.install(["/usr/bin/afterword", "run"])[-1] == "Loaded it anew."
    assert calls(bin_folder)[0] == f"bootout {domain}/org.afterword.agent"
    assert manager.uninstall() == ("Stopped and unloaded it.", f"Removed {path}.")
    assert not path.exists()
    assert manager.uninstall() == ("No service is installed.",)


def test_the_program_is_one_that_runs() -> None:
    done = subprocess.run([*program(), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("afterword ")


def test_files_that_cannot_be_written_are_said(tmp_path: Path, bin_folder: Path) -> None:
    (tmp_path / "systemd").write_text("no folder")
    with pytest.raises(NoServiceManager, match="cannot be written"):
        Systemd(tmp_path).install(["/usr/bin/afterword", "run"])
    assert (tmp_path / "systemd").read_text() == "no folder"
