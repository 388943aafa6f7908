"""What invites in each language call the company and the role."""

import tomllib

import pytest

from tests.understand.samples import MAIL, calendar, only

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['title']}")
    for path in sorted((MAIL / "employers").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


@pytest.mark.parametrize("case", CASES)
def test_company_and_role_are_read_as_written(case: dict[str, str]) -> None:
    display, _, email = case["from"].rstrip(">").rpartition(" <")
    found = only(
        calendar(
            "DTSTART:20261125T140000Z",
            f"SUMMARY:{_escaped(case['title'])}",
            f"DESCRIPTION:{_escaped(case['text'])}",
            f'ORGANIZER;CN="{display}":mailto:{email}',
            "ATTENDEE;CN=Kim Okoye:mailto:kim.okoye@example.org",
        )
    )
    read = {"company": found.company, "role": found.role}
    assert {key: read[key] for key in read if key in case} == {key: case[key] for key in read if key in case}
