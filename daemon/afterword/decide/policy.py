"""The etiquette: which follow-ups should exist now, which later, which not, each with its reason and its rule."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from afterword.decide.applications import Known
from afterword.decide.case import Moment, sent_for
from afterword.decide.chasers import spaced
from afterword.decide.judged import Judged, Standing, judged, times_of
from afterword.decide.questions import is_worth_asking, unsure_question
from afterword.decide.undone import overruled
from afterword.decide.wariness import questions_about_looks
from afterword.decide.workdays import WorkCalendar
from afterword.model import Application, Draft, FollowUpSettings, Owner, Question, Wanted, Wish


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the etiquette wants of everything known. ``next_look`` is when time alone may change it, None: never."""

    standings: tuple[Standing, ...] = ()
    wishes: tuple[Wish, ...] = ()
    questions: tuple[Question, ...] = ()
    next_look: datetime | None = None


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

    def outlook(self, known: Known, drafts: Sequence[Draft], now: datetime, unread: Collection[str] = ()) -> Outlook:
        """The follow-ups that should exist at ``now``: see the function of this name."""
        home = ZoneInfo(self._owner.time_zone)
        moment = Moment(now, self._owner, self._settings, self._calendar, home, tuple(unread))
        judged = self._judged(known.applications, drafts, moment)
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
        return Outlook(
            standings=tuple(one.standing for one in judged),
            wishes=tuple(wishes),
            questions=tuple(questions),
            next_look=min((at for at in times if at and at > now), default=None),
        )

    def _judged(self, applications: Sequence[Application], drafts: Sequence[Draft], moment: Moment) -> list[Judged]:
        rows: dict[str, list[Draft]] = {}
        for draft in drafts:
            rows.setdefault(draft.key.application, []).append(draft)
        # What the user wrote by hand has a row too, and counts for every application that it can be of (C1).
        drafted_for = {draft.message_id: draft.key.application for draft in drafts if draft.placed_at}
        kept, self._kept = self._kept, {}
        for application in applications:
            own = tuple(rows.get(application.id, ()))
            sent = sent_for(application, drafted_for)
            before = kept.get(application.id)
            if before is None or not before.stands(application, own, sent, moment):
                before = judged(application, own, sent, moment)
            self._kept[application.id] = before
        return list(self._kept.values())


def with_present_ids(drafts: Sequence[Draft], applications: Sequence[Application]) -> tuple[Draft, ...]:
    """The ledger's rows, each naming its application by the id that it has now."""
    present = {old: application.id for application in applications for old in application.also}
    return tuple(
        replace(draft, key=replace(draft.key, application=present[draft.key.application]))
        if draft.key.application in present
        else draft
        for draft in drafts
    )
