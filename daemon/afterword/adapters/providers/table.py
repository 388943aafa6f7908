"""The table of the big providers (`providers.toml`)."""

import tomllib
from functools import cache
from importlib.resources import files

from msgspec import Struct
from msgspec.structs import replace

from afterword.config import OAuthProvider, Security


class Server(Struct, frozen=True):
    """A server, for IMAP or for SMTP, as the configuration names it."""

    host: str
    port: int = 993
    security: Security = Security.TLS


class Provider(Struct, frozen=True):
    """A row of the table; the head of `providers.toml` says what its keys mean."""

    key: str
    name: str
    server: Server
    outgoing: Server
    wants: str
    page: str
    domains: tuple[str, ...]
    exchangers: tuple[str, ...]
    local_username: bool = False
    oauth: OAuthProvider | None = None
    passwords: bool = True
    grouped: bool = False
    bridge: bool = False
    elsewhere: tuple[str, str] | None = None

    def servers_of(self, address: str) -> tuple[Server, Server]:
        """Where mail of this address is read, and where it is handed in."""
        if self.knows(address) or not self.elsewhere:
            return self.server, self.outgoing
        incoming, outgoing = self.elsewhere
        return replace(self.server, host=incoming), replace(self.outgoing, host=outgoing)

    def knows(self, address: str) -> bool:
        """Is it an address of the provider's own, and not in a domain of the owner's that it looks after?"""
        domain = address.rpartition("@")[2].lower()
        return any(domain == one or (one.startswith("*.") and domain.endswith(one[1:])) for one in self.domains)

    def username(self, address: str) -> str | None:
        """What the owner of ``address`` logs in with; None where that does not follow from it, as where the address is
        one of several of an account with another name."""
        if not self.knows(address):
            return None
        return address.rpartition("@")[0] if self.local_username else address

    def outgoing_username(self, username: str, address: str) -> str:
        """What is logged in with to hand in mail, by who reads it as ``username``: an address, whatever IMAP wants."""
        if "@" in username or not self.local_username:
            return username
        return address if username == self.username(address) else f"{username}@{self.domains[0]}"

    def password(self, typed: str) -> str:
        """The password that was meant: app passwords are shown in groups, with spaces that do not belong to them."""
        return typed.replace(" ", "") if self.grouped else typed


@cache
def _table() -> dict[str, Provider]:
    text = files("afterword.adapters.providers").joinpath("providers.toml").read_text(encoding="utf-8")
    return {
        key: Provider(
            key,
            row["name"],
            Server(row["host"], row.get("port", 993), Security(row.get("security", "tls"))),
            Server(row["smtp"], row.get("smtp_port", 465), Security(row.get("smtp_security", "tls"))),
            row["wants"].strip(),
            row["page"],
            tuple(row["domains"]),
            tuple(row.get("exchangers", ())),
            local_username=row.get("username") == "local",
            oauth=OAuthProvider(row["oauth"]) if "oauth" in row else None,
            passwords=row.get("passwords", True),
            grouped=row.get("grouped", False),
            bridge=row.get("bridge", False),
            elsewhere=(row["own_domain_host"], row["own_domain_smtp"]) if "own_domain_host" in row else None,
        )
        for key, row in tomllib.loads(text).items()
    }


PROVIDERS = _table()


def provider_of(address: str) -> Provider | None:
    """The provider to whom an address belongs by its domain; None where the table does not know it."""
    return next((provider for provider in PROVIDERS.values() if provider.knows(address)), None)
