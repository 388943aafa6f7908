"""The whole file: its tables together, and what must hold between them."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from afterword.config.accounts import Account
from afterword.config.agenda import NAME, Agenda
from afterword.config.calendars import Calendar
from afterword.config.complaints import said
from afterword.config.etiquette import FollowUp
from afterword.config.notices import NAME as NOTIFY
from afterword.config.notices import Notify
from afterword.config.owner import Me
from afterword.config.places import default_state_dir
from afterword.config.values import FilePath, Table
from afterword.durations import as_written
from afterword.errors import ConfigError
from afterword.model import FollowUpSettings, Owner


class Config(Table):
    """The whole file. ``account`` and ``calendar`` keep their order."""

    state_dir: FilePath = Field(
        default_factory=lambda: default_state_dir(), description='a folder, such as "~/.local/state/afterword"'
    )
    templates: FilePath = Field(
        default=Path("templates"), validate_default=True, description='a folder, such as "templates"'
    )
    me: Me = Field(description="the table [me] with name, addresses and time_zone")
    account: Annotated[tuple[Account, ...], Field(strict=False)] = Field(
        description="one or more tables [[account]], with two brackets"
    )
    calendar: Annotated[tuple[Calendar, ...], Field(strict=False)] = Field(
        default=(), description="tables [[calendar]], with two brackets"
    )
    agenda: Agenda | None = Field(default=None, description='a path, such as "~/follow-ups.ics", or the table [agenda]')
    notify: Notify | None = Field(default=None, description='"mailbox", "desktop", or the table [notify]')
    follow_up: FollowUp = Field(default=FollowUp(), description="the table [follow_up]")

    @field_validator("agenda", mode="before")
    @classmethod
    def _a_path_is_enough(cls, agenda: object) -> object:
        if isinstance(agenda, str):
            return {"url" if agenda.lower().startswith(("http://", "https://")) else "file": agenda}
        return agenda

    @field_validator("notify", mode="before")
    @classmethod
    def _a_word_is_enough(cls, notify: object) -> object:
        return {"by": notify} if isinstance(notify, str) else notify

    @field_validator("notify")
    @classmethod
    def _to_the_owner_alone(cls, notify: Notify | None, info: ValidationInfo) -> Notify | None:
        me = info.data.get("me")
        if notify and notify.address and me and notify.address.lower() not in me.addresses:
            raise ValueError(f"address {as_written(notify.address)} must be one of yours in [me]: nobody else is told")
        return notify

    @field_validator("account")
    @classmethod
    def _one_at_least(cls, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        if not accounts:
            raise ValueError("must be one or more tables [[account]], with two brackets")
        return accounts

    @property
    def names(self) -> tuple[str, ...]:
        """Of all accounts and, after them, all calendars."""
        return (*(one.name for one in self.account), *(one.name for one in self.calendar))

    @field_validator("notify")
    @classmethod
    def _by_a_known_account(cls, notify: Notify | None, info: ValidationInfo) -> Notify | None:
        known = [account.name for account in info.data.get("account", ())]
        if notify and notify.account and known and notify.account not in known:
            raise ValueError(f"account {as_written(notify.account)} must be one of {', '.join(known)}")
        return notify

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
        return FollowUpSettings(**{name: getattr(self.follow_up, name) for name in FollowUp.model_fields})

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
            config = cls.model_validate(raw, context={"base": base})
        except ValidationError as problem:
            # The port has no default where the security is wrong, which is no second fault.
            faults += [said(error, cls) for error in problem.errors() if error["type"] != "default_factory_not_called"]
            config = None
        if config is None or faults:
            raise ConfigError(faults)
        return config


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
