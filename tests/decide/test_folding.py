"""However facts come in, one by one or many at once: what was kept changes no answer.

Few names are shared by many: what is easily mixed up, and ties applications together by ever other ways. The plain fold
compares every message with every application.
"""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword.decide import Folding, circles, fold
from afterword.decide.interviews import interview_id
from afterword.model import Choice, Debrief, Decision, Invite, Observation, Person, Position, Signal, Verdict
from tests.decide.build import BOB, JANE, SAM, TOM, answer, at, invite, told, wrote
from tests.decide.plain import folded_plainly

NEW = bool(os.environ.get("AFTERWORD_NEW_STORIES"))
MONDAY = at("2026-11-16 09:00")
PEOPLE = [
    JANE,
    BOB,
    TOM,
    Person("eve@beta.example", "Eve Poe", "Eve"),
    Person(None, "Max Moe", "Max"),
    Person("max.moe@acme.example", "Max Moe", "Max"),
    Person("max.moe@mail.example", "Max Moe", "Max"),
    Person("ann@talent.example", "Ann Lee", "Ann"),
    Person("jane.doe99@mail.example", None, None),
    Person("no-reply@greenhouse.io", "Beta GmbH Careers", None),
    Person("x@elsewhere.example", "アクメ採用", None),
]
PERSON = st.sampled_from(PEOPLE)
COMPANIES = st.sampled_from(["Acme", "Acme GmbH", "Beta", "Beta GmbH", "株式会社アクメ", "Data Scientist", None])
ROLES = st.sampled_from(["Backend Engineer", "Data Scientist", None])
NAMES = st.sampled_from(["m1", "m2", "m3", "m4", "m5", None])
UIDS = ["one", "two", "three"]
NAMED = ["Acme", "Acme GmbH", "Beta GmbH", "Data Scientist", "Backend Engineer", "Jane Doe", "Max Moe", "Moe", "Jane"]
MINUTES = st.integers(0, 40)


@st.composite
def invites(draw: st.DrawFn) -> Observation:
    minutes = draw(MINUTES)
    event: Invite = invite(
        MONDAY + timedelta(days=draw(st.integers(0, 1))),
        uid=draw(st.sampled_from(UIDS)),
        recurrence_id=draw(st.sampled_from([None, None, None, "2026-11-16T09:00:00Z"])),
        sequence=draw(st.integers(0, 1)),
        verdict=draw(st.sampled_from([Verdict.INTERVIEW, Verdict.INTERVIEW, Verdict.UNSURE, Verdict.NOT_INTERVIEW])),
        cancelled=draw(st.sampled_from([False, False, False, True])),
        organizer=draw(PERSON),
        interviewers=draw(st.lists(PERSON, max_size=2)),
        coordinators=draw(st.lists(PERSON, max_size=1)),
        company=draw(COMPANIES),
        role=draw(ROLES),
    )
    sent = f"{MONDAY + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
    found = told(event, when=sent, name=draw(NAMES), answers=draw(NAMES), sender=draw(PERSON))
    found = replace(
        found, reader=draw(st.integers(1, 2)), position=Position("home", "INBOX", 1, draw(st.integers(1, 9)))
    )
    if draw(st.sampled_from([False, False, False, True])):
        return replace(found, position=replace(found.position, folder="calendar", uidvalidity=0))
    return found


@st.composite
def answers(draw: st.DrawFn) -> Observation:
    return answer(
        draw(st.sampled_from([Signal.REJECTION, Signal.HOLDING, Signal.NEXT_STEP, Signal.TIMELINE, Signal.BOUNCE])),
        MONDAY + timedelta(minutes=draw(MINUTES)),
        sender=draw(PERSON),
        name=draw(NAMES) or "unnamed",
        answers=draw(NAMES),
        named=tuple(draw(st.sets(st.sampled_from(NAMED), max_size=3))),
        bounced=draw(st.sampled_from([None, None, *(one.email for one in PEOPLE)])),
        addresses=draw(st.lists(PERSON, max_size=1)),
        to=(SAM, *draw(st.lists(PERSON, max_size=1))),
    )


@st.composite
def letters(draw: st.DrawFn) -> Observation:
    to = draw(st.lists(PERSON, min_size=1, max_size=2))
    return wrote(MONDAY + timedelta(minutes=draw(MINUTES)), *to, answers=draw(NAMES), name=draw(NAMES))


@st.composite
def words(draw: st.DrawFn) -> Observation:
    about = interview_id(draw(st.sampled_from(UIDS)), None)
    when = MONDAY + timedelta(minutes=draw(MINUTES))
    if draw(st.booleans()):
        return Debrief(about, when, people=tuple(draw(st.lists(PERSON, max_size=1))))
    choice = draw(st.sampled_from([Choice.CONFIRM, Choice.IGNORE, Choice.REJECTION]))
    return Decision(about, choice, when, company=draw(COMPANIES))


FACTS = st.lists(st.one_of(invites(), invites(), answers(), answers(), letters(), words()), max_size=14)


@pytest.mark.parametrize("kept", [0, circles.KEPT])
@given(facts=FACTS, sizes=st.lists(st.integers(1, 4), min_size=14, max_size=14))
@settings(
    max_examples=1500 if NEW else 250,
    derandomize=not NEW,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
def test_what_was_kept_changes_no_answer(
    facts: list[Observation], sizes: list[int], kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circles, "KEPT", kept)  # no story is as long as what is kept
    folding, seen = Folding(), 0
    for size in sizes:
        seen = min(len(facts), seen + size)
        known = folding.known(tuple(facts[:seen]))
        assert known == folded_plainly(facts[:seen])
    assert fold(facts) == folded_plainly(facts)


def test_facts_that_are_gone_again_leave_nothing_behind() -> None:
    first, second = told(), told(invite(uid="event-2", company="Beta", interviewers=(), organizer=None), name="other")
    folding = Folding()
    folding.known((first, second))
    assert folding.known((first,)) == fold([first])


def test_what_the_news_does_not_concern_stays_the_same_object() -> None:
    eve = Person("eve@beta.example", "Eve Poe", "Eve")
    theirs = invite(uid="event-2", company="Beta", role=None, interviewers=(eve,), coordinators=(), organizer=eve)
    facts: list[Observation] = [told(), told(theirs, name="invite-2", sender=eve, when="2026-11-20 11:00")]
    folding = Folding()
    acme, beta = folding.known(tuple(facts)).applications
    for news in (
        answer(Signal.HOLDING, "2026-11-26 10:00"),
        told(invite(uid="event-3"), name="invite-3", when="2026-11-27 10:00"),
        Decision(acme.id, Choice.REJECTION, at("2026-11-28 10:00")),
    ):
        facts.append(news)
        before = acme
        acme, same = folding.known(tuple(facts)).applications
        assert same is beta
        assert acme is not before
