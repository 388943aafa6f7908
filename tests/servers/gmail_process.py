"""The Gmail-like server as a process of its own: everything in memory, plain IMAP on one port of the loopback.

python -m tests.servers.gmail_process HOST PORT PASSWORD
"""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.backend.dict.filter import FilterSet
from pymap.config import BackendCapability
from pymap.exceptions import AuthorizationFailure, InvalidAuth
from pymap.imap import IMAPService
from pymap.interfaces.login import IdentityInterface
from pysasl.creds.server import ServerCredentials
from pysasl.identity import ClearIdentity

from tests.servers.gmail_labels import GmailSession, Labels


class GmailConfig(Config):
    """What the server says of itself."""

    @property
    def backend_capability(self) -> BackendCapability:
        custom = [b"SPECIAL-USE", b"X-GM-EXT-1"]
        return BackendCapability(idle=True, object_id=False, multi_append=True, custom=custom)


class Door(Login):
    """Whoever knows the password has a mailbox."""

    def __init__(self, config: Config, password: str) -> None:
        super().__init__(config)
        self._password = password
        self.mailboxes: dict[str, Labels] = {}

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        if not credentials.verify(ClearIdentity(credentials.authcid, self._password)):
            raise InvalidAuth()
        return Owner(credentials.authcid, self)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        if authenticated.name != authzid:
            raise AuthorizationFailure()
        return Owner(authzid, self)


class Owner(Identity):
    """Somebody who has logged in."""

    def __init__(self, name: str, door: Door) -> None:
        super().__init__(name, door, None, frozenset())
        self._door = door

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[GmailSession]:
        labels = self._door.mailboxes.setdefault(self.name, Labels())
        yield GmailSession(self.name, self.config, labels, FilterSet())


async def serve(host: str, port: str, password: str) -> None:
    """Serve until ended."""
    parser = ArgumentParser()
    parser.set_defaults(debug=False, passlib_cfg=None, skip_services=[])
    IMAPService.add_arguments(parser)
    DictBackend.add_subparser("dict", parser.add_subparsers())
    config = GmailConfig.from_args(parser.parse_args(["--host", host, "--port", port, "--no-tls", "dict"]))
    config.apply_context()
    async with AsyncExitStack() as stack:
        await IMAPService(DictBackend(Door(config, password), config), config).start(stack)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
