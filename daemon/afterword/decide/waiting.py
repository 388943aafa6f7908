"""What waits for the user, the most pressing first: shown on top of ``status``, told by notices.

What cannot wait (C9, T2): a thank-you whose hours are nearly over, a reminder that is held until the user has said
something, a login that is refused, and what ``urgent.py`` finds: a draft of the user's own that an answer has
overtaken, and a question that is of use for some hours alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from afterword.decide.applications import Known
from afterword.decide.judged import Standing
from afterword.decide.overview import follow_ups
from afterword.decide.phrases import TO_SEND, about, who
from afterword.decide.policy import Outlook
from afterword.decide.standing import CHASING
from afterword.decide.urgent import Urgent, urgent
from afterword.model import (
    AccountState,
    Draft,
    FollowUp,
    FollowUpSettings,
    FollowUpState,
    Key,
    Kind,
    Reach,
    Wanted,
    Wish,
)
from afterword.model.notices import Matter, Waiting

ENDS_WITHIN = timedelta(hours=4)
"""So long before its deadline a thank-you that was not sent becomes urgent."""

_IN_DRAFTS = frozenset({FollowUpState.PLACED, FollowUpState.RELEASED})
_NOT_SENT = _IN_DRAFTS | {FollowUpState.HELD}
_NEVER = datetime.max.replace(tzinfo=UTC)
_FIRST = tuple(Matter)


def waiting(
    known: Known,
    view: Outlook,
    drafts: Sequence[Draft],
    accounts: Iterable[AccountState],
    settings: FollowUpSettings,
    now: datetime,
) -> tuple[Waiting, ...]:
    """All that waits for the user at ``now``: what cannot wait, then what has the nearest end.

    ``drafts`` are the ledger's rows with present ids, ``accounts`` those of the configuration. ``view``, of ``known``,
    should be one that no unreachable account holds up: a reminder that waits for a server does not wait for the user.
    """
    at_once = urgent(known, view, drafts, settings, now)
    overtaken = {one.follow_up for one in at_once if one.follow_up}
    asked = {one.id for one in at_once if not one.follow_up}
    wishes = {wish.key: wish for wish in view.wishes}
    standings = {one.case.application.id: one for one in view.standings}
    all_of_them = [one for one in follow_ups(view.wishes, drafts) if one.id not in overtaken]
    held = {one.key.application: one for one in all_of_them if _is_held(one)}
    answerable = held.keys() & {question.about for question in view.questions}
    found = [
        one
        for follow_up in all_of_them
        if not (_is_held(follow_up) and follow_up.key.application in answerable)
        for one in _of(follow_up, wishes.get(follow_up.key), standings.get(follow_up.key.application), now)
    ]
    for question in view.questions:
        if question.about in answerable:  # what a reminder waits for: one line for both, with the command that helps
            found.append(Waiting(f"{question.id} held", Matter.HELD, question.text, held[question.about].reason))
        elif question.id not in asked:
            found.append(Waiting(question.id, Matter.QUESTION, question.text))
    found += [_of_urgent(one) for one in at_once]
    found += [one for account in accounts for one in _of_an_account(account)]
    return tuple(sorted(found, key=lambda one: (not one.urgent, one.by or _NEVER, _FIRST.index(one.matter), one.id)))


def urgent_from(view: Outlook, drafts: Sequence[Draft], now: datetime) -> datetime | None:
    """When the next thank-you that was not sent becomes urgent; None where none will."""
    states = {one.key: one.state for one in follow_ups(view.wishes, drafts)}
    times = (
        wish.deadline - ENDS_WITHIN
        for wish in view.wishes
        if wish.key.kind is Kind.THANK_YOU and wish.deadline and _may_be_sent(states, wish)
    )
    return min((at for at in times if at > now), default=None)


def _may_be_sent(states: Mapping[Key, FollowUpState], wish: Wish) -> bool:
    return wish.wanted is not Wanted.NO and states.get(wish.key) in _NOT_SENT | {FollowUpState.PLANNED}


def _of(one: FollowUp, wish: Wish | None, standing: Standing | None, now: datetime) -> Iterator[Waiting]:
    unwanted = wish is not None and wish.wanted is Wanted.NO
    if one.key.kind is Kind.DEBRIEF:
        if one.state is FollowUpState.PLACED and not unwanted:
            text = f"Fill in the form for your notes in Drafts, if you like{about(standing)}"
            yield Waiting(f"{one.id} notes", Matter.NOTES, text, by=one.deadline)
        return
    name = f"{TO_SEND[one.key.kind]} {who(one.recipient)}{about(standing)}"
    if one.key.kind is Kind.THANK_YOU and one.state in _NOT_SENT and not unwanted and _ends_soon(one, now):
        yield Waiting(f"{one.id} ends", Matter.ENDS, name, one.reason, by=one.deadline)
    elif _is_held(one):
        text = f"The reminder to {who(one.recipient)} is held until you have said more{about(standing)}"
        yield Waiting(f"{one.id} held", Matter.HELD, text, one.reason)
    elif one.state is FollowUpState.RELEASED or (one.state is FollowUpState.PLACED and wish and not unwanted):
        yield Waiting(f"{one.id} waits", Matter.DRAFT, name, one.reason, by=one.deadline, best=one.best_time)


def _is_held(one: FollowUp) -> bool:
    """Is it a reminder that waits for a word of the user's?"""
    return one.key.kind in CHASING and one.state is FollowUpState.HELD


def _of_urgent(one: Urgent) -> Waiting:
    matter = Matter.OVERTAKEN if one.follow_up else Matter.ASKED
    return Waiting(f"{one.id} now", matter, one.text, one.reason, by=one.until)


def _ends_soon(one: FollowUp, now: datetime) -> bool:
    return one.deadline is not None and one.deadline - ENDS_WITHIN <= now < one.deadline


def _of_an_account(account: AccountState) -> Iterator[Waiting]:
    if account.state is Reach.REFUSED:
        text = f"The login of {account.name} is refused: nothing is read there until it works"
        yield Waiting(f"{account.name} refused", Matter.REFUSED, text, account.problem or "")
    elif account.state is Reach.UNREACHABLE:
        text = f"{account.name} cannot be reached; it is tried again and again"
        yield Waiting(f"{account.name} unreachable", Matter.UNREACHABLE, text, account.problem or "")
