"""The user's agenda (K1): when drafts are best sent (T3), by when an answer is due (C2), when a chaser comes (C3)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from afterword.decide.judged import Standing
from afterword.decide.overview import follow_up_id, follow_ups
from afterword.decide.phrases import TO_SEND, about, who
from afterword.decide.policy import Outlook
from afterword.decide.standing import CHASING
from afterword.decide.suggestions import suggestions_of
from afterword.model import (
    ApplicationState,
    Draft,
    FollowUp,
    FollowUpState,
    Kind,
    Owner,
    Wanted,
    Wish,
)
from afterword.model.agenda import Entry, Posted, uid_of

CANCELLED_FOR = timedelta(days=14)  # so long a cancelled entry is shown as such, for whoever looks seldom
MOST_OF_A_LINE = 160  # characters; names come out of mail

_STILL_TO_BE_SENT = frozenset({FollowUpState.PLANNED, FollowUpState.PLACED, FollowUpState.RELEASED})
_FORESEEN = {
    Kind.CHASER: "If no answer has come: remind",
    Kind.FINAL_CHASER: "If no answer has come: remind for the last time",
}


def agenda(
    view: Outlook, drafts: Sequence[Draft], owner: Owner, now: datetime, *, suggestions: bool
) -> tuple[Entry, ...]:
    """What should stand in the agenda at ``now``, in the order of the UIDs; ``suggestions``: the other channels too.

    ``view`` should be one that no unreachable account holds up: a chaser that waits for a server is still foreseen.
    """
    wishes = {wish.key: wish for wish in view.wishes}
    standings = {one.case.application.id: one for one in view.standings}
    found: dict[str, Entry] = {}
    for one in sorted(follow_ups(view.wishes, drafts), key=lambda one: one.due or now):
        wish, standing = wishes.get(one.key), standings.get(one.key.application)
        if wish and standing and _is_to_be_sent(one, wish):
            entry = _of_a_draft(one, wish, standing, owner)
            found[entry.uid] = entry  # of two chasers of one application the later
    for standing in view.standings:
        more = suggestions_of(standing.case, now) if suggestions else ()
        found |= {entry.uid: entry for entry in (*_of_an_answer(standing), *more)}
    return tuple(_bounded(found[uid]) for uid in sorted(found))


def revised(posted: Sequence[Posted], wanted: Sequence[Entry], now: datetime) -> tuple[Posted, ...]:
    """The next version of an agenda: ``posted`` itself where there is no news.

    What has changed gets a higher SEQUENCE and the time ``now``. What is gone is cancelled, and dropped after
    ``CANCELLED_FOR``: whoever follows the file has forgotten it by then, as the file has.
    """
    now = now.replace(microsecond=0)
    before = {one.entry.uid: one for one in posted}
    there = {entry.uid: _version(before.get(entry.uid), entry, now) for entry in wanted}
    gone = [
        one if one.cancelled else Posted(one.entry, one.sequence + 1, now, cancelled=True)
        for uid, one in before.items()
        if uid not in there
    ]
    kept = [one for one in gone if now - one.changed < CANCELLED_FOR]
    return tuple(sorted((*there.values(), *kept), key=lambda one: one.entry.uid))


def _version(before: Posted | None, entry: Entry, now: datetime) -> Posted:
    if before is None:
        return Posted(entry, 0, now)
    if before.entry == entry and not before.cancelled:
        return before
    return Posted(entry, before.sequence + 1, now)


def _is_to_be_sent(one: FollowUp, wish: Wish) -> bool:
    """Is it a mail to somebody that lies in Drafts, or will, and waits for no word of the user's? The debrief form is
    a draft too, but to nobody."""
    sound = one.key.kind in TO_SEND and wish.wanted in (Wanted.YES, Wanted.LATER)
    return sound and one.state in _STILL_TO_BE_SENT and (one.best_time or one.due) is not None


def _of_a_draft(one: FollowUp, wish: Wish, standing: Standing, owner: Owner) -> Entry:
    kind, at = one.key.kind, one.best_time or one.due
    assert at is not None, "only such follow-ups are asked about"
    foreseen = wish.wanted is Wanted.LATER and one.state is FollowUpState.PLANNED
    verb = _FORESEEN.get(kind, TO_SEND[kind]) if foreseen else TO_SEND[kind]
    lines = ["Look for it in Drafts, make it yours, and send it. Afterword sends nothing."]
    if one.deadline:
        lines.append(f"After {_shown(one.deadline, owner)} it comes too late.")
    # A chaser whose day has moved is another follow-up, but to the user the same thing at another time.
    uid = uid_of(kind, one.key.application) if kind in CHASING else uid_of(follow_up_id(one.key))
    title = f"{verb} {who(one.recipient)}{about(standing)}"
    return Entry(uid, title, "\n".join(lines), at.astimezone(UTC).replace(microsecond=0))


def _of_an_answer(standing: Standing) -> Iterator[Entry]:
    case = standing.case
    if standing.state is not ApplicationState.OPEN or not case.outcome.chase or not case.feedback:
        return
    title = "They promised an answer by today" if case.feedback.stated else "An answer is to be expected by today"
    text = (
        "Until then nobody is reminded. `afterword status` says who named the day."
        if case.feedback.stated
        else "They named no day; this one is reckoned from the interview."
    )
    yield Entry(uid_of("answer", case.application.id), f"{title}{about(standing)}", text, case.feedback.day)


def _shown(at: datetime, owner: Owner) -> str:
    return f"{at.astimezone(ZoneInfo(owner.time_zone)):%a %d %b %Y %H:%M} ({owner.time_zone})"


def _bounded(entry: Entry) -> Entry:
    """With a title of one line, of bounded length and without backslashes: what comes from mail may be anything."""
    plain = entry.title.replace("\\", "/")
    line = " ".join("".join(char if char.isprintable() else " " for char in plain).split())
    return replace(entry, title=line if len(line) <= MOST_OF_A_LINE else f"{line[: MOST_OF_A_LINE - 1].rstrip()}…")
