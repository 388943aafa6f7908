"""The etiquette: which follow-ups should exist now, which later, which not, each with its reason and its rule."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from afterword.decide.applications import Known
from afterword.decide.case import Moment, sent_for
from afterword.decide.chasers import spaced
from afterword.decide.interviews import LONG_AGO
from afterword.decide.judged import Judged, Standing, judged, times_of
from afterword.decide.questions import is_worth_asking, unsure_question
from afterword.decide.undone import overruled, to_put_back
from afterword.decide.wariness import questions_about_looks
from afterword.decide.workdays import WorkCalendar
from afterword.model import Application, Draft, FollowUpSettings, Key, Owner, Question, Undo, Wanted, Wish


class Outlook(Struct, frozen=True):
    """What the etiquette wants of everything known. ``next_look`` is when time alone may change it, None: never.

    ``over`` are the ids of applications that have come to their end (``Judged.is_over``).
    """

    standings: tuple[Standing, ...] = ()
    wishes: tuple[Wish, ...] = ()
    questions: tuple[Question, ...] = ()
    next_look: datetime | None = None
    over: frozenset[str] = frozenset()
    _in_play: "Outlook | None" = None

    @property
    def in_play(self) -> "Outlook":
        """The outlook without what is over."""
        return self._in_play or self

    def with_wishes(self, anew: Mapping[Key, Wish]) -> "Outlook":
        """The outlook with some of its wishes replaced."""
        if not anew:
            return self
        wishes = tuple(anew.get(wish.key, wish) for wish in self.wishes)
        return replace(self, wishes=wishes, _in_play=self._in_play and self._in_play.with_wishes(anew))


def outlook(
    known: Known,
    drafts: Sequence[Draft],
    owner: Owner,
    settings: FollowUpSettings,
    now: datetime,
    unread: Collection[str] = (),
) -> Outlook:
    """The follow-ups that should exist at ``now``.

    ``drafts`` are the ledger's rows, whose keys name applications by their present ids. ``unread`` are accounts that
    could not be read just now: an answer may lie there, so no chaser is placed (C1).
    """
    return Judging(owner, settings).outlook(known, drafts, now, unread)


class Judging:
    """``outlook`` for facts that hardly change: what was made of an application is kept while it is the same object,
    has the same drafts, and no time has come at which it may change by itself.

    The answer is that of ``outlook`` at any time; but a case that was kept tells the moment of its making.
    """

    def __init__(self, owner: Owner, settings: FollowUpSettings) -> None:
        self._owner, self._settings = owner, settings
        self._calendar = WorkCalendar(owner.country, owner.subdivision)
        self._kept: dict[str, Judged] = {}
        self._drafts: tuple[Draft, ...] = ()
        self._rows: dict[str, tuple[Draft, ...]] = {}
        self._drafted_for: dict[str, str] = {}
        self._latest = LONG_AGO

    def outlook(self, known: Known, drafts: Sequence[Draft], now: datetime, unread: Collection[str] = ()) -> Outlook:
        """The follow-ups that should exist at ``now``: see the function of this name."""
        home = ZoneInfo(self._owner.time_zone)
        moment = Moment(now, self._owner, self._settings, self._calendar, home, tuple(unread))
        everyone = self._judged(known.applications, tuple(drafts), moment)
        if back := self._coming_back(known.undone):
            everyone = [replace(one, is_over=False) if one.application.id in back else one for one in everyone]
        judged = [one for one in everyone if not one.is_over]
        everything = [wish for one in judged for wish in one.wishes]
        visits = {one.case.application.id: one.case.visit for one in judged if one.case.visit}
        wishes = overruled(spaced(everything, drafts, visits, moment), drafts, known.undone)
        held = {wish.recipient.email for wish in wishes if wish.wanted is Wanted.HELD}
        questions = [unsure_question(interview) for interview in known.unsure if is_worth_asking(interview, moment)]
        for one in judged:
            questions += one.questions
            questions += questions_about_looks(one.case.application, held, one.wariness)
        changed = [new for old, new in zip(everything, wishes, strict=True) if new is not old]
        times = chain(times_of(changed), (one.next_look for one in judged))
        in_play = Outlook(
            standings=tuple(one.standing for one in judged),
            wishes=tuple(wishes),
            questions=tuple(questions),
            next_look=min((at for at in times if at and at > now), default=None),
        )
        if len(judged) == len(everyone):
            return in_play
        rest = iter(wishes)
        parts = (one.wishes if one.is_over else islice(rest, len(one.wishes)) for one in everyone)
        return replace(
            in_play,
            standings=tuple(one.standing for one in everyone),
            wishes=tuple(chain.from_iterable(parts)),
            over=frozenset(one.application.id for one in everyone if one.is_over),
            _in_play=in_play,
        )

    def _judged(self, applications: Sequence[Application], drafts: tuple[Draft, ...], moment: Moment) -> list[Judged]:
        drafted, renamed = self._take_rows(drafts)
        onward, self._latest = self._latest <= moment.now, max(self._latest, moment.now)
        kept, self._kept = self._kept, {}
        for application in applications:  # hot: most of all that ever was is over, and time changes nothing of that
            found = kept.get(application.id)
            if (
                found is None
                or found.application is not application
                or application.id in drafted
                or not renamed.isdisjoint(application.sent_ids)
                or not ((onward and found.is_over) or found.lasts(moment))
            ):
                found = self._judged_anew(application, found, moment)
            self._kept[application.id] = found
        return list(self._kept.values())

    def _judged_anew(self, application: Application, before: Judged | None, moment: Moment) -> Judged:
        own = self._rows.get(application.id, ())
        sent = sent_for(application, self._drafted_for)
        if before is not None and before.stands(application, own, sent, moment):
            return before
        return judged(application, own, sent, moment)

    def _coming_back(self, undone: Sequence[Undo]) -> set[str]:
        """The applications of which the user has put back what was withdrawn."""
        names = to_put_back(self._drafts, undone)
        return {row.key.application for row in self._drafts if row.message_id in names} if names else set()

    def _take_rows(self, drafts: tuple[Draft, ...]) -> tuple[set[str], set[str]]:
        """Have these rows, of which each has a Message-ID of its own. The applications whose rows are others than
        before, and the Message-IDs that are drafts for another application than before, or for none."""
        before, self._drafts = self._drafts, drafts
        if drafts is before:
            return set(), set()
        changed = [(old, new) for old, new in zip(before, drafts, strict=False) if old is not new and old != new]
        gone = [*(old for old, _ in changed), *before[len(drafts) :]]
        come = [*(new for _, new in changed), *drafts[len(before) :]]
        drafted = {row.key.application for row in (*gone, *come)}
        rows: dict[str, list[Draft]] = {name: [] for name in drafted}
        for row in drafts:
            if row.key.application in drafted:
                rows[row.key.application].append(row)
        self._rows.update((name, tuple(own)) for name, own in rows.items())
        # What the user wrote by hand has a row too, and counts for every application that it can be of (C1).
        names = {row.message_id for row in (*gone, *come)}
        known = {name: self._drafted_for.pop(name, None) for name in names}
        self._drafted_for.update((row.message_id, row.key.application) for row in come if row.placed_at)
        return drafted, {name for name in names if self._drafted_for.get(name) != known[name]}


def with_present_ids(drafts: Sequence[Draft], applications: Sequence[Application]) -> tuple[Draft, ...]:
    """The ledger's rows, each naming its application by the id that it has now."""
    present = {old: application.id for application in applications for old in application.also}
    if not present or not any(draft.key.application in present for draft in drafts):
        return tuple(drafts)
    return tuple(
        replace(draft, key=replace(draft.key, application=present[draft.key.application]))
        if draft.key.application in present
        else draft
        for draft in drafts
    )
