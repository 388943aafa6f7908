"""The etiquette: which follow-ups should exist now, which later, which not, each with its reason and its rule."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from afterword.decide.address_requests import address_requests, questions_about_addresses
from afterword.decide.applications import Known
from afterword.decide.case import Case, Moment, case_of
from afterword.decide.chasers import chasers, spaced
from afterword.decide.debriefs import debrief_forms, questions_about_notes
from afterword.decide.questions import (
    invite_overdue_at,
    is_worth_asking,
    much_overdue_at,
    questions_of,
    unsure_question,
)
from afterword.decide.rejections import feedback_requests, questions_about_rejections
from afterword.decide.thanks import thank_yous
from afterword.decide.undone import overruled
from afterword.decide.wariness import questions_about_looks, wariness_of, with_care
from afterword.decide.workdays import WorkCalendar
from afterword.model import (
    Application,
    ApplicationState,
    Draft,
    FollowUpSettings,
    Owner,
    Question,
    Wanted,
    Wish,
)

ONLY_LOOK_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """An application and where it stands, for ``status``."""

    case: Case
    state: ApplicationState
    reason: str


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
    calendar = WorkCalendar(owner.country, owner.subdivision)
    moment = Moment(now, owner, settings, calendar, ZoneInfo(owner.time_zone), tuple(unread))
    rows: dict[str, list[Draft]] = {}
    for draft in drafts:
        rows.setdefault(draft.key.application, []).append(draft)
    # What the user wrote by hand has a row too, and counts for every application that it can be of (C1).
    drafted_for = {draft.message_id: draft.key.application for draft in drafts if draft.placed_at}
    cases = [
        case_of(application, rows.get(application.id, ()), moment, drafted_for) for application in known.applications
    ]
    thanks = {case.application.id: tuple(thank_yous(case)) for case in cases}
    after_a_no = {case.application.id: tuple(feedback_requests(case)) for case in cases}
    wishes = [
        wish
        for case in cases
        for wish in (
            *thanks[case.application.id],
            *address_requests(case, thanks[case.application.id]),
            *chasers(case),
            *after_a_no[case.application.id],
            *debrief_forms(case),
        )
    ]
    wary = {case.application.id: wariness_of(case.application, owner) for case in cases}
    wishes = [with_care(wish, wary[wish.key.application]) for wish in wishes]
    visits = {case.application.id: case.visit for case in cases if case.visit}
    wishes = overruled(spaced(wishes, drafts, visits, moment), drafts, known.undone)
    questions = [unsure_question(interview) for interview in known.unsure if is_worth_asking(interview, moment)]
    for case in cases:
        asked = questions_about_addresses(case, thanks[case.application.id])
        unsure = questions_about_rejections(case, after_a_no[case.application.id])
        questions += (*questions_of(case), *asked, *questions_about_notes(case), *unsure)
        questions += questions_about_looks(case.application, wishes, wary[case.application.id])
    times = chain(
        chain.from_iterable((wish.due, wish.deadline) for wish in wishes if wish.wanted is not Wanted.NO),
        chain.from_iterable(map(_turning_points, cases)),
    )
    return Outlook(
        standings=tuple(Standing(case, case.state, case.why) for case in cases),
        wishes=tuple(wishes),
        questions=tuple(questions),
        next_look=min((at for at in times if at and at > now), default=None),
    )


def with_present_ids(drafts: Sequence[Draft], applications: Sequence[Application]) -> tuple[Draft, ...]:
    """The ledger's rows, each naming its application by the id that it has now."""
    present = {old: application.id for application in applications for old in application.also}
    return tuple(
        replace(draft, key=replace(draft.key, application=present.get(draft.key.application, draft.key.application)))
        for draft in drafts
    )


def _turning_points(case: Case) -> Iterator[datetime | None]:
    """When a case changes by itself, besides the due times of its follow-ups."""
    yield case.closes_at
    yield case.chaser_expires_at
    for visit in case.visits:
        yield visit.end
        yield case.chase_from(visit)
    yield invite_overdue_at(case)
    yield much_overdue_at(case)
    if case.outcome.chase and case.state is ApplicationState.OPEN and case.chaser_due:
        yield case.chaser_due
    if case.state is ApplicationState.OPEN and case.chaser_due and case.chaser_due <= case.moment.now:
        yield case.moment.now + ONLY_LOOK_AGAIN
