"""What waits for the user, and what of it cannot wait."""

from collections.abc import Iterable

import pytest

from afterword.decide import fold, urgent_from, waiting
from afterword.model import AccountState, Draft, DraftState, Key, Kind, Observation, Person, Reach, Signal, Verdict
from afterword.model.notices import Matter, Waiting
from tests.decide.build import BOB, JANE, SETTINGS, TOM, answer, application, at, draft, invite, look, told, wrote

# The interview with Jane and Bob is on Wednesday 25 November 2026, 14:00 to 15:00, in London.
APP = application(told()).id
LIES = at("2026-11-25 16:00")


def waits(
    now: str, *facts: Observation, drafts: Iterable[Draft] = (), accounts: Iterable[AccountState] = ()
) -> dict[str, Waiting]:
    """What waits, by its text without the application."""
    found = listed(now, *facts, drafts=drafts, accounts=accounts)
    return {one.text.partition(" (Acme")[0]: one for one in found}


def listed(
    now: str, *facts: Observation, drafts: Iterable[Draft] = (), accounts: Iterable[AccountState] = ()
) -> tuple[Waiting, ...]:
    rows = tuple(drafts)
    return waiting(fold(facts), look(now, *facts, drafts=rows), rows, accounts, SETTINGS, at(now))


def thank_you(state: DraftState, person: Person = JANE) -> Draft:
    key = Key(Kind.THANK_YOU, APP, person.email or "", "2026-11-25")
    return draft(state, key=key, when=LIES, placed_at=LIES, name=f"to-{person.first_name}", reason="")


def chaser(state: DraftState) -> Draft:
    key = Key(Kind.CHASER, APP, TOM.email or "", "2026-12-02")
    return draft(state, key=key, when=at("2026-12-07 09:00"), placed_at=at("2026-12-07 09:00"), name="chaser")


@pytest.mark.parametrize("state", [DraftState.PLACED, DraftState.RELEASED])
def test_t2_a_thank_you_becomes_urgent_four_hours_before_its_end_and_no_longer_is_after_it(state: DraftState) -> None:
    rows = [thank_you(state), thank_you(DraftState.SENT, BOB)]
    before = waits("2026-11-26 10:59", told(), drafts=rows)["Send the thank-you to Jane Doe"]
    soon = waits("2026-11-26 11:00", told(), drafts=rows)["Send the thank-you to Jane Doe"]
    assert (before.matter, soon.matter) == (Matter.DRAFT, Matter.ENDS)
    assert soon.urgent
    assert not before.urgent
    assert before.id != soon.id, "what was said before is said once more now"
    assert soon.by == at("2026-11-26 15:00")
    late = waits("2026-11-26 15:00", told(), drafts=rows)
    assert not any(one.urgent for one in late.values())
    assert not any("Bob" in text for text in late)


def test_when_it_becomes_urgent_is_known_before() -> None:
    rows = [thank_you(DraftState.PLACED), thank_you(DraftState.SENT, BOB)]
    for now, expected in (
        ("2026-11-25 13:00", at("2026-11-26 11:00")),
        ("2026-11-26 10:59", at("2026-11-26 11:00")),
        ("2026-11-26 11:00", None),
    ):
        assert urgent_from(look(now, told(), drafts=rows), rows, at(now)) == expected
    sent = [thank_you(DraftState.SENT), thank_you(DraftState.SENT, BOB)]
    assert urgent_from(look("2026-11-26 09:00", told(), drafts=sent), sent, at("2026-11-26 09:00")) is None


