"""`note`: what you noted of an interview, by values or in your editor; `confirm` with names."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from afterword.adapters.ledger import Ledger
from afterword.cli.main import main
from afterword.decide import fold
from afterword.model import (
    Choice,
    Debrief,
    Decision,
    Envelope,
    Invite,
    InviteSeen,
    Notes,
    Person,
    Position,
    Verdict,
    Word,
)
from tests.cli.configs import write_config

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
JANE, BOB = Person("jane@acme.example", "Jane Doe", "Jane"), Person("bob@acme.example", "Bob Roe", "Bob")
ACME = InviteSeen(
    Position("personal", "INBOX", 1, 1),
    Envelope(message_id="<1@acme.example>", sender=JANE),
    Invite(
        Verdict.INTERVIEW, 1.0, (), "uid-1", start=NOON, title="Interview at Acme", company="Acme", role="Engineer",
        interviewers=(JANE, BOB),
    ),
    NOON,
    1,
)  # fmt: skip
ACCOUNT = '[[account]]\nname = "personal"\nhost = "imap.example.org"\nusername = "sam"\n'
(APPLICATION,) = fold([ACME]).applications
ABOUT = APPLICATION.interviews[0].id


@pytest.fixture
def config(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "state") as ledger:
        ledger.observe([ACME])
    return write_config(tmp_path, ACCOUNT)


def run(config: Path, *arguments: str) -> int:
    try:
        return main(["--config", str(config), *arguments])
    except SystemExit as problem:
        return int(problem.code or 0)


def noted(config: Path) -> list[Word]:
    with Ledger.open(config.parent / "state", read_only=True) as ledger:
        return list(ledger.pending())


@pytest.mark.parametrize("name", [APPLICATION.id, ABOUT, ABOUT[:6]], ids=["application", "interview", "beginning"])
def test_d2_values_are_noted_for_the_next_pass(config: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    values = ("highlight=the arm = great", "Feedback-By=4 December 2026", "others=Ana Lima <ana@acme.example>")
    assert run(config, "note", name, *values, "do_not_chase=yes", "answers_from=Jane") == 0
    (debrief,) = noted(config)
    assert isinstance(debrief, Debrief)
    assert (debrief.about, debrief.notes, debrief.whose) == (ABOUT, Notes(highlight="the arm = great"), None)
    assert debrief.feedback_by == date(2026, 12, 4)
    assert debrief.people == (Person("ana@acme.example", "Ana Lima", "Ana"),)
    assert (debrief.do_not_chase, debrief.answers_from, debrief.unread) == (True, "Jane", ())
    said = capsys.readouterr().out
    assert said == f"Noted for Acme, Engineer, 2026-11-25 ({ABOUT}). The next pass acts on it.\n"


@pytest.mark.parametrize(("who", "whose"), [("Jane", "jane@acme.example"), ("BOB@acme.example", "bob@acme.example")])
def test_t7_a_value_can_be_for_one_person(config: Path, who: str, whose: str) -> None:
    assert run(config, "note", ABOUT, f"for={who}", "fit=I know torque") == 0
    (debrief,) = noted(config)
    assert isinstance(debrief, Debrief)
    assert (debrief.whose, debrief.notes) == (whose, Notes(fit="I know torque"))


def test_d2_what_says_that_there_is_nothing_keeps_nothing_else_from_being_noted(config: Path) -> None:
    assert run(config, "note", ABOUT, "forgot=the tests", "feedback_by=not said") == 0
    (debrief,) = noted(config)
    assert isinstance(debrief, Debrief)
    assert (debrief.notes, debrief.feedback_by) == (Notes(forgot="the tests"), None)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["i0000000000", "highlight=x"], 69, "There is no application"),
        ([ABOUT, "highlight"], 64, "is no KEY=VALUE"),
        ([ABOUT, "mood=good"], 64, "the keys are people, highlight"),
        ([ABOUT, "feedback_by=when Mercury is direct"], 64, "cannot be read as feedback_by"),
        ([ABOUT, "highlight=-"], 64, "highlight=- says nothing: nothing was noted"),
        ([ABOUT, "feedback_by=not said"], 64, "says nothing: nothing was noted"),
        ([ABOUT, "for=Mallory", "fit=x"], 64, "is none of those whom you met: Jane Doe, Bob Roe"),
        ([ABOUT, "for=Jane", "feedback_by=4 December"], 64, "not for one person alone"),
        ([ABOUT, "for=Jane"], 64, "Say what is noted"),
        ([ABOUT], 64, "set $EDITOR"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_noted(
    config: Path, arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    assert run(config, "note", *arguments) == status
    assert words in capsys.readouterr().err
    assert noted(config) == []


def editor(folder: Path, script: str) -> str:
    """A program that edits as the sed script says."""
    path = folder / "an editor"
    path.write_text(f'#!/bin/sh\nstat -c %a "$2" > "{folder}/mode"\nsed -i {script} "$2"\n[ "$1" = --wait ]\n')
    path.chmod(0o755)
    return f"'{path}' --wait"


def test_d2_the_form_in_the_editor_does_the_same(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "-e 's/^Highlights.*:/& the arm/' -e 's/^Feedback by.*:/& nobody knows/' -e 's/^For Bob.*:/& your tests/'"
    monkeypatch.setenv("VISUAL", editor(tmp_path, script))
    assert run(config, "note", ABOUT) == 0
    everybody, bobs = noted(config)
    assert isinstance(everybody, Debrief)
    assert isinstance(bobs, Debrief)
    assert (everybody.notes, everybody.people) == (Notes(highlight="the arm"), ())
    assert everybody.unread == ("feedback_by: nobody knows",)
    assert (bobs.whose, bobs.notes) == (BOB.email, Notes(highlight="your tests"))
    assert "Not understood: “feedback_by: nobody knows”" in capsys.readouterr().out
    assert (tmp_path / "mode").read_text().strip() == "600"
    assert not list((tmp_path / "state").glob("notes-*"))


@pytest.mark.parametrize("key", ["highlight", "Highlights", "höhepunkte", "POINTS-FORTS"])
def test_a_key_can_be_as_the_form_has_it(config: Path, key: str) -> None:
    assert run(config, "note", ABOUT, f"{key}=the arm") == 0
    (debrief,) = noted(config)
    assert isinstance(debrief, Debrief)
    assert debrief.notes == Notes(highlight="the arm")


def test_an_editor_that_changes_nothing_or_fails_notes_nothing(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "true")
    assert run(config, "note", ABOUT) == 0
    assert "nothing was noted" in capsys.readouterr().out
    monkeypatch.setenv("EDITOR", "false")
    assert run(config, "note", ABOUT) == 64
    monkeypatch.setenv("EDITOR", str(tmp_path / "no such editor"))
    assert run(config, "note", ABOUT) == 64
    assert noted(config) == []
    assert not list((tmp_path / "state").glob("notes-*"))


def test_what_was_saved_before_an_editor_failed_is_kept_and_it_is_said_where(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "-e 's/^Highlights.*:/& the arm/'").replace(" --wait", " --crash"))
    assert run(config, "note", ABOUT) == 64
    (kept,) = (tmp_path / "state").glob("notes-*")
    assert "the arm" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert str(kept) in capsys.readouterr().err
    assert noted(config) == []


def test_an_editor_that_is_no_command_is_said(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "  ")
    monkeypatch.setenv("EDITOR", 'vi "')
    assert run(config, "note", ABOUT) == 64
    assert noted(config) == []


def test_arguments_that_are_no_text_are_noted_as_far_as_they_are(config: Path) -> None:
    assert run(config, "note", ABOUT, "highlight=the \udcff arm") == 0
    assert run(config, "confirm", ABOUT, "--company", "Acme\udcff", "--with", "Ana\udcff Lima <ana@acme.example>") == 0
    debrief, decision = noted(config)
    assert isinstance(debrief, Debrief)
    assert isinstance(decision, Decision)
    assert (
        debrief.notes.highlight == "the \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} arm"
    )
    assert decision.company is not None
    assert decision.company.startswith("Acme")


def test_confirm_names_company_role_and_people(config: Path) -> None:
    people = ("--with", "Ana Lima <ana@birch.example>", "--with", "bo.ek@birch.example")
    assert run(config, "confirm", ABOUT, "--company", "Birch  Bank", "--role", "Designer", *people) == 0
    (decision,) = noted(config)
    assert isinstance(decision, Decision)
    assert (decision.choice, decision.company, decision.role) == (Choice.CONFIRM, "Birch Bank", "Designer")
    assert [one.email for one in decision.people] == ["ana@birch.example", "bo.ek@birch.example"]
    assert run(config, "confirm", ABOUT, "--with", "4 people") == 64
    assert len(noted(config)) == 1
