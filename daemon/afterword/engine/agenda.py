"""The agenda at the end of a pass (K1): what is known by now, published where the user wants it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from afterword.adapters.ledger import Ledger
from afterword.config import AGENDA, Agenda, Config
from afterword.decide import agenda, revised
from afterword.engine.state import Thinking
from afterword.errors import AfterwordError, LoginRefused, Transient
from afterword.model import Cursor, Reach
from afterword.model.agenda import Posted

_log = logging.getLogger(__name__)

REFUSED_FOR = timedelta(minutes=30)
"""After a refused login so long nothing is tried: servers lock out who goes on knocking."""


class Published(Protocol):
    """Where an agenda is published."""

    def update(self, revise: Callable[[tuple[Posted, ...]], Sequence[Posted]]) -> bool:
        """Publish what ``revise`` makes of what stands there; was there news?

        :raises Transient: it cannot be done now, or not at all.
        :raises LoginRefused: as it says.
        """

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""


class AgendaKeeper:
    """Keeps the agenda of a configuration, if it has one."""

    def __init__(self, config: Config, ledger: Ledger, thinking: Thinking, secret: Callable[[str], str]) -> None:
        self._config, self._ledger, self._thinking = config, ledger, thinking
        self._place = _opened(config.agenda, partial(secret, AGENDA), _Memory(ledger)) if config.agenda else None
        self._not_before: datetime | None = None

    def interrupt(self) -> None:
        """From any thread: end what is going on."""
        if self._place:
            self._place.interrupt()

    def keep(self, now: datetime) -> AfterwordError | None:
        """Bring it up to date. What prevented it is noted for ``status``, and returned: a pass goes on without.

        It follows from the ledger alone, as if every account had been read: that a server is down changes no plan.
        """
        if self._config.agenda is None or self._place is None or (self._not_before and now < self._not_before):
            return None
        state = self._thinking.state(now)
        suggestions = self._config.agenda.suggestions
        wanted = agenda(state.in_play.outlook, state.in_play.drafts, self._config.owner, now, suggestions=suggestions)
        try:
            if self._place.update(lambda posted: revised(posted, wanted, now)):
                _log.info("the agenda has changed")
        except (Transient, LoginRefused) as problem:
            _log.warning("%s", problem)
            refused = isinstance(problem, LoginRefused)
            self._not_before = now + REFUSED_FOR if refused else None
            self._ledger.save_account(AGENDA, Reach.REFUSED if refused else Reach.UNREACHABLE, str(problem))
            return problem
        self._ledger.save_account(AGENDA, Reach.OK)
        return None


def _opened(config: Agenda, secret: Callable[[], str], memory: "_Memory") -> Published:
    # Here and not above: few have one, and the library takes a moment to load.
    if config.server:
        from afterword.adapters.calendars.agenda.server import AgendaServer

        return AgendaServer(config.server, secret, memory)
    from afterword.adapters.calendars.agenda.file import AgendaFile

    assert config.file is not None, "the configuration sees to that"
    return AgendaFile(config.file)


class _Memory:
    """What lies on the server, beside the bookmarks of the calendars that are read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def read(self) -> str | None:
        cursor = self._ledger.cursors().get((AGENDA, ""))
        return cursor.context if cursor else None

    def write(self, text: str) -> None:
        self._ledger.save_cursor(Cursor(AGENDA, "", 0, 1, 0, text))
