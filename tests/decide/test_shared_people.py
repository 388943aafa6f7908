"""People who belong to more than one thing: a panel that grows keeps its texts, a chaser counts for one application."""

from collections.abc import Sequence

from afterword import compose
from afterword.model import Draft, DraftState, Key, Kind, Observation, Person, Wanted
from tests.decide.build import (
    ANN,
    BOB,
    JANE,
    SAM,
    TOM,
    application,
    at,
    draft,
    invite,
    look,
    told,
    wishes_of,
    wrote,
)

ADA = Person("ada@acme.example", "Ada Poe", "Ada")
ALICE = Person("alice@acme.example", "Alice Poe", "Alice")
ROBOT = Person("no-reply@hiring.example", "Acme")


def bodies(facts: Sequence[Observation], drafts: Sequence[Draft], now: str) -> dict[str, str]:
    """What each interviewer would get, in the order of their notes, with every name taken for the same."""
    found = {}
    for wish in wishes_of(look(now, *facts, drafts=drafts), Kind.THANK_YOU):
        body = compose.write(wish.brief).body
        for person in (ADA, ALICE, BOB, JANE):
            body = body.replace(person.first_name or "", "X")
        found[wish.recipient.email or ""] = body
    return found


def placed(recipients: Sequence[str], state: DraftState = DraftState.PLACED) -> list[Draft]:
    app = application(told()).id
    keys = [Key(Kind.THANK_YOU, app, recipient, "2026-11-25") for recipient in recipients]
    return [draft(state, key=key, name=f"ours-{n}", uid=n + 1) for n, key in enumerate(keys)]


def test_t1_a_panel_that_grows_repeats_no_text() -> None:
    before = bodies([told()], [], "2026-11-25 16:01")
    for state in (DraftState.PLACED, DraftState.SENT):
        rows = placed(list(before), state)
        everyone = told(
            invite(interviewers=(ADA, ALICE, JANE, BOB), sequence=1), name="update", when="2026-11-25 16:20"
        )
        after = bodies([told(), everyone], rows, "2026-11-25 16:30")
        assert {one: after[one] for one in before} == before
        assert len(set(after.values())) == 4


def test_t1_a_panel_that_shrinks_and_grows_repeats_no_text() -> None:
    before = bodies([told()], [], "2026-11-25 16:01")
    other = told(invite(interviewers=(ADA, JANE), sequence=1), name="update", when="2026-11-25 16:20")
    after = bodies([told(), other], placed(list(before)), "2026-11-25 16:30")
    assert after[JANE.email or ""] == before[JANE.email or ""]
    assert after[ADA.email or ""] not in before.values()


def test_t1_a_session_that_is_added_to_the_visit_repeats_no_text() -> None:
    before = bodies([told()], [], "2026-11-25 16:01")
    late = told(
        invite("2026-11-25 18:00", uid="event-2", hours=0.5, interviewers=(ADA,)), name="i2", when="2026-11-25 16:30"
    )
    after = bodies([told(), late], placed(list(before), DraftState.SENT), "2026-11-25 19:31")
    assert after[ADA.email or ""] not in before.values()


def test_t1_an_own_note_of_the_user_takes_nobodys_place() -> None:
    noted = look("2026-11-25 16:01", told(), wrote("2026-11-25 15:30", BOB))
    assert {wish.brief.panel for wish in wishes_of(noted, Kind.THANK_YOU)} == {(JANE.email, BOB.email)}


def test_c1_a_chaser_of_ours_counts_for_its_own_application_alone() -> None:
    backend = told(invite(organizer=None, interviewers=(JANE,)), sender=ROBOT, to=(SAM,))
    analyst = told(
        invite("2026-11-25 16:00", uid="event-2", role="Data Analyst", organizer=None, interviewers=(BOB,)),
        sender=ROBOT,
        to=(SAM,),
        name="invite-2",
        when="2026-11-20 11:00",
    )
    app = application(backend).id
    row = draft(
        DraftState.SENT,
        key=Key(Kind.CHASER, app, TOM.email or "", "2026-12-02"),
        name="our-chaser",
        when=at("2026-12-07 10:00"),
    )
    found = look("2026-12-09 10:00", backend, analyst, wrote("2026-12-07 10:00", TOM, name="our-chaser"), drafts=[row])
    first, other = sorted(found.standings, key=lambda one: one.case.application.id != app)
    assert len(first.case.chased) == 1
    assert other.case.chased == ()
    wish = next(one for one in wishes_of(found, Kind.CHASER) if one.key.application != app)
    assert (wish.wanted, wish.thread) == (Wanted.YES, None)


def test_c4_of_two_chasers_that_are_due_at_once_the_earlier_interview_has_the_first() -> None:
    for role in ("Data Analyst", "Site Manager", "Chemist"):
        late = told(invite("2026-11-25 17:00", uid=role, role=role, interviewers=(ANN,)), name=role[:4], to=(SAM,))
        found = look("2026-12-07 09:00", told(), late)
        (first,) = [one for one in wishes_of(found, Kind.CHASER) if one.wanted is Wanted.YES]
        assert first.brief.role == "Backend Engineer"
