"""Drafts in which nothing has changed is not opened: whatever does change is seen, and nothing is done on a belief."""

from __future__ import annotations

import datetime as dt
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from afterword.adapters.ledger import Ledger
from afterword.config import Config
from afterword.engine.passes import Engine
from tests.scenarios.letters import LUCY, PANEL, PRIYA, SAM, TOM, Event, delay, google_invite, letter
from tests.scenarios.world import moment
from tests.servers.mailbox import Mailbox, StoredMessage
from tests.servers.recorder import Line, Recorder

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA, TOM])
NOW = moment("2025-11-25 16:05")
A_LOOK = dt.timedelta(minutes=5)


@contextmanager
def serving(mailbox: Mailbox, line: Recorder, folder: Path) -> Iterator[Engine]:
    """An engine that has placed two notes; what its next passes ask stands in `line`."""
    mailbox.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    config = Config.from_toml(
        f'state_dir = "{folder / "state"}"\n[follow_up]\ndebrief = false\n'
        f'[me]\nname = "Sam Rivera"\naddresses = ["{SAM.email}"]\ntime_zone = "Europe/London"\n'
        f'[[account]]\nname = "home"\nhost = "{mailbox.server.host}"\nport = {line.port}\n'
        f'security = "none"\nusername = "{mailbox.user}"\n',
        folder,
    )
    with Ledger.open(folder / "state") as ledger:
        engine = Engine(config, ledger, lambda _: mailbox.password)
        assert not engine.run_pass(NOW).problems
        assert sorted(one.to for one in mailbox.drafts()) == [[PRIYA.email], [TOM.email]]
        line.clear()
        yield engine
        engine.close()


def opened(line: Recorder) -> bool:
    """Was Drafts opened? The commands are forgotten."""
    found = any(one.startswith(("EXAMINE", "SELECT")) and "Drafts" in one for one in line.commands)
    line.clear()
    return found


def test_where_nothing_has_changed_folders_are_listed_and_no_more(mailbox: Mailbox, tmp_path: Path) -> None:
    with Recorder(mailbox.server) as line, serving(mailbox, line, tmp_path) as engine:
        engine.run_pass(NOW + A_LOOK)  # what is open from the last pass is left
        line.clear()
        engine.run_pass(NOW + 2 * A_LOOK)
        assert [one.split()[0] for one in line.commands] == ["LIST"]


def test_after_an_hour_it_is_looked_at_all_the_same(mailbox: Mailbox, tmp_path: Path) -> None:
    with Recorder(mailbox.server) as line, serving(mailbox, line, tmp_path) as engine:
        looks = [NOW + number * A_LOOK for number in range(1, 26)]
        seen = []
        for look in looks:
            engine.run_pass(look)
            seen.append(opened(line))
        assert [look - NOW for look, found in zip(looks, seen, strict=True) if found] == [
            dt.timedelta(hours=1),
            dt.timedelta(hours=2),
        ]


Deed = Callable[[Mailbox, StoredMessage], object]


def by_another(mailbox: Mailbox) -> bytes:
    """A message that somebody puts into Drafts."""
    return f"From: {SAM}\r\nTo: {LUCY}\r\nMessage-ID: <own@{mailbox.user}.example>\r\n\r\nHello.\r\n".encode()


def append_and_expunge_another(mailbox: Mailbox, draft: StoredMessage) -> None:
    """As many messages as before, and the same flags."""
    mailbox.deliver(by_another(mailbox), folder="Drafts")
    mailbox.delete(draft.uid, through_trash=False)


@pytest.mark.parametrize(
    "deed",
    [
        lambda mailbox, draft: mailbox.edit_draft(draft.uid, "My own words.\n"),
        lambda mailbox, draft: mailbox.flag(draft.uid, r"\Deleted", folder="Drafts"),
        lambda mailbox, draft: mailbox.flag(draft.uid, r"\Flagged", folder="Drafts"),
        lambda mailbox, draft: mailbox.unflag(draft.uid, r"\Seen", folder="Drafts"),
        lambda mailbox, draft: mailbox.delete(draft.uid),
        lambda mailbox, draft: mailbox.delete(draft.uid, through_trash=False),
        lambda mailbox, draft: mailbox.deliver(by_another(mailbox), folder="Drafts"),
        append_and_expunge_another,
    ],
    ids=["edited", "flagged as deleted", "starred", "unread", "to Trash", "expunged", "another one", "exchanged"],
)
def test_whatever_is_changed_is_seen_at_the_next_look(mailbox: Mailbox, tmp_path: Path, deed: Deed) -> None:
    with Recorder(mailbox.server) as line, serving(mailbox, line, tmp_path) as engine:
        engine.run_pass(NOW + A_LOOK)
        assert not opened(line)
        deed(mailbox, mailbox.drafts()[0])
        engine.run_pass(NOW + 2 * A_LOOK)
        assert opened(line)


class Forgetful(Recorder):
    """A server that tells no new numbers of Drafts once it is to `forget`: as if nothing changed there any more."""

    forgets = False

    def _line(self, client: socket.socket, upstream: socket.socket) -> Line:
        return _Forgetful(self, client, upstream)


class _Forgetful(Line):
    told: bytes = b""

    def _answer(self, completed: bytes, piece: bytes) -> None:
        if found := re.match(rb'\* STATUS "?Drafts"? (\(.*\))', piece):
            assert isinstance(self._recorder, Forgetful)
            if self._recorder.forgets:
                piece = piece.replace(found[1], self.told)
            else:
                self.told = found[1]
        super()._answer(completed, piece)


def test_nothing_is_done_before_it_is_looked_at_though_the_server_tells_of_no_change(
    mailbox: Mailbox, tmp_path: Path
) -> None:
    amara, day = PANEL[0], "2025-11-26"
    later = Event(moment(f"{day} 14:00"), moment(f"{day} 15:00"), [amara], uid="e1@halden.example")
    own = letter(SAM, "Thank you", "Dear Amara, thank you!", moment(f"{day} 15:15"), to=amara)
    with Forgetful(mailbox.server) as line, serving(mailbox, line, tmp_path) as engine:
        mailbox.deliver(google_invite(later, moment("2025-11-25 16:14")))
        engine.run_pass(moment(f"{day} 15:10"))
        line.forgets = True
        mailbox.write_draft(own)
        line.clear()
        engine.run_pass(moment(f"{day} 15:20"))
        assert not opened(line)  # it cannot know
        engine.run_pass(moment(f"{day} 16:05"))  # the time for a thank-you has come
        assert opened(line)
        assert [one.text.strip() for one in mailbox.drafts() if one.to == [amara.email]] == ["Dear Amara, thank you!"]


def test_after_news_it_is_looked_at_first(mailbox: Mailbox, tmp_path: Path) -> None:
    with Recorder(mailbox.server) as line, serving(mailbox, line, tmp_path) as engine:
        engine.run_pass(NOW + A_LOOK)
        assert not opened(line)
        mailbox.deliver(delay(moment("2025-11-25 16:12"), "Friday 12 December"))
        engine.run_pass(NOW + 2 * A_LOOK)
        assert opened(line)
