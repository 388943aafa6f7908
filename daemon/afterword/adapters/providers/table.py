"""The table of the big providers (`providers.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from afterword.config import OAuthProvider, Security


@dataclass(frozen=True, slots=True)
class Server:
    """A server, for IMAP or for SMTP, as the configuration names it."""

    host: str
    port: int = 993
    security: Security = Security.TLS


@dataclass(frozen=True, slots=True)
class Provider:
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

    def username(self, address: str) -> str | None:
        """What the owner of ``address`` logs in with; None where that does not follow from an address of their own."""
        local, _, domain = address.rpartition("@")
        if not self.local_username:
            return address
        return local if domain.lower() in self.domains else None

    def outgoing_username(self, username: str, address: str) -> str:
        """What is logged in with to hand in mail, by who reads it as ``username``: an address, whatever IMAP wants."""
        if "@" in username:
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
        )
        for key, row in tomllib.loads(text).items()
    }


PROVIDERS = _table()


def provider_of(address: str) -> Provider | None:
    """The provider to whom an address belongs by its domain; None where the table does not know it."""
    domain = address.rpartition("@")[2].lower()
    for provider in PROVIDERS.values():
        for pattern in provider.domains:
            if domain == pattern or (pattern.startswith("*.") and domain.endswith(pattern[1:])):
                return provider
    return None