def test_c9_a_draft_of_the_users_own_that_an_answer_has_overtaken_is_told_at_once() -> None:
    rejected = answer(Signal.REJECTION, "2026-12-08 10:00")
    found = waits("2026-12-08 10:01", told(), rejected, drafts=[chaser(DraftState.RELEASED)])
    (one,) = [one for one in found.values() if one.matter is Matter.OVERTAKEN]
    assert one.urgent
    assert "Tom Fox" in one.text
    assert "C9" in one.reason
    untouched = waits("2026-12-08 10:01", told(), rejected, drafts=[chaser(DraftState.PLACED)])
    assert not any("Tom" in text for text in untouched), "it is withdrawn, which nobody has to be told"
    not_answered = waits("2026-12-08 10:01", told(), drafts=[chaser(DraftState.RELEASED)])
    assert [one.matter for text, one in not_answered.items() if "Tom" in text] == [Matter.DRAFT]


def test_a_thank_you_that_time_has_overtaken_is_nothing_urgent() -> None:
    found = waits("2026-12-07 09:30", told(), drafts=[thank_you(DraftState.RELEASED)])
    assert not any(one.urgent for one in found.values())


def test_c9_a_chaser_that_is_held_is_told_at_once() -> None:
    doubtful = answer(Signal.REJECTION, "2026-12-04 10:00", ask=True)
    found = waits("2026-12-07 09:30", told(), doubtful)
    (held,) = [one for one in found.values() if one.matter is Matter.HELD]
    assert held.urgent
    assert "only you can say" in held.reason
    assert "`afterword answered" in held.text, "what helps stands there"
    assert not [one for one in found.values() if one.matter is Matter.QUESTION], "and nothing stands there twice"
    assert not any(one.matter is Matter.HELD for one in waits("2026-12-07 09:30", told()).values())
    before = waits("2026-12-06 09:30", told(), doubtful)
    assert [one.matter for one in before.values() if "afterword answered" in one.text] == [Matter.QUESTION]


def test_c1_a_chaser_that_waits_for_an_answer_of_the_user_says_so() -> None:
    asks = answer(Signal.ACKNOWLEDGEMENT, "2026-12-04 10:00", awaits_owner=True)
    found = waits("2026-12-07 09:30", told(), asks)
    (held,) = [one for one in found.values() if one.matter is Matter.HELD]
    assert held.text.startswith("The reminder to Tom Fox is held")
    assert "an answer from you" in held.reason


def test_a_refused_login_cannot_wait_and_a_server_that_is_away_can() -> None:
    accounts = [
        AccountState("work", Reach.REFUSED, "work: the server refuses the login"),
        AccountState("home", Reach.UNREACHABLE, "home: no route"),
        AccountState("other", Reach.OK),
    ]
    found = listed("2026-11-25 10:00", accounts=accounts)
    assert [(one.matter, one.urgent) for one in found] == [(Matter.REFUSED, True), (Matter.UNREACHABLE, False)]


def test_what_is_sent_or_deleted_waits_for_nothing() -> None:
    rows = [thank_you(DraftState.SENT), thank_you(DraftState.DELETED, BOB)]
    sent = wrote("2026-11-25 16:10", JANE)
    assert waits("2026-11-25 17:00", told(), sent, drafts=rows) == {}


def test_what_cannot_wait_stands_first_and_then_the_nearest_end() -> None:
    rows = [thank_you(DraftState.PLACED), thank_you(DraftState.PLACED, BOB)]
    accounts = [AccountState("work", Reach.REFUSED, "refused"), AccountState("home", Reach.UNREACHABLE, "away")]
    found = listed("2026-11-26 09:00", told(), drafts=rows, accounts=accounts)
    assert [one.matter for one in found] == [Matter.REFUSED, Matter.DRAFT, Matter.DRAFT, Matter.UNREACHABLE]


def test_t2_a_question_that_is_of_use_for_some_hours_alone_is_asked_at_once_and_once() -> None:
    unsure = told(invite(verdict=Verdict.UNSURE))
    before, soon = listed("2026-11-25 10:00", unsure), listed("2026-11-25 16:30", unsure)
    late = listed("2026-11-27 10:00", unsure)
    assert [one.matter for one in (*before, *soon, *late)] == [Matter.QUESTION, Matter.ASKED, Matter.QUESTION]
    assert before[0].id == late[0].id != soon[0].id
