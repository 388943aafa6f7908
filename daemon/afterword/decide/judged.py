"""What the etiquette makes of one application by itself, and until when that stands."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from afterword.decide.address_requests import address_requests, questions_about_addresses
from afterword.decide.case import Case, Moment, case_of
from afterword.decide.chasers import chasers, next_best_time
from afterword.decide.debriefs import debrief_forms, questions_about_notes
from afterword.decide.questions import invite_overdue_at, much_overdue_at, questions_of
from afterword.decide.rejections import feedback_requests, questions_about_rejections
from afterword.decide.thanks import thank_yous
from afterword.decide.wariness import Wariness, wariness_of, with_care
from afterword.model import Application, ApplicationState, Draft, DraftState, Question, SentSeen, Wanted, Wish

ONLY_LOOK_AGAIN = timedelta(days=1)
OVER = frozenset({DraftState.SENT, DraftState.CLOSED, DraftState.WITHDRAWN, DraftState.DELETED})
_WAITS_FOR_NOTHING = frozenset({Wanted.NO, Wanted.LATER})


class Standing(Struct, frozen=True):
    """An application and where it stands, for ``status``."""

    case: Case
    state: ApplicationState
    reason: str


class Judged(Struct, frozen=True):
    """What was made of ``application`` and the messages in Sent that count for it.

    ``next_look`` is when time alone may change what is wanted, None: never. ``stands_until`` is when it may change
    anything at all, a reason or the best time of something. ``is_over``: it is closed, nothing is wanted or asked any
    more, time changes nothing, and nothing of ours lies in a mailbox.
    """

    application: Application
    sent: tuple[SentSeen, ...]
    standing: Standing
    wishes: tuple[Wish, ...]
    questions: tuple[Question, ...]
    wariness: Wariness
    next_look: datetime | None
    stands_until: datetime | None
    is_over: bool

    @property
    def case(self) -> Case:
        """The application as it was looked at."""
        return self.standing.case

    def stands(
        self, application: Application, drafts: Sequence[Draft], sent: Sequence[SentSeen], moment: Moment
    ) -> bool:
        """Is this what would be made of these now?"""
        same = self.application is application and self.case.drafts == drafts and self.sent == sent
        return same and self.lasts(moment)

    def lasts(self, moment: Moment) -> bool:
        """Is this what would be made of the same now?"""
        made = self.case.moment
        if made.unread != moment.unread and any(one.wanted not in _WAITS_FOR_NOTHING for one in self.wishes):
            return False  # what is wanted waits for accounts that cannot be read
        return made.now <= moment.now and (self.stands_until is None or moment.now < self.stands_until)


def judged(application: Application, drafts: tuple[Draft, ...], sent: tuple[SentSeen, ...], moment: Moment) -> Judged:
    """What the etiquette makes of an application; ``sent``: what of its messages in Sent counts for it."""
    case = case_of(application, drafts, moment, sent)
    thanks, after_a_no = tuple(thank_yous(case)), tuple(feedback_requests(case))
    wary = wariness_of(case.application, moment.owner)
    asked_for = address_requests(case, thanks)
    wishes = (*thanks, *asked_for, *chasers(case), *after_a_no, *debrief_forms(case))
    questions = (
        *questions_of(case),
        *questions_about_addresses(case, thanks),
        *questions_about_notes(case),
        *questions_about_rejections(case, after_a_no),
    )
    cared_for = tuple(with_care(wish, wary) for wish in wishes)
    looks = [at for at in (*times_of(cared_for), *_turning_points(case)) if at and at > moment.now]
    others = [at for at in _changes_of_words(case, wishes) if at and at > moment.now]
    stands_until = min((*looks, *others), default=None)
    return Judged(
        application,
        sent,
        Standing(case, case.state, case.why),
        cared_for,
        questions,
        wary,
        next_look=min(looks, default=None),
        stands_until=stands_until,
        is_over=case.state is not ApplicationState.OPEN
        and stands_until is None
        and not questions
        and _has_ended(cared_for, drafts),
    )


def _has_ended(wishes: Iterable[Wish], rows: Sequence[Draft]) -> bool:
    """Is nothing wanted, and every row one of which nothing lies in Drafts? What was written by hand is to have one."""
    noted = {row.key for row in rows}
    return all(row.state in OVER for row in rows) and all(
        wish.wanted is Wanted.NO and (wish.written is None or wish.key in noted) for wish in wishes
    )


def times_of(wishes: Iterable[Wish]) -> Iterator[datetime | None]:
    """When wishes change: they come due, or it is too late for them."""
    for wish in wishes:
        if wish.wanted is not Wanted.NO:
            yield wish.due
            yield wish.deadline


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


def _changes_of_words(case: Case, wishes: Iterable[Wish]) -> Iterator[datetime | None]:
    """When time changes only what is said of a case: why something is not wanted, when it is best sent, a question."""
    for wish in wishes:
        yield wish.due
        yield wish.deadline
    for visit in case.visits:
        yield visit.end + case.moment.settings.look_back
    for row in case.drafts:
        yield row.at  # of a clock that has gone back since
    yield next_best_time(case)
