"""Telling the owner at the end of a pass what waits for them, each thing once; off without ``notify``.

What was told is remembered in the ledger, after it was told: a crash between the two brings the same message, under
the same Message-ID, a second time, rather than never. In INBOX it is looked for first.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from afterword import compose
from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import Ledger
from afterword.config import AGENDA, NOTIFY, Config, NotifyBy
from afterword.decide import next_digest, notice, noticed, told, urgent_from, waiting
from afterword.engine.state import Thinking
from afterword.errors import AfterwordError, LoginRefused, Transient
from afterword.model import Cursor, Reach
from afterword.model.notices import Mention, Notice

_log = logging.getLogger(__name__)

REFUSED_FOR = timedelta(minutes=30)
"""After a refused login so long nothing is tried: servers lock out who goes on knocking."""


class Outlet(Protocol):
    """By what the owner is told."""

    def tell(self, said: Notice, now: datetime) -> None:
        """Tell the owner.

        :raises Transient: it cannot be done now.
        :raises LoginRefused: as it says.
        """

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""


class Told(Struct, frozen=True):
    """How telling went: what kept it, and when to look again although nothing has happened."""

    problem: AfterwordError | None = None
    next_look: datetime | None = None


class Teller:
    """Tells the owner of a configuration, if it says how."""

    def __init__(
        self,
        config: Config,
        ledger: Ledger,
        thinking: Thinking,
        secret: Callable[[str], str],
        mailboxes: Callable[[], Iterable[Mailbox]],
    ) -> None:
        self._config, self._ledger, self._thinking = config, ledger, thinking
        self._outlet = _outlet(config, partial(secret, NOTIFY), mailboxes)
        self._not_before: datetime | None = None

    def interrupt(self) -> None:
        """From any thread: end what is going on."""
        if self._outlet:
            self._outlet.interrupt()

    def tell(self, now: datetime) -> Told:
        """Tell what is to be told now. What prevents it is noted for ``status``, and returned: a pass goes on without.

        It follows from the ledger alone, as if every account had been read: a server that is down holds nothing up.
        """
        notify, outlet = self._config.notify, self._outlet
        if notify is None or outlet is None:
            return Told()
        config, zone = self._config, ZoneInfo(self._config.me.time_zone)
        state = self._thinking.state(now)
        accounts = self._ledger.accounts()
        ours = [accounts[name] for name in (*config.names, AGENDA) if name in accounts]
        waits = waiting(state.known, state.in_play.outlook, state.in_play.drafts, ours, config.settings, now)
        before = self._mentions()
        mentions = noticed(waits, before, now)
        problem = None
        said = notice(waits, mentions, notify.digest_at, zone, now)
        if said and not (self._not_before and now < self._not_before):
            problem = self._told(outlet, said, now)
            mentions = told(mentions, said, now) if problem is None else mentions
        if mentions != before:
            self._remember(mentions)
        looks = (
            next_digest(mentions, notify.digest_at, zone, now),
            urgent_from(state.in_play.outlook, state.in_play.drafts, now),
        )
        return Told(problem, min(filter(None, looks), default=None))

    def _told(self, outlet: Outlet, said: Notice, now: datetime) -> AfterwordError | None:
        try:
            outlet.tell(said, now)
        except (Transient, LoginRefused) as problem:
            _log.warning("%s", problem)
            refused = isinstance(problem, LoginRefused)
            self._not_before = now + REFUSED_FOR if refused else None
            self._ledger.save_account(NOTIFY, Reach.REFUSED if refused else Reach.UNREACHABLE, str(problem))
            return problem
        _log.info("told the owner what waits, %s: %d new", "at once" if said.urgent else "by the hour", len(said.news))
        self._not_before = None
        self._ledger.save_account(NOTIFY, Reach.OK)
        return None

    # What was told, beside the bookmarks of the folders.

    def _mentions(self) -> tuple[Mention, ...]:
        cursor = self._ledger.cursors().get((NOTIFY, ""))
        return msgspec.json.decode(cursor.context, type=tuple[Mention, ...]) if cursor else ()

    def _remember(self, mentions: tuple[Mention, ...]) -> None:
        self._ledger.save_cursor(Cursor(NOTIFY, "", 0, 1, 0, msgspec.json.encode(mentions).decode()))


def _outlet(config: Config, secret: Callable[[], str], mailboxes: Callable[[], Iterable[Mailbox]]) -> Outlet | None:
    match config.notify.by if config.notify else None:
        case None:
            return None
        case NotifyBy.MAIL:
            return _ByMail(config, secret)
        case NotifyBy.MAILBOX:
            return _IntoTheMailbox(config, mailboxes)
        case NotifyBy.DESKTOP:
            return _OnTheDesktop(config)


def _message(config: Config, said: Notice, now: datetime) -> tuple[str, bytes]:
    """The notice as a message, and its Message-ID, which follows from what it says."""
    zone, address = ZoneInfo(config.me.time_zone), config.own_address
    name = compose.new_message_id(address, said.id)
    letter = compose.notice_letter(said, zone)
    return name, compose.notice_message(letter, address=address, message_id=name, written_at=now.astimezone(zone))


class _ByMail:
    def __init__(self, config: Config, secret: Callable[[], str]) -> None:
        # Here and not above: few have it, and the library takes a moment to load.
        from afterword.adapters.notify import Post

        self._config, self._post = config, Post(config, secret)

    def tell(self, said: Notice, now: datetime) -> None:
        self._post.send(_message(self._config, said, now)[1])

    def interrupt(self) -> None:
        self._post.interrupt()


class _IntoTheMailbox:
    """Into the INBOX of the first account that can be reached."""

    def __init__(self, config: Config, mailboxes: Callable[[], Iterable[Mailbox]]) -> None:
        self._config, self._mailboxes = config, mailboxes

    def tell(self, said: Notice, now: datetime) -> None:
        name, raw = _message(self._config, said, now)
        mailbox = next((one for one in self._mailboxes() if one.connected), None)
        if mailbox is None:
            raise Transient("notify: no mailbox can be reached")
        if not mailbox.find_message_id("INBOX", name):
            mailbox.append_notice(raw)

    def interrupt(self) -> None:
        """The mailboxes are interrupted as such."""


class _OnTheDesktop:
    def __init__(self, config: Config) -> None:
        from afterword.adapters.notify import Desktop

        self._desktop, self._zone = Desktop(), ZoneInfo(config.me.time_zone)

    def tell(self, said: Notice, now: datetime) -> None:  # noqa: ARG002 - a notification has no date
        title, text = compose.summary(said, self._zone)
        self._desktop.show(title, text, urgent=said.urgent)

    def interrupt(self) -> None:
        """It is over in a moment."""
