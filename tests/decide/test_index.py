"""However applications change, an index that was kept up answers as one made of them afresh."""

import os
from collections.abc import Iterable
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from afterword.decide import Directory, Index, fold
from afterword.decide.index import companies_of, organisation_key, people_of
from afterword.decide.names_alike import company_key, folded
from afterword.decide.relevance import names_of_people
from afterword.model import Agency, Application, Envelope, Person, Reply, Signal
from tests.decide.build import BOB, JANE, SAM, TOM, answer, at, envelope, invite, told, wrote

NEW = bool(os.environ.get("AFTERWORD_NEW_STORIES"))
MONDAY = at("2026-11-16 09:00")
IDS = ["a", "b", "c", "d"]
PEOPLE = [
    JANE,
    BOB,
    TOM,
    Person("eve@beta.example", "Eve Poe", "Eve"),
    Person(None, "Max Moe", "Max"),
    Person("max.moe@acme.example", "Max Moe", "Max"),
    Person("max.moe@mail.example", "Max Moe", "Max"),
    Person("ann@talent.example", "Acme Talent", "Ann"),
    Person("x@elsewhere.example", "アクメ採用", None),
]
# One spelling may be the name of a company, of a role, and of somebody; and one name may be spelled in many ways.
COMPANIES = ["Acme", "ACME", "Acme GmbH", "Beta GmbH", "株式会社アクメ", "Data Scientist", "Jane Doe"]
ROLES = ["Backend Engineer", "Data Scientist", "data scientist", "Acme GmbH", "Senior Stage Manager", "開発者"]
DOMAINS = ["acme.example", "acme.test", "beta.example", "talent.example", "gmail.com"]
MESSAGES = ["m1", "m2", "m3", "m4"]
PERSON, MESSAGE = st.sampled_from(PEOPLE), st.sampled_from(MESSAGES)
TEXTS = [
    "Your application as Data Scientist at Acme GmbH, says Jane Doe",
    "ACME and Beta: the SSM, and engineers of our backend",
    "株式会社アクメの開発者 Max Moe",
    "the manager of the stage, a senior",
]


def _few(items: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(items)), max_size=2, unique=True).map(tuple)


@st.composite
def applications(draw: st.DrawFn, name: str) -> Application:
    met = fold([told(invite(), name=draw(MESSAGE))]).applications[0].interviews
    return Application(
        name,
        draw(st.sampled_from([*COMPANIES, None])),
        draw(st.sampled_from([*ROLES, None])),
        aliases=draw(_few(COMPANIES)),
        domains=draw(_few(DOMAINS)),
        agency=draw(st.sampled_from([None, None, *(Agency("Talent", domain) for domain in DOMAINS)])),
        interviewers=tuple(draw(st.lists(PERSON, max_size=2))),
        coordinators=tuple(draw(st.lists(PERSON, max_size=1))),
        interviews=draw(st.sampled_from([(), met])),
        sent=tuple(wrote(MONDAY, JANE, name=one) for one in draw(_few(MESSAGES))),
        sent_ids=tuple(f"<{one}>" for one in draw(_few(MESSAGES))),
        answers=tuple(answer(Signal.HOLDING, MONDAY, name=one) for one in draw(_few(MESSAGES))),
    )


class Step(Struct, frozen=True):
    """Applications that are new or others than before, those that are gone, and what is learned after that.

    ``reorder``: all others come as equal objects and in another order; ``behind``: somebody goes on with what was.
    """

    changed: dict[str, Application]
    gone: set[str]
    threads: list[tuple[str, str]]
    people: list[tuple[Person, str]]
    reorder: bool
    behind: bool


@st.composite
def steps(draw: st.DrawFn) -> Step:
    names = draw(st.sets(st.sampled_from(IDS), max_size=3))
    return Step(
        {name: draw(applications(name)) for name in sorted(names)},
        draw(st.sets(st.sampled_from(IDS), max_size=2)),
        draw(st.lists(st.tuples(MESSAGE, st.sampled_from(IDS)), max_size=2)),
        draw(st.lists(st.tuples(PERSON, st.sampled_from(IDS)), max_size=2)),
        draw(st.booleans()),
        draw(st.booleans()),
    )


REPLIES = [
    None,
    Reply(Signal.REJECTION, 0.9, (), about_job=True),
    Reply(Signal.TIMELINE, 0.9, (), needs_tie=True),
    Reply(Signal.HOLDING, 0.9, (), role="Data Scientist"),
    Reply(Signal.BOUNCE, 1, (), bounced=JANE.email, returned="<m2>"),
]
ENVELOPES: list[Envelope] = [
    *(envelope(person, subject=text) for person, text in zip(PEOPLE, TEXTS * 3, strict=False)),
    *(envelope(Person("who@nowhere.example", "Somebody"), answers=name) for name in MESSAGES),
    envelope(Person("no-reply@greenhouse.io", "Beta GmbH Careers")),
    envelope(Person("hr@acme.example", "HR"), subject=TEXTS[0]),
    envelope(Person("jane.doe99@private.example", None)),
    replace(envelope(Person("who@nowhere.example", "Acme")), reply_to=JANE),
]
LETTERS = [*(envelope(SAM, (person,)) for person in PEOPLE), *(envelope(SAM, (TOM,), answers=one) for one in MESSAGES)]


