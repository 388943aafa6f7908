"""How `status` and `plan` show a follow-up to people."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from afterword.cli.overview import follow_up_line
from afterword.model import FollowUp, FollowUpState, Key, Kind, Person
from tests.decide.build import at

LONDON = ZoneInfo("Europe/London")
PLANNED = FollowUp(
    id="f1",
    key=Key(Kind.THANK_YOU, "a1", "jane@acme.example", "2026-11-25"),
    recipient=Person("jane@acme.example", "Jane Doe", "Jane"),
    state=FollowUpState.PLANNED,
    reason="due 1 h after the interview ends (T2)",
    due=at("2026-11-25 21:30"),
    best_time=at("2026-11-26 07:00"),
)


def test_t3_when_it_is_placed_and_when_it_is_best_sent_are_both_shown() -> None:
    line = follow_up_line(PLANNED, LONDON)
    assert "planned, for Wed 25 Nov 2026 21:30, best sent Thu 26 Nov 2026 07:00; due 1 h after" in line
    placed = replace(PLANNED, state=FollowUpState.PLACED, placed_at=at("2026-11-25 21:31"), reason="")
    assert follow_up_line(placed, LONDON).endswith("placed Wed 25 Nov 2026 21:31, best sent Thu 26 Nov 2026 07:00")


def test_what_is_over_has_no_times() -> None:
    sent = replace(PLANNED, state=FollowUpState.SENT, placed_at=at("2026-11-25 21:31"), reason="seen in Sent")
    assert follow_up_line(sent, LONDON) == "thank you to jane@acme.example: sent; seen in Sent"
