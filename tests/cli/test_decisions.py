"""`confirm`, `ignore` and `answered`: the user's word, by an id or the beginning of one."""

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger
from afterword.cli.main import main
from afterword.decide import fold
from afterword.model import Choice, Decision, Envelope, Invite, InviteSeen, Person, Position, Verdict
from tests.cli.configs import write_config

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ACME = InviteSeen(
    Position("personal", "INBOX", 1, 1),
    Envelope(message_id="<1@acme.example>", sender=Person("jane@acme.example")),
    Invite(
        Verdict.INTERVIEW, 1.0, (), "uid-1", start=NOON, title="Interview at Acme", company="Acme", role="Engineer",
        interviewers=(Person("jane@acme.example", "Jane Doe", "Jane"),),
    ),
    NOON,
    1,
)  # fmt: skip
NEWS = InviteSeen(
    Position("personal", "INBOX", 1, 2),
    Envelope(message_id="<2@bolt.example>"),
    Invite(Verdict.NOT_INTERVIEW, 1.0, (), "uid-2", start=NOON, title="Town hall"),
    NOON,
    1,
)
ACCOUNT = '[[account]]\nname = "personal"\nhost = "imap.example.org"\nusername = "sam"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "state") as ledger:
        ledger.observe([ACME, NEWS])
    return write_config(tmp_path, ACCOUNT)


@pytest.fixture
def acme() -> tuple[str, str]:
    """The ids of the application and its interview."""
    (application,) = fold([ACME]).applications
    return application.id, application.interviews[0].id


def pending(config: Path) -> list[tuple[str, Choice, date | None]]:
    with Ledger.open(config.parent / "state", read_only=True) as ledger:
        return [(one.about, one.choice, one.by) for one in ledger.pending() if isinstance(one, Decision)]


def test_an_interview_is_confirmed_and_ignored(
    config: Path, acme: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, interview = acme
    assert main(["--config", str(config), "confirm", interview]) == 0
    assert main(["--config", str(config), "ignore", interview[:5]]) == 0
    assert pending(config) == [(interview, Choice.CONFIRM, None), (interview, Choice.IGNORE, None)]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Noted: “Interview at Acme” ({interview}) is an interview of yours. The next pass acts on it."
    assert "is no interview of yours" in said[1]


def test_what_was_taken_for_no_interview_can_be_confirmed(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger.open(config.parent / "state") as ledger:
        before = fold(ledger.observations())
    name = fold([replace(NEWS, invite=replace(NEWS.invite, verdict=Verdict.UNSURE))]).unsure[0].id
    assert main(["--config", str(config), "confirm", name]) == 0
    with Ledger.open(config.parent / "state") as ledger:
        ledger.take()
        assert len(fold(ledger.observations()).applications) == len(before.applications) + 1


@pytest.mark.parametrize("which", [0, 1], ids=["by application", "by interview"])
def test_an_answer(config: Path, acme: tuple[str, str], which: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "answered", acme[which], "next-step"]) == 0
    assert main(["--config", str(config), "answered", acme[which][:6], "nothing", "--by", "2026-12-04"]) == 0
    assert pending(config) == [
        (acme[0], Choice.NEXT_STEP, None),
        (acme[0], Choice.NOTHING, date(2026, 12, 4)),
    ]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Noted: Acme / Engineer ({acme[0]}): next-step. The next pass acts on it."
    assert "promised to answer by 2026-12-04" in said[1]


@pytest.mark.parametrize(
    "arguments,status,words",
    [
        (["confirm", "i0000000000"], 69, "There is no interview “i0000000000”"),
        (["confirm", "i"], 69, "There is no interview “i”"),
        (["answered", "nobody", "offer"], 69, "There is no application “nobody”"),
    ],
    ids=["unknown", "too short", "unknown application"],
)
def test_what_is_not_known(
    config: Path, arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(config), *arguments]) == status
    assert words in capsys.readouterr().err
    assert pending(config) == []


@pytest.mark.parametrize(
    "arguments",
    [["a", "perhaps"], ["a", "nothing", "--by", "Friday"], ["a"], ["a", "offer", "--by", "2026-12-04"]],
    ids=["choice", "day", "missing", "day with another choice"],
)
def test_what_makes_no_sense(config: Path, arguments: list[str]) -> None:
    try:
        status: object = main(["--config", str(config), "answered", *arguments])
    except SystemExit as problem:
        status = problem.code
    assert status == 64
    assert pending(config) == []


def test_a_beginning_that_fits_several(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger.open(config.parent / "state") as ledger:
        # So many events that two ids must begin with the same three characters.
        ledger.observe(
            replace(ACME, envelope=Envelope(message_id=f"<{n}@x.example>"), invite=replace(ACME.invite, uid=f"u{n}"))
            for n in range(400)
        )
        names = sorted(
            one.id for application in fold(ledger.observations()).applications for one in application.interviews
        )
    twice = next(one[:3] for one, other in pairwise(names) if one[:3] == other[:3])
    assert main(["--config", str(config), "confirm", twice]) == 64
    assert f"“{twice}” could be any of {twice}" in capsys.readouterr().err
