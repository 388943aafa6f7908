"""The interviews that invites tell of, as invites and the user's words about them become more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from afterword.decide.calendars import event_key
from afterword.decide.correspondence import message_name
from afterword.decide.interviews import interview_id, interviews_in
from afterword.decide.words import Words
from afterword.model import Decision, Interview, InviteSeen


class Announced:
    """``interviews_in`` for all invites so far: an event about which there is no news is not folded anew.

    Mail tells of an event by its UID alone. What stands in a calendar may be any event of that time: as long as there
    are such entries, all is folded anew.
    """

    def __init__(self) -> None:
        self._invites: list[InviteSeen] = []
        self._told: defaultdict[str, list[InviteSeen]] = defaultdict(list)  # by UID
        self._named: defaultdict[str, set[str]] = defaultdict(set)  # the UIDs of each message
        self._reader: dict[str, int] = {}  # the best one of each message
        self._uid: dict[str, str] = {}  # of each event, whether it is an interview or not
        self._found: dict[str, dict[str, Interview]] = {}  # by UID and id
        self._calendars = False

    def update(
        self, invites: Sequence[InviteSeen], words: Iterable[Decision], decisions: Words[Decision]
    ) -> tuple[list[Interview], list[str]]:
        """Take in more invites and words of the user; ``decisions`` are all of these. The interviews that are new or
        others than before, and the ids of those that are none any more."""
        touched = {self._uid[one.about] for one in words if one.about in self._uid}
        for item in invites:
            touched |= self._take(item)
        if self._calendars:
            return self._compared(self._interviews(self._invites, decisions), {*self._found, ""})
        again = [item for uid in touched for item in self._told[uid]]
        return self._compared(self._interviews(again, decisions), touched)

    def _take(self, item: InviteSeen) -> set[str]:
        """The UIDs of which it tells something new."""
        uid, name = item.invite.uid, message_name(item)
        self._invites.append(item)
        self._told[uid].append(item)
        self._named[name].add(uid)
        self._uid[interview_id(*event_key(item.invite))] = uid
        self._calendars = self._calendars or item.position.in_calendar
        better = item.reader > self._reader.get(name, item.reader)
        self._reader[name] = max(item.reader, self._reader.get(name, 0))
        return self._named[name] if better else {uid}

    def _interviews(self, invites: Sequence[InviteSeen], decisions: Words[Decision]) -> list[Interview]:
        return interviews_in(latest_readings(invites, self._reader), decisions)

    def _compared(self, found: Iterable[Interview], touched: Iterable[str]) -> tuple[list[Interview], list[str]]:
        """What of ``found`` is news, and what is missing that was there before; ``touched`` are the UIDs of both."""
        before = {name: one for uid in touched for name, one in self._found.pop(uid, {}).items()}
        changed = []
        for interview in found:
            old = before.pop(interview.id, None)
            if old is None or old != interview:
                changed.append(interview)
            uid = "" if self._calendars else interview.invite.uid
            self._found.setdefault(uid, {})[interview.id] = interview if old != interview else old
        return changed, list(before)


def latest_readings(items: Sequence[InviteSeen], best: Mapping[str, int] | None = None) -> list[InviteSeen]:
    """Of a message read again by a better reader the later reading counts, with the time at which it was first seen.

    ``best`` is the best reader of each message, by default of those among ``items``.
    """
    if best is None:
        found: dict[str, int] = {}
        for item in items:
            found[message_name(item)] = max(found.get(message_name(item), 0), item.reader)
        best = found
    first: dict[tuple[str, str], datetime] = {}
    for item in items:
        event = message_name(item), item.invite.uid
        first[event] = min(first.get(event, item.seen_at), item.seen_at)
    return [
        item if item.position.in_calendar else replace(item, seen_at=first[message_name(item), item.invite.uid])
        for item in items
        if item.position.in_calendar or item.reader == best[message_name(item)]
    ]
