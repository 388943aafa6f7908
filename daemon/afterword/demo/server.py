"""An IMAP server in a thread of this process, in memory and on the loopback; and the user's own mail program."""

import asyncio
import socket
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from typing import Any, Self

from imapclient import IMAPClient
from msgspec import Struct

from afterword.errors import UserError

HOST, USER, PASSWORD = "127.0.0.1", "sam", "demo"
DRAFTS, SENT, TRASH = "Drafts", "Sent", "Trash"


class Lying(Struct, frozen=True):
    """A message in a folder."""

    uid: int
    raw: bytes


class MailServer:
    """Serves one empty mailbox while it is open. Everything is gone when it is closed."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._loop = asyncio.new_event_loop()
        self._open = AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo mail server", daemon=True)

    def __enter__(self) -> Self:
        """:raises UserError: the mail server is not installed."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(20)
        except ImportError as problem:
            self._end()
            raise UserError(
                "The demonstration needs the mail server pymap: `make demo` brings it; beside an installed Afterword, "
                "`pipx inject afterword pymap`, or `pip install pymap`."
            ) from problem
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._open.aclose(), self._loop).result(10)
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self) -> None:
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPService

        parser = ArgumentParser()
        parser.set_defaults(debug=False, passlib_cfg=None, skip_services=[])
        IMAPService.add_arguments(parser)
        DictBackend.add_subparser("dict", parser.add_subparsers())
        options = ["--host", HOST, "--port", str(self.port), "--no-tls"]
        arguments = parser.parse_args([*options, "dict", "--demo-user", USER, "--demo-password", PASSWORD])
        backend, config = await DictBackend.init(arguments)
        config.apply_context()
        await backend.start(self._open)
        await IMAPService(backend, config).start(self._open)


class MailProgram:
    """What the user and the world do in the mailbox: mail arrives, a draft is read and sent."""

    def __init__(self, port: int) -> None:
        self._port = port
        with self._visit() as client:
            for folder in (DRAFTS, SENT, TRASH):
                client.create_folder(folder)

    @contextmanager
    def _visit(self) -> Iterator[Any]:
        with IMAPClient(HOST, port=self._port, ssl=False, timeout=20) as client:
            client.login(USER, PASSWORD)
            yield client

    def deliver(self, raw: bytes, at: datetime) -> None:
        """A message arrives."""
        with self._visit() as client:
            client.append("INBOX", raw, msg_time=at)

    def lying_in(self, folder: str) -> list[Lying]:
        """What lies in a folder."""
        with self._visit() as client:
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [Lying(uid, data[b"BODY[]"]) for uid, data in sorted(found.items())]

    def send(self, draft: Lying, at: datetime) -> None:
        """What a mail program does when one presses "send": the copy goes to Sent, the draft away."""
        with self._visit() as client:
            client.append(SENT, draft.raw, flags=[rb"\Seen"], msg_time=at)
            client.select_folder(DRAFTS)
            client.delete_messages([draft.uid])
            client.expunge([draft.uid])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