def answers_of(directory: Directory) -> list[object]:
    """All that it can be asked."""
    named = [directory.names_in(text) for text in TEXTS]
    return [
        named,
        [directory.match(one, names, reply) for one in ENVELOPES for names in ((), *named) for reply in REPLIES],
        [directory.written_to(one) for one in LETTERS],
        [directory.may_concern(one, is_list=is_list) for one in ENVELOPES for is_list in (False, True)],
        directory.fingerprint(),
    ]


def what_ties(known: Iterable[Application], people: Iterable[tuple[str, str]] = ()) -> list[set[tuple[str, str]]]:
    """What a fingerprint stands for."""
    given = list(known)
    spelled = {(company_key(name), name) for one in given for name in companies_of(one)}
    spelled |= {(folded(one.role), one.role) for one in given if one.role}
    spelled |= {(folded(name), name) for one in given for name in names_of_people(one)}
    agencies = [(organisation_key(one.agency.domain), one.id) for one in given if one.agency]
    return [
        {(address, one.id) for one in given for address in people_of(one)} | set(people),
        {(key, one.id) for one in given for domain in one.domains if (key := organisation_key(domain))},
        {(key, name) for key, name in agencies if key},
        {(name, one.id) for one in given for name in companies_of(one)},
        spelled,
    ]


STORY = settings(
    max_examples=1500 if NEW else 120,
    derandomize=not NEW,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@given(story=st.lists(steps(), min_size=1, max_size=6))
@STORY
def test_an_index_that_was_kept_up_answers_as_one_made_afresh(story: list[Step]) -> None:
    index = Index()
    known: dict[str, Application] = {}
    behind: list[tuple[Directory, list[object]]] = []
    seen: list[tuple[str, list[set[tuple[str, str]]]]] = []
    for step in story:
        known = {name: one for name, one in {**known, **step.changed}.items() if name not in step.gone}
        if step.reorder:
            known = {name: replace(known[name]) for name in reversed(known)}
        if step.behind:
            index = index.copy()
        index.update(tuple(known.values()))
        kept, afresh = Directory.over(index), Directory(known.values())
        assert answers_of(kept) == answers_of(afresh)
        for directory in (kept, afresh):
            for message, name in step.threads:
                if name in known:
                    directory.learn_thread(f"<{message}>", name)
            for person, name in step.people:
                if name in known and person.email:
                    directory.learn_person(person.email, name)
        found = answers_of(kept)
        assert found == answers_of(afresh)
        learned = {(person.email or "", name) for person, name in step.people if name in known and person.email}
        seen += [(kept.fingerprint(), what_ties(known.values(), learned))]
        seen += [(Directory.over(index).fingerprint(), what_ties(known.values()))]
        # Who was left behind goes on with what was known then; without a copy nobody does with the last.
        behind = [*(behind if step.behind else behind[:-1]), (kept, found)]
        assert [answers_of(one) for one, _ in behind] == [told for _, told in behind]
    assert all((one == other) == (ties == others) for one, ties in seen for other, others in seen)


def test_what_was_learned_is_gone_with_the_directory_that_has_learned_it() -> None:
    index = Index()
    index.update([Application("a", "Acme", interviewers=(JANE,))])
    stranger = Person("who@nowhere.example")
    first = Directory.over(index)
    first.learn_person(stranger.email or "", "a")
    first.learn_thread("<m1>", "a")
    assert first.match(envelope(stranger), ()).application == "a"
    assert first.written_to(envelope(SAM, (stranger,), answers="m1")) == {"a"}
    later = Directory.over(index)
    assert later.match(envelope(stranger), ()).application is None
    assert later.written_to(envelope(SAM, (stranger,), answers="m1")) == frozenset()
    assert later.fingerprint() == Directory([Application("a", "Acme", interviewers=(JANE,))]).fingerprint()
    assert later.fingerprint() != first.fingerprint()


def test_a_copy_does_not_change_with_what_it_was_made_of() -> None:
    index = Index()
    both = [Application(name, "Acme", "Engineer", interviewers=(JANE,)) for name in ("a", "b")]
    index.update(both)
    left_behind = Directory.over(index)
    index = index.copy()
    index.update([*both, Application("c", "Acme", "Engineer", interviewers=(JANE,))])
    assert left_behind.written_to(envelope(SAM, (JANE,))) == {"a", "b"}
    assert Directory.over(index).written_to(envelope(SAM, (JANE,))) == {"a", "b", "c"}


def test_a_fingerprint_does_not_go_by_threads_and_is_the_same_in_every_process() -> None:
    first = Application("a", "Acme", "Engineer", domains=("acme.example",), interviewers=(JANE,))
    later = replace(first, answers=(answer(Signal.HOLDING, MONDAY + timedelta(days=1), name="m1"),))
    assert Directory([later]).fingerprint() == Directory([first]).fingerprint() == FINGERPRINT
    assert Directory([]).fingerprint() == "0" * 16


FINGERPRINT = "d12e13a873d3c11c"  # another one, and all mailboxes are looked at once more after an upgrade
