"""The whole file: its tables together, and what must hold between them."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from msgspec import Meta, field
from msgspec.structs import asdict

from afterword.config.accounts import Account
from afterword.config.agenda import NAME, Agenda
from afterword.config.calendars import Calendar
from afterword.config.etiquette import FollowUp
from afterword.config.notices import NAME as NOTIFY
from afterword.config.notices import Notify
from afterword.config.owner import Me
from afterword.config.places import default_state_dir
from afterword.config.tables import Before, Table
from afterword.durations import as_written
from afterword.errors import ConfigError
from afterword.model import FollowUpSettings, Owner


def _one_at_least(accounts: tuple[Account, ...], _: Before) -> tuple[Account, ...]:
    if not accounts:
        raise ValueError("must be one or more tables [[account]], with two brackets")
    return accounts


def _to_the_owner_alone(notify: Notify | None, before: Before) -> Notify | None:
    me = before.get("me")
    if notify and notify.address and me and notify.address.lower() not in me.addresses:
        raise ValueError(f"address {as_written(notify.address)} must be one of yours in [me]: nobody else is told")
    return notify


def _by_a_known_account(notify: Notify | None, before: Before) -> Notify | None:
    known = [account.name for account in before.get("account", ())]
    if notify and notify.account and known and notify.account not in known:
        raise ValueError(f"account {as_written(notify.account)} must be one of {', '.join(known)}")
    return notify


class Config(Table, frozen=True, kw_only=True):
    """The whole file. ``account`` and ``calendar`` keep their order."""

    state_dir: Annotated[Path, Meta(description='a folder, such as "~/.local/state/afterword"')] = field(
        default_factory=default_state_dir
    )
    templates: Annotated[Path, Meta(description='a folder, such as "templates"')] = Path("templates")
    me: Annotated[Me, Meta(description="the table [me] with name, addresses and time_zone")]
    account: Annotated[
        tuple[Account, ...], Meta(description="one or more tables [[account]], with two brackets"), _one_at_least
    ]
    calendar: Annotated[tuple[Calendar, ...], Meta(description="tables [[calendar]], with two brackets")] = ()
    agenda: Annotated[Agenda | None, Meta(description='a path, such as "~/follow-ups.ics", or the table [agenda]')] = (
        None
    )
    notify: Annotated[
        Notify | None,
        Meta(description='"mailbox", "desktop", or the table [notify]'),
        _to_the_owner_alone,
        _by_a_known_account,
    ] = None
    follow_up: Annotated[FollowUp, Meta(description="the table [follow_up]")] = FollowUp()

    @property
    def names(self) -> tuple[str, ...]:
        """Of all accounts and, after them, all calendars."""
        return (*(one.name for one in self.account), *(one.name for one in self.calendar))

    @property
    def notify_login(self) -> Account | None:
        """Whose user name and secret the SMTP server of ``notify`` takes; None where it wants none."""
        if self.notify is None:
            return None
        named = (account for account in self.account if account.name == self.notify.account)
        return next(named, None) if self.notify.account else self.notify.login

    @property
    def notify_username(self) -> str | None:
        """What is logged in with there: some servers want the whole address, where their IMAP wants less."""
        if self.notify is not None and self.notify.username is not None:
            return self.notify.username
        return self.notify_login.username if self.notify_login else None

    def asked_for(self, account: Account) -> Account:
        """An account as access to it by OAuth is asked for: with leave to send, where ``notify`` does so by it."""
        sends = self.notify is not None and self.notify.account == account.name
        return account.to_send() if sends else account

    @property
    def own_address(self) -> str:
        """Where the owner is told what waits: one of their own addresses, whatever the file says."""
        address = self.notify.address.lower() if self.notify and self.notify.address else self.me.addresses[0]
        assert address in self.me.addresses, "the configuration sees to that"
        return address

    @property
    def owner(self) -> Owner:
        """``[me]`` as a value of the model."""
        country, _, subdivision = (self.me.country or "").partition("-")
        return Owner(
            name=self.me.name,
            addresses=self.me.addresses,
            time_zone=self.me.time_zone,
            country=country or None,
            subdivision=subdivision or None,
            signature=self.me.signature,
        )

    @property
    def settings(self) -> FollowUpSettings:
        """``[follow_up]`` as a value of the model."""
        return FollowUpSettings(**asdict(self.follow_up))

    @classmethod
    def from_toml(cls, text: str, base: Path) -> Self:
        """The configuration that ``text`` says; its relative paths start at the folder ``base``.

        :raises ConfigError: every fault, each with its key.
        """
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise ConfigError([f"this is not TOML: {problem}"]) from problem
        faults = list(_repeated_names(raw))
        try:
            config = cls.of(_at_length(raw), base)
        except ConfigError as problem:
            faults += problem.faults
            raise ConfigError(faults) from problem
        if faults:
            raise ConfigError(faults)
        return config


def _at_length(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the tables that a path or a word alone can stand for, and the one default that is a path beside the file."""
    long = {"templates": "templates", **raw}
    if isinstance(agenda := raw.get("agenda"), str):
        long["agenda"] = {"url" if agenda.lower().startswith(("http://", "https://")) else "file": agenda}
    if isinstance(notify := raw.get("notify"), str):
        long["notify"] = {"by": notify}
    return long


def _repeated_names(raw: Mapping[str, Any]) -> Iterator[str]:
    """Faults for accounts and calendars that share a name, or have that of the agenda or the notices: the state is
    kept by it."""
    first: dict[str, str] = {NAME: "the agenda"} if "agenda" in raw else {}
    first |= {NOTIFY: "what tells you what waits"} if "notify" in raw else {}
    for kind in ("account", "calendar"):
        tables = raw.get(kind)
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            name = table.get("name") if isinstance(table, dict) else None
            if not isinstance(name, str):
                continue
            place = f"{kind}[{index}]"
            if (earlier := first.setdefault(name.strip(), place)) != place:
                yield f"{place}.name: {earlier} has the name {as_written(name)} already; it must be another"
