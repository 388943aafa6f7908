"""The answers of the corpus are read at least as well as they ever were."""

import json

import pytest

from tests.corpus.measure_replies import REPLIES, ReplyReport, measured_replies, read_expected

HALVES = ("seen", "held")

FLOORS = {
    "macro_f1": 0.95,
    "ends_precision": 0.98,
    "ends_recall": 0.92,
    "application": 0.99,
    "untouched": 0.95,
    "feedback_by": 0.92,
    "returns_on": 0.92,
    "bounced": 1.0,
}
"""What was reached on `seen`, to be raised whenever a change reads more, never lowered to let a change in. Aimed at:
0.90, 0.98, 0.94, 0.99, 1, 0.92, 0.92 and 0.95, in the order above, with at most 0.05 of the messages asked about.
"""


@pytest.fixture(scope="module")
def seen() -> ReplyReport:
    return measured_replies(REPLIES / "seen")


@pytest.mark.parametrize("figure", FLOORS)
def test_answers_are_read_no_worse_than_before(seen: ReplyReport, figure: str) -> None:
    assert seen.figures()[figure] >= FLOORS[figure], "\n".join(seen.misses)


@pytest.mark.parametrize("half", HALVES)
def test_every_message_has_one_label_and_every_label_a_message(half: str) -> None:
    folder = REPLIES / half
    labelled = [expected.file for expected in read_expected(folder)]
    assert sorted(labelled) == sorted(path.relative_to(folder).as_posix() for path in folder.glob("eml/*.eml"))


@pytest.mark.parametrize("half", HALVES)
def test_labels_name_open_applications(half: str) -> None:
    named = {
        case for expected in read_expected(REPLIES / half) for case in (expected.case_id, expected.near_case) if case
    }
    assert named <= _applications(half)


def test_the_halves_share_no_message_and_no_application() -> None:
    seen_names, held_names = ({path.name for path in (REPLIES / half).glob("eml/*.eml")} for half in HALVES)
    assert not seen_names & held_names
    assert not _applications("seen") & _applications("held")


def _applications(half: str) -> set[str]:
    lines = (REPLIES / half / "applications.jsonl").read_text("utf-8").splitlines()
    return {json.loads(line)["id"] for line in lines}
