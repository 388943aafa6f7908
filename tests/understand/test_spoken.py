"""Invites as people write them, in each language: whose interview it is, with whom, where and for what."""

import tomllib

import pytest

from afterword.model import Verdict
from tests.understand.samples import MAIL, calendar, only

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['title']}")
    for path in sorted((MAIL / "spoken").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def _line(name: str, person: str) -> str:
    display, _, email = person.rstrip(">").rpartition(" <")
    return f'{name};CN="{display}":mailto:{email}'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


@pytest.mark.parametrize("case", CASES)
def test_what_people_write(case: dict[str, object]) -> None:
    invited = case.get("with", [])
    assert isinstance(invited, list)
    found = only(
        calendar(
            "DTSTART:20261125T140000Z",
            f"SUMMARY:{_escaped(str(case['title']))}",
            f"DESCRIPTION:{_escaped(str(case['text']))}",
            _line("ORGANIZER", str(case["from"])),
            "ATTENDEE;CN=Kim Okoye:mailto:kim.okoye@example.org",
            *(_line("ATTENDEE", person) for person in invited),
        )
    )
    assert found.verdict is Verdict(str(case["verdict"])), found.reasons
    read = {
        "company": found.company,
        "role": found.role,
        "people": [person.first_name for person in found.interviewers],
    }
    assert {key: read[key] for key in read if key in case} == {key: case[key] for key in read if key in case}
