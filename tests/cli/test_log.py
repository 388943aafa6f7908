"""`afterword log`: what it prints of a ledger, for people and as JSON; and that it changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from afterword.adapters.ledger import Ledger
from afterword.cli.main import main
from afterword.decide.interviews import interview_id
from afterword.model import Choice, Observation, Signal, Verdict
from tests.cli.configs import write_config
from tests.cli.documented import sample, shape
from tests.decide.build import answer, application, by, decided, invite, told

APP = application(told()).id
EVENT = interview_id("event-1", None)
ACCOUNT = '[[account]]\nname = "home"\nhost = "imap.example.org"\nusername = "sam"\n'


def known(folder: Path, *facts: Observation) -> Path:
    """A configuration whose ledger knows these facts."""
    with Ledger.open(folder / "state") as ledger:
        ledger.observe(facts)
    return write_config(folder, ACCOUNT)


def run(config: Path, *arguments: str) -> int:
    return main(["--config", str(config), "log", *arguments])


def document(config: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run(config, "--json", *arguments) == 0
    return json.loads(capsys.readouterr().out)


FACTS = (
    told(),
    answer(Signal.HOLDING, "2026-11-30 10:05", promise=by("2026-12-04", "By Friday 4 December\x1b[2J.")),
    told(invite("2026-12-10 10:00", uid="event-2", verdict=Verdict.UNSURE, company="Oak"), name="invite-2"),
)


def test_the_whole_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = known(tmp_path, *FACTS)
    before = {path.name: path.read_bytes() for path in (tmp_path / "state").iterdir()}
    assert run(config) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"Fri 20 Nov 2026 10:00  “Interview” is taken for an interview ({APP})" in lines
    assert lines[-3:] == [
        f"Mon 30 Nov 2026 10:05  A message of tom@acme.example is taken for: holding ({APP})",
        "    a test",
        "    “By Friday 4 December [2J.”",
    ]
    assert {path.name: path.read_bytes() for path in (tmp_path / "state").iterdir()} == before


def test_the_log_of_one_application_by_any_of_its_ids(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = known(tmp_path, *FACTS)
    other = interview_id("event-2", None)
    assert len(document(config, capsys)["decisions"]) == 3
    for name in (APP, EVENT, APP[:6]):
        assert {one["about"] for one in document(config, capsys, name)["decisions"]} == {APP}
    assert [one["about"] for one in document(config, capsys, other)["decisions"]] == [other]
    assert run(config, "nothing-like-it") == 69


def test_a_word_that_no_pass_has_taken_up_stands_there_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = known(tmp_path, *FACTS)
    with Ledger.open(tmp_path / "state") as ledger:
        ledger.submit(decided(APP, Choice.OFFER, "2026-12-01 10:00"))
    assert document(config, capsys)["decisions"][-1] == {
        "at": "2026-12-01T10:00:00Z",
        "source": "word",
        "about": APP,
        "text": "You said “offer”",
        "reasons": [],
        "evidence": None,
    }


def test_the_log_is_printed_as_documented_and_an_empty_one_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shape(document(known(tmp_path / "full", *FACTS), capsys)) == shape(sample("log"))
    config = write_config(tmp_path, ACCOUNT)
    assert document(config, capsys) == {"decisions": []}
    assert run(config) == 0
    assert capsys.readouterr().out == "Nothing has been decided yet.\n"
    assert not (tmp_path / "state").exists()
