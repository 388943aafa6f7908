"""Observations folded into applications: the interviews of each, and what was said in it."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from afterword.decide.announced import Announced
from afterword.decide.circles import Circles
from afterword.decide.processes import Processes
from afterword.decide.words import Words
from afterword.model import (
    Application,
    Choice,
    Debrief,
    Decision,
    Interview,
    InviteSeen,
    Observation,
    Person,
    ReplySeen,
    SentSeen,
    Undo,
    Verdict,
)


class Known(Struct, frozen=True):
    """What the observations add up to. ``unsure`` are events of which only the user can say what they are.

    ``undone`` name applications by their present ids. ``sent`` is all that the owner wrote, as it was read.
    """

    applications: tuple[Application, ...] = ()
    unsure: tuple[Interview, ...] = ()
    undone: tuple[Undo, ...] = ()
    sent: tuple[SentSeen, ...] = ()


def fold(observations: Iterable[Observation]) -> Known:
    """The applications, in the order in which their first interviews were announced."""
    return Folding().known(tuple(observations))


class Folding:
    """``fold`` for facts that only become more, as those of a ledger do: what was folded once is kept.

    News is taken in step by step, and each step hands on only what has become another by it: invites and the user's
    words change interviews, these change processes, and processes and messages the circles of correspondence that they
    are a part of. Applications that the news does not concern stay the same objects. The answer is that of ``fold`` at
    any time, whatever came in which order.
    """

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._facts: tuple[Observation, ...] = ()
        self._decisions, self._debriefs = Words[Decision](), Words[Debrief]()
        self._undone: list[Undo] = []
        self._announced, self._processes, self._circles = Announced(), Processes(), Circles()
        self._unsure: dict[str, Interview] = {}
        self._bare: dict[str, Application] = {}  # by id, as the invites and the user's notes tell of them
        self._told: dict[str, Application] = {}  # the same with all that was said and written
        self._known = Known()

    def known(self, observations: tuple[Observation, ...]) -> Known:
        """What all of ``observations`` add up to."""
        begun = len(self._facts)
        if observations[:begun] != self._facts:
            self._begin()
            begun = 0
        if news := observations[begun:]:
            self._take(_Sorted.of(news))
            self._facts = observations
        return self._known

    def _take(self, news: "_Sorted") -> None:
        self._decisions.take(news.decisions)
        self._debriefs.take(news.debriefs)
        self._undone += news.undone
        interviews, no_more = self._announced.update(news.invites, news.decisions, self._decisions)
        certain = [one for one in interviews if one.invite.verdict is Verdict.INTERVIEW]
        doubtful = {one.id: one for one in interviews if one.invite.verdict is Verdict.UNSURE}
        for name in (*no_more, *(one.id for one in certain)):
            self._unsure.pop(name, None)
        self._unsure |= doubtful
        changed, gone = self._processes.update(certain, [*no_more, *doubtful])
        anew = self._noted_anew(changed, news.debriefs)
        told = self._circles.take(anew, gone, news.messages)
        for name in gone:
            del self._told[name], self._bare[name]
        self._tell(told, news.decisions)
        self._known = self._added_up([one for one in news.messages if isinstance(one, SentSeen)])

    def _noted_anew(self, changed: Iterable[Application], noted: Sequence[Debrief]) -> list[Application]:
        """With the user's notes: of these applications and of those noted about, what is another than before."""
        about = {one.about for one in noted}
        spoken_of = (self._processes.application(one.id) for one in self._named(about, self._bare.values()))
        found = {one.id: with_debriefs(one, self._debriefs) for one in (*filter(None, spoken_of), *changed)}
        anew = [one for name, one in found.items() if self._bare.get(name) != one]
        self._bare |= {one.id: one for one in anew}
        return anew

    def _tell(self, told: Mapping[str, Application], decisions: Sequence[Decision]) -> None:
        about = {one.about for one in decisions}
        decided = {one.id: one for one in self._named(about, self._told.values())}
        for name, one in {**decided, **told}.items():
            application = with_decisions(one, self._decisions)
            if self._told.get(name) != application:
                self._told[name] = application

    @staticmethod
    def _named(names: set[str], applications: Iterable[Application]) -> list[Application]:
        return [one for one in applications if not names.isdisjoint(_names_of(one))] if names else []

    def _added_up(self, sent: Sequence[SentSeen]) -> Known:
        applications = tuple(map(self._told.__getitem__, self._processes.ids))
        if applications == self._known.applications:  # nobody has to look at each of them to see that
            applications = self._known.applications
        unsure = tuple(sorted(self._unsure.values(), key=lambda one: (one.announced_at, one.id)))
        present = {old: one.id for one in applications for old in one.also} if self._undone else {}
        undone = tuple(with_present_ids(undo, present) for undo in self._undone)
        return Known(applications, unsure, undone, (*self._known.sent, *sent) if sent else self._known.sent)


class _Sorted(Struct):
    """Observations by their kind."""

    invites: list[InviteSeen] = field(default_factory=list)
    messages: list[SentSeen | ReplySeen] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    debriefs: list[Debrief] = field(default_factory=list)
    undone: list[Undo] = field(default_factory=list)

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> "_Sorted":
        found = cls()
        for item in observations:
            match item:
                case InviteSeen():
                    found.invites.append(item)
                case ReplySeen() | SentSeen():
                    found.messages.append(item)
                case Decision():
                    found.decisions.append(item)
                case Debrief():
                    found.debriefs.append(item)
                case Undo():
                    found.undone.append(item)
        return found


# --- What the user said ---


def _names_of(application: Application) -> set[str]:
    """All that the user can call it by, its interviews included."""
    interviews = {name for one in application.interviews for name in (one.id, *one.also)}
    return {application.id, *application.also, *interviews}


def with_decisions(application: Application, decisions: Words[Decision]) -> Application:
    """The application with what the user said of it."""
    said = tuple(d for d in decisions.about(_names_of(application)) if d.choice not in (Choice.CONFIRM, Choice.IGNORE))
    return replace(application, decisions=said) if said else application


def with_debriefs(application: Application, debriefs: Words[Debrief]) -> Application:
    """The application with the user's notes, and the people whom they name."""
    visited = {name for interview in application.interviews for name in (interview.id, *interview.also)}
    about = sorted(debriefs.about(visited), key=lambda debrief: debrief.at)
    if not about:
        return application
    known = {person.email for person in (*application.interviewers, *application.coordinators)}
    met = {one.email: one for debrief in about for one in debrief.people if one.email and one.email not in known}
    named = {one.answers_from for one in about if one.answers_from and "@" in one.answers_from} - {*known, *met}
    return replace(
        application,
        debriefs=tuple(about),
        interviewers=(*application.interviewers, *met.values()),
        coordinators=(*application.coordinators, *(Person(email) for email in sorted(named))),
    )


def with_present_ids(undo: Undo, present: Mapping[str, str]) -> Undo:
    """What was undone, under the ids that applications have now; ``present`` has these by the others."""
    keys = (replace(key, application=present.get(key.application, key.application)) for key in undo.taken_out)
    return replace(undo, taken_out=tuple(keys))
