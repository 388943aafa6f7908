"""`afterword template`: what is there, what it says, and what is wrong with the user's own."""

import os
from pathlib import Path

import pytest

from afterword.cli.doctor import about_the_templates
from afterword.cli.main import main
from afterword.config import load
from tests.cli.configs import write_config

ACCOUNT = '[[account]]\nname = "personal"\nhost = "imap.example.org"\nusername = "sam"\n'
GOOD = """\
Subject: Thanks for {{ day }}

{{ warm }}

Thank you for talking with me {{ on_day }}{% if role %} about the {{ role }} role{% endif %}.
{% if notes.highlight %}{{ notes.highlight }}{% endif %}

I hope the rest of the week is kind to all of you.

Cheers,
"""


def template(config: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["--config", str(config), "template", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path, ACCOUNT)


def own(config: Path, name: str, text: str | bytes) -> Path:
    file = config.parent / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_lists_which_are_in_force_and_from_where(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = own(config, "en/thank_you-01.txt.j2", GOOD)
    added = own(config, "en/thank_you-13.txt.j2", GOOD)
    broken = own(config, "en/chaser-01.txt.j2", "Subject: {{ x }}")
    own(config, "en/thanks.txt.j2", GOOD)
    status, out, _ = template(config, capsys, "list")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert status == 0
    assert lines["en/thank_you-02"].endswith("ours")
    assert lines["en/thank_you-01"].endswith(f"yours, {good}")
    assert lines["en/thank_you-13"].endswith(f"yours, {added}")
    assert f"yours, {broken}, but not fit" in lines["en/chaser-01"]
    assert "not used" in lines["en/thanks"]


def test_shows_the_text_in_force(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "{{ plain }}" in template(config, capsys, "show", "en/thank_you-02")[1]
    own(config, "en/thank_you-01.txt.j2", GOOD)
    assert template(config, capsys, "show", "en/thank_you-01.txt.j2")[1] == GOOD
    status, _, err = template(config, capsys, "show", "../../etc/passwd")
    assert status == 69
    assert "There is no template" in err


def test_a_good_template_passes_the_check(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert template(config, capsys, "check")[0] == 0
    file = own(config, "en/thank_you-01.txt.j2", GOOD)
    status, out, _ = template(config, capsys, "check")
    assert (status, out) == (0, f"{file}: fit\n")


def test_what_we_would_not_write_is_advice(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(config, "en/thank_you-01.txt.j2", GOOD.replace("I hope", "I am thrilled and hope"))
    status, out, _ = template(config, capsys, "check")
    assert status == 0
    assert "advice: we would not write “thrilled”" in out


def test_t1_a_template_too_much_like_another_is_advised_against(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(config, "en/thank_you-01.txt.j2", GOOD)
    own(config, "en/thank_you-02.txt.j2", GOOD.replace("I hope", "And I hope"))
    status, out, _ = template(config, capsys, "check")
    assert status == 0
    assert "with en/thank_you-02.txt.j2; people of one panel compare (T1)" in out
    assert "with en/thank_you-01.txt.j2; people of one panel compare (T1)" in out
    assert "thank_you-03" not in out


@pytest.mark.parametrize(
    "text,fault",
    [
        ("", "it is empty, or cannot be read"),
        (GOOD.replace("Subject: ", "Betreff: "), "it is not a line “Subject: …”"),
        (GOOD.replace("{{ day }}", "{{ dya }}"), "line 1: there is no fact “dya”"),
        (GOOD.replace("{{ day }}", "{{ role }}"), "it writes a fact that is not known"),
        (GOOD.replace("{{ day }}", "{{ day"), "line 3:"),
        (GOOD.replace("notes.highlight", "notes.joke"), "line 6: there is no note “joke”"),
        (GOOD.replace("{{ on_day }}", "{{ on_day.__class__ }}"), "line 5: nothing but notes has parts"),
        (GOOD.replace("{{ on_day }}", "{% for a in range(9) %}x{% endfor %}"), "line 5: “For” has no place"),
        (GOOD.replace("{{ on_day }}", "{{ 'x' * 999999999 }}"), "line 5: “Mul” has no place"),
        (GOOD.replace("{{ on_day }}", "{% include 'en/thank_you-02.txt.j2' %}"), "line 5: “Include” has no place"),
        (GOOD.replace("{{ on_day }}", "{{ warm.upper() }}"), "line 5: “Call” has no place"),
        (GOOD.replace("{{ on_day }}", "on on Tuesday"), "body: a doubled word"),
        (GOOD.replace("{{ on_day }}", "{{ several }}"), "it writes what has no words"),
        (GOOD.replace("{{ notes.highlight }}", "{{ notes }}"), "it writes what has no words"),
        (GOOD.replace("{{ warm }}", "Hi {name},"), "body: a template leftover"),
        (GOOD.replace("Cheers,", "Viele Grüße"), "the sign-off is of another language"),
        (GOOD.replace("Cheers,", "Cheers,\nSam"), "the close has your name in it"),
        (GOOD.replace("{{ warm }}", "Dear Sir,"), "the greeting does not match the recipient (T5)"),
        (GOOD.replace("I hope", "word " * 120 + "I hope"), "120 are the most (T4)"),
        (GOOD.replace("I hope", "x" * 20_000), "it is longer than 16,000 characters"),
        (GOOD.replace("I hope", "{% if role %}" * 60 + "I hope" + "{% endif %}" * 60), "it is nested too deeply"),
        (GOOD.replace("I hope", "{{ " + "(" * 5_000 + "role" + ")" * 5_000 + " }}"), "it is nested too deeply"),
        (GOOD.encode("utf-16"), "it"),
        (GOOD.replace("I hope", "Gr\u00fc\u00dfe. I hope").encode("latin-1"), "the file has to be UTF-8"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_file(
    config: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, fault: str
) -> None:
    file = own(config, "en/thank_you-01.txt.j2", text)
    status, out, _ = template(config, capsys, "check")
    assert status == 78
    assert out.startswith(f"{file}: not fit\n")
    assert fault in out


@pytest.mark.timeout(20)
def test_what_is_no_file_is_no_template_and_is_not_waited_for(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = own(config, "en/chaser-01.txt.j2", "").with_name("thank_you-01.txt.j2")
    os.mkfifo(pipe)
    pipe.with_name("thank_you-02.txt.j2").symlink_to("/dev/zero")
    status, out, _ = template(config, capsys, "check")
    assert status == 78
    assert out.count("it is empty, or cannot be read") == 3


def test_a_template_by_a_wrong_name_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(config, "xx/thank_you-01.txt.j2", GOOD)
    status, out, _ = template(config, capsys, "check")
    assert status == 78
    assert "its name" in out


def test_the_doctor_names_templates_that_are_not_fit(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(config, "en/thank_you-01.txt.j2", GOOD)
    findings = list(about_the_templates(load(config)))
    assert [finding.mark for finding in findings] == ["ok"]
    own(config, "en/chaser-01.txt.j2", "Subject: {{ x }}")
    (finding,) = about_the_templates(load(config))
    assert (finding.check, finding.mark, finding.mend) == ("templates", "note", "afterword template check")
    assert finding.text.endswith("en/chaser-01.txt.j2.")


def test_the_doctor_says_nothing_of_templates_where_there_are_none(config: Path) -> None:
    assert list(about_the_templates(load(config))) == []
