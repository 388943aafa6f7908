"""However the ledger's rows change, what was kept of an application is what would be made of it afresh."""

from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.decide import Judging, fold, outlook
from afterword.model import Draft, DraftState, Key, Kind, Observation, Person
from tests.decide.build import JANE, OWNER, SETTINGS, TOM, at, draft, invite, told, wrote

EVE = Person("eve@beta.example", "Eve Poe", "Eve")
# Jane and Tom belong to both: a letter to them counts for both, unless it was a draft of ours for one of them.
FACTS: list[Observation] = [
    told(invite(interviewers=(JANE,))),
    told(
        invite(uid="event-2", company="Beta", role="Data Scientist", interviewers=(JANE, EVE), organizer=TOM),
        name="invite-2",
    ),
    wrote("2026-11-25 18:00", JANE, name="one"),
    wrote("2026-12-07 09:00", TOM, name="two"),
]
KNOWN = fold(FACTS)
NOW = at("2026-12-14 10:00")
NAMES = ["one", "two", "three"]


@st.composite
def rows(draw: st.DrawFn) -> tuple[Draft, ...]:
    """Some rows, each with a Message-ID of its own, in any order."""
    return tuple(
        draft(
            draw(st.sampled_from([DraftState.PLACED, DraftState.SENT, DraftState.DELETED, DraftState.WITHDRAWN])),
            key=Key(
                draw(st.sampled_from([Kind.THANK_YOU, Kind.CHASER])),
                draw(st.sampled_from([one.id for one in KNOWN.applications])),
                draw(st.sampled_from(["jane@acme.example", "tom@acme.example"])),
                "2026-11-25",
            ),
            name=name,
            uid=draw(st.sampled_from([7, None])),
        )
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True))
    )


@given(story=st.lists(rows(), max_size=6))
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
def test_rows_that_come_and_go_leave_nothing_behind(story: list[tuple[Draft, ...]]) -> None:
    judging = Judging(OWNER, SETTINGS)
    for drafts in story:
        assert judging.outlook(KNOWN, drafts, NOW) == outlook(KNOWN, drafts, OWNER, SETTINGS, NOW)


def test_a_letter_that_was_a_draft_for_one_application_counts_for_the_other_no_more() -> None:
    first, second = KNOWN.applications
    assert [len(one.sent) for one in (first, second)] == [2, 2]
    judging = Judging(OWNER, SETTINGS)
    judging.outlook(KNOWN, (), NOW)
    key = Key(Kind.THANK_YOU, first.id, "jane@acme.example", "2026-11-25")
    found = judging.outlook(KNOWN, (draft(DraftState.SENT, key=key, name="one"),), NOW)
    assert [len(one.case.application.sent) for one in found.standings] == [2, 1]
