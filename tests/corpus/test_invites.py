"""The invites of the corpus are read at least as well as they ever were."""

import pytest

from tests.corpus.measure import INVITES, Report, measured, read_labels

HALVES = ("seen", "held")

FLOORS = {
    "seen": {
        "precision": 0.99,
        "recall": 0.98,
        "start": 1.0,
        "end": 1.0,
        "cancelled": 1.0,
        "company": 0.97,
        "role": 0.97,
        "people_f1": 0.98,
        "first_names": 0.99,
    },
}
"""What was reached, to be raised whenever a change reads more, and never lowered to let a change in. Aimed at:
precision and first names 0.97, recall 0.95, times and cancellations 0.99, people 0.93, company 0.92, role 0.88.
"""


@pytest.fixture(scope="module")
def seen() -> Report:
    return measured(INVITES / "seen")


@pytest.mark.parametrize("figure", FLOORS["seen"])
def test_invites_are_read_no_worse_than_before(seen: Report, figure: str) -> None:
    assert seen.figures()[figure] >= FLOORS["seen"][figure], "\n".join(seen.misses)


@pytest.mark.parametrize("half", HALVES)
def test_no_message_takes_long(half: str) -> None:
    assert measured(INVITES / half).slowest_seconds < 2


@pytest.mark.parametrize("half", HALVES)
def test_every_message_has_labels_and_every_label_a_message(half: str) -> None:
    folder = INVITES / half
    files = {path.relative_to(folder).as_posix() for path in folder.glob("eml/*.eml")}
    assert {label.file for label in read_labels(folder)} == files


def test_no_message_is_in_both_halves() -> None:
    seen_names, held_names = ({path.name for path in (INVITES / half).glob("eml/*.eml")} for half in HALVES)
    assert not seen_names & held_names
