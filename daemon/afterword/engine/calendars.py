"""Observe: what one calendar says that was not known. Reads, and changes nothing anywhere.

Of the many events of a calendar only those are written down that may be interviews, or that are known from mail: the
rest is nobody's business. The observation says when a version was read, so that an event that is moved to and fro, or
deleted and put back, is news each time.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from msgspec.structs import replace

from afterword import understand
from afterword.adapters.calendars import CalendarSource, Changes, Window
from afterword.engine.reading import News
from afterword.errors import BadMessage
from afterword.model import Cursor, Envelope, Invite, InviteSeen, Method, Owner, Position, SetAside, Verdict
from afterword.model import FollowUpSettings as Settings
from afterword.model.agenda import DOMAIN

_log = logging.getLogger(__name__)

AHEAD = timedelta(days=731)  # no interview is arranged for later

_Event = tuple[str, str | None]  # UID and RECURRENCE-ID


class CalendarReader:
    """One calendar during one pass.

    ``seen`` are all invites ever observed, in the order of writing; ``aside`` the objects that could not be read.
    """

    def __init__(
        self,
        name: str,
        source: CalendarSource,
        cursors: Mapping[tuple[str, str], Cursor],
        seen: Sequence[InviteSeen],
        aside: Iterable[Position],
        owner: Owner,
        settings: Settings,
        now: datetime,
    ) -> None:
        self.name, self.source, self.owner, self.now = name, source, owner, now
        self.since = now - settings.invite_look_back
        self._cursors = {folder: one for (account, folder), one in cursors.items() if account == name}
        self._aside = [place for place in aside if place.in_calendar and place.account == name]
        self._known_uids = {
            item.invite.uid
            for item in seen
            if not item.position.in_calendar and item.invite.verdict is not Verdict.NOT_INTERVIEW
        }
        self._latest: dict[Position, dict[_Event, Invite]] = {}
        for item in seen:
            if item.position.in_calendar and item.position.account == name:
                self._latest.setdefault(item.position, {})[_event(item.invite)] = item.invite

    def news(self, *, look_around: bool) -> News:
        """What has changed since the last pass; ``look_around``: also whether there are calendars that are new.

        :raises Transient: it cannot be read, or not in full. :raises LoginRefused: the secret is not accepted.
        """
        news = News()
        marks = {name: one.context for name, one in self._cursors.items() if one.reader == understand.READER}
        for changes in self.source.changes(marks, Window(self.since, self.now + AHEAD, look_around)):
            self._read(changes, news)
            cursor = Cursor(self.name, changes.collection, 0, 1, understand.READER, changes.bookmark)
            if cursor != self._cursors.get(changes.collection):
                news.cursors.append(cursor)
        return news

    def _read(self, changes: Changes, news: News) -> None:
        for item in changes.objects:
            place = self._position(changes, item.name)
            try:
                found = understand.read_calendar(item.data, self.owner.addresses).invites
            except BadMessage as problem:
                self._set_aside(place, str(problem), news)
                continue
            news.read.add(place)
            # The agenda may come back this way, if the user has subscribed to it: it speaks of interviews, and is none.
            events = [replace(invite, method=None) for invite in found if not invite.uid.endswith(DOMAIN)]
            self._compare(place, events, news)
        for name, reason in changes.skipped:
            self._set_aside(self._position(changes, name), reason, news)
        for place in self._no_longer_there(changes):
            news.read.add(place)
            self._compare(place, [], news)

    def _set_aside(self, place: Position, reason: str, news: News) -> None:
        _log.info("%s: an event is set aside: %s", self.name, reason)
        news.set_aside.append(SetAside(place, reason))

    def _compare(self, place: Position, found: Sequence[Invite], news: News) -> None:
        """Notes what is new or changed at a position, and what is missing there."""
        before = self._latest.get(place, {})
        there = {_event(invite): invite for invite in found}
        for event, invite in there.items():
            old = before.get(event)
            if old is None and not self._matters(invite):
                continue
            if old is None or _content(old) != _content(invite):
                news.observations.append(self._observed(place, invite))
        for event, old in before.items():
            # What was taken out of the calendar after its time did take place: that is tidying up.
            if event not in there and not old.cancelled and (old.start is None or old.start > self.now):
                news.observations.append(self._observed(place, replace(old, method=Method.CANCEL, cancelled=True)))

    def _matters(self, invite: Invite) -> bool:
        if invite.start is not None and invite.start < self.since:
            return False
        return invite.verdict is not Verdict.NOT_INTERVIEW or invite.uid in self._known_uids

    def _observed(self, place: Position, invite: Invite) -> InviteSeen:
        return InviteSeen(place, Envelope(at=self.now), invite, self.now, understand.READER)

    def _no_longer_there(self, changes: Changes) -> list[Position]:
        known = {*self._latest, *self._aside}
        here = [place for place in known if place.folder == changes.collection]
        gone = {self._position(changes, name) for name in changes.gone}
        if changes.present is None:
            return [place for place in here if place in gone]
        if not changes.present and len(here) > 1:
            _log.warning("%s: all events are gone at once; nothing is concluded from that", self.name)
            return []
        there = {self._position(changes, name) for name in changes.present}
        return [place for place in here if place not in there]

    def _position(self, changes: Changes, name: str) -> Position:
        return Position(self.name, changes.collection, 0, _number(name))


def _event(invite: Invite) -> _Event:
    return invite.uid, invite.recurrence_id


def _content(invite: Invite) -> Invite:
    """What makes two versions differ: not the time at which a feed was made, nor how sure a reader was."""
    return replace(invite, dtstamp=None, confidence=0.0, reasons=())


def _number(name: str) -> int:
    """A number for the name of an object: of 48 bits, so that every reader of JSON takes it as it is."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).digest())
