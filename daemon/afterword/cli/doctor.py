"""`afterword doctor`: looks at everything that must be right before a pass can work, and says how to mend what is not.

It reads only: no file, no folder and no mail is changed.
"""

import json
import os
import socket
import ssl
import stat
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from afterword.adapters.calendars import open_calendar
from afterword.adapters.calendars.agenda.file import AgendaFile
from afterword.adapters.calendars.agenda.server import AgendaServer
from afterword.adapters.credentials import Origin, credential_name, keyring_name, origin_of, secret_for, secrets_of
from afterword.adapters.imap import Mailbox
from afterword.adapters.ledger import Ledger, faults_of_state
from afterword.adapters.notify import Desktop, Post
from afterword.adapters.own_templates import own_templates
from afterword.compose.rehearsal import rehearse
from afterword.compose.shelf import Shelf
from afterword.config import (
    NOTIFY,
    Account,
    Agenda,
    Calendar,
    CalendarType,
    Config,
    Notify,
    NotifyBy,
    Security,
    config_path,
    load,
)
from afterword.errors import ConfigError, LoginRefused, StateUnusable, Transient
from afterword.model import FolderStatus, Role

# The faults that decide the exit status, the gravest first.
_GRAVEST_FIRST = (ConfigError.status, LoginRefused.status, 75)

_FOLDER_KEYS = {Role.DRAFTS: "drafts_folder", Role.SENT: "sent_folder", Role.TRASH: "trash_folder"}


_MEND_OF_LOGIN = (
    "Look at username and password. Many providers want an app password for mail programs, or IMAP turned on "
    "(docs/providers.md)."
)


class Mark(StrEnum):
    """How a finding is to be taken: all is well; it works, with a restriction; it does not work."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``mend`` says what to do; ``status`` is the exit status of a fault, else 0."""

    check: str
    mark: Mark
    text: str
    account: str | None = None
    mend: str | None = None
    status: int = 0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document (docs/json.md)")


def run(options: Namespace) -> int:
    """Look at everything, print it, and return 0, or the exit status of the gravest fault."""
    findings: list[Finding] = []
    for finding in _findings(options.config, datetime.now(UTC)):
        findings.append(finding)
        if not options.json:
            print(line(finding), flush=True)
    if options.json:
        print(json.dumps(_document(findings), ensure_ascii=False, indent=2))
    else:
        print(verdict(findings))
    return status_of(findings)


def _findings(given: Path | None, now: datetime) -> Iterator[Finding]:
    path = config_path(given)
    try:
        config = load(given)
    except ConfigError as problem:
        for fault in problem.faults:
            yield Finding("config", Mark.FAULT, fault, mend="Change the file, and ask again.", status=problem.status)
        return
    yield Finding("config", Mark.OK, f"The configuration {path} is sound.")
    yield from findings_about(config, now)


def findings_about(config: Config, now: datetime) -> Iterator[Finding]:
    """What is right and what is wrong with all that a sound configuration names."""
    try:
        yield from _about_the_state(config.state_dir)
    except OSError as problem:
        yield _state_fault(f"The state folder {config.state_dir} cannot be looked into: {problem.strerror}.")
    yield from about_the_templates(config)
    if config.agenda:
        yield from _about_the_agenda(config.agenda)
    if config.notify:
        yield _about_the_notices(config, config.notify)
    for account in config.account:
        yield from _about_the_account(account, now)
    for calendar in config.calendar:
        yield from _about_the_calendar(calendar)


# --- The state folder ---


def _about_the_state(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        nearest = next(parent for parent in folder.parents if parent.exists())
        if os.access(nearest, os.W_OK | os.X_OK) and nearest.is_dir():
            yield Finding("state", Mark.OK, f"The state folder {folder} will be made by the first pass.")
        else:
            yield _state_fault(f"The state folder {folder} is not there and cannot be made in {nearest}.")
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield _state_fault(f"The state folder {folder} cannot be written.")
        return
    try:
        Ledger.open(folder, read_only=True).close()
    except StateUnusable as problem:
        yield Finding("state", Mark.FAULT, str(problem), status=problem.status)
        return
    except Transient as problem:
        yield Finding("state", Mark.FAULT, str(problem), status=75)
        return
    for fault in faults_of_state(folder):
        yield Finding("state", Mark.NOTE, fault)
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        text = f"Others on this machine can look into the state folder {folder} (mode {mode:04o})."
        yield Finding("state", Mark.NOTE, text, mend=f"chmod 700 {folder}")
    else:
        yield Finding("state", Mark.OK, f"The state folder {folder} can be written, by you alone (mode {mode:04o}).")


def _state_fault(text: str) -> Finding:
    mend = "Change its owner or mode, or name another folder as state_dir."
    return Finding("state", Mark.FAULT, text, mend=mend, status=StateUnusable.status)


# --- The user's own templates ---


def about_the_templates(config: Config) -> Iterator[Finding]:
    """Whether the user's own templates are fit, in one finding; none where there are no such templates."""
    shelf = Shelf(own_templates(config.templates))
    unfit = [name for name, _ in shelf.own if rehearse(name, shelf).faults]
    if unfit:
        text = f"Of the note templates in {config.templates} these are not fit, and ours are used: {', '.join(unfit)}."
        yield Finding("templates", Mark.NOTE, text, mend="afterword template check")
    elif shelf.own:
        yield Finding("templates", Mark.OK, f"The {len(shelf.own)} note templates in {config.templates} are fit.")


# --- An account ---


def _about_the_account(account: Account, now: datetime) -> Iterator[Finding]:
    try:
        secret = secret_for(account)
    except (LoginRefused, Transient) as problem:
        yield _no_secret(account, problem)
        return
    yield _about_the_secret(account)
    mailbox = Mailbox(account, lambda: secret)
    try:
        with mailbox:
            how = {Security.TLS: "TLS", Security.STARTTLS: "STARTTLS", Security.NONE: "this machine alone"}
            text = f"Logged in to {account.host}:{account.port} ({how[account.security]})."
            yield Finding("login", Mark.OK, text, account.name)
            yield from _about_the_folders(account, mailbox.folders())
            yield from _about_the_server(account, mailbox.capabilities())
            yield _about_the_clock(account, mailbox, now)
    except LoginRefused as problem:
        text = problem.text.removeprefix(f"{account.name}: ")
        yield Finding("login", Mark.FAULT, text, account.name, problem.mend or _MEND_OF_LOGIN, problem.status)
    except Transient as problem:
        text = str(problem).removeprefix(f"{account.name}: ")
        yield Finding("connection", Mark.FAULT, text, account.name, _mend_of_connection(account, problem), 75)


def _mend_of_connection(account: Account, problem: Transient) -> str:
    match problem.__cause__:
        case ssl.SSLCertVerificationError():
            return (
                "The server does not prove that it is the one in `host`. Look at `host`; for a certificate authority "
                "of your own, or a local bridge, set `ca_file` (or `certificate_sha256`)."
            )
        case ssl.SSLError():
            return f'Nothing there speaks TLS. Is port {account.port} right, or should security be "starttls"?'
        case socket.gaierror():
            return f"There is no server of the name {account.host}, or no network. Look at `host`."
        case ConnectionRefusedError():
            return (
                f"Nothing listens at port {account.port}. Look at `host` and `port`; is the server (or bridge) running?"
            )
        case TimeoutError():
            return "Is the network up, does a firewall stand between, and are `host` and `port` right?"
        case _:
            return "Try again later; if it stays so, look at `host`, `port` and `security`."


def _about_the_folders(account: Account, folders: Sequence[FolderStatus]) -> Iterator[Finding]:
    by_role = {folder.role: folder.name for folder in folders}
    names = {folder.name for folder in folders}
    configured = {
        "drafts_folder": account.drafts_folder,
        "sent_folder": account.sent_folder,
        "trash_folder": account.trash_folder,
        "junk_folder": account.junk_folder,
    }
    asked = [(key, name) for key, name in configured.items() if name is not None]
    asked += [("folders", name) for name in account.folders]
    for key, name in asked:
        if name not in names:
            mend = f"Change {key}; there are: {', '.join(sorted(names))}."
            yield Finding(
                "folders", Mark.FAULT, f"There is no folder “{name}”.", account.name, mend, ConfigError.status
            )
    for name in account.skip_folders:
        if name not in names:
            text = f"There is no folder “{name}” that could be skipped."
            yield Finding("folders", Mark.NOTE, text, account.name, "Take it out of skip_folders.")
    missing = [role for role, key in _FOLDER_KEYS.items() if role not in by_role and not configured[key]]
    if Role.DRAFTS in missing:
        text = "There is no folder for drafts yet; the first pass makes one."
        yield Finding("folders", Mark.NOTE, text, account.name, "Name it as drafts_folder if there is one.")
    if Role.SENT in missing:
        text = "No folder is known as the one for sent mail, so what you send cannot be seen."
        mend = f"Set sent_folder to one of: {', '.join(sorted(names))}."
        yield Finding("folders", Mark.FAULT, text, account.name, mend, ConfigError.status)
    if Role.TRASH in missing:
        text = "No folder is known as Trash; drafts that are withdrawn are deleted without a copy."
        yield Finding("folders", Mark.NOTE, text, account.name, "Set trash_folder.")
    known = [f"{role.value} is “{by_role[role]}”" for role in (*_FOLDER_KEYS, Role.JUNK) if role in by_role]
    yield Finding(
        "folders", Mark.OK, f"{len(names)} folders; {', '.join(known) or 'none known by role'}.", account.name
    )


def _about_the_server(account: Account, capabilities: frozenset[str]) -> Iterator[Finding]:
    lacking = {
        "IDLE": "News come by asking once a minute.",
        "SPECIAL-USE": "Folders are known by their names; set drafts_folder and its like where that is wrong.",
        "LIST-STATUS": "Each folder is asked for news by itself.",
    }
    for capability, text in lacking.items():
        if capability not in capabilities:
            yield Finding("server", Mark.NOTE, f"The server cannot {capability}. {text}", account.name)
    if not capabilities & {"MOVE", "UIDPLUS"}:
        text = (
            "The server can neither MOVE nor UIDPLUS. Drafts that are withdrawn stay, marked as deleted, until your "
            "mail program clears them away."
        )
        yield Finding("server", Mark.NOTE, text, account.name)
    able = [name for name in ("IDLE", "MOVE", "UIDPLUS", "LIST-STATUS", "SPECIAL-USE") if name in capabilities]
    yield Finding("server", Mark.OK, f"The server can {', '.join(able) or 'only what every server can'}.", account.name)


def _about_the_clock(account: Account, mailbox: Mailbox, now: datetime) -> Finding:
    """IMAP does not tell the server's time, but mail that arrived in the future does."""
    if mailbox.uids("INBOX", since=(now + timedelta(days=3)).date()):
        text = f"Mail has arrived that is days ahead of this machine’s clock ({now:%Y-%m-%d %H:%M} UTC)."
        return Finding("clock", Mark.NOTE, text, account.name, "Set the clock: every date is reckoned from it.")
    return Finding("clock", Mark.OK, f"The clock ({now:%Y-%m-%d %H:%M} UTC) agrees with the mail.", account.name)


def _about_the_secret(source: Account | Calendar) -> Finding:
    comes_from = {
        Origin.COMMAND: "a command (password_command)",
        Origin.VARIABLE: f"the environment variable {source.secret_env}",
        Origin.CREDENTIAL: f"systemd’s credential {credential_name(source)}",
        Origin.KEYRING: f"the keyring (“{keyring_name(source)}”)",
    }[origin_of(source)]
    if isinstance(source, Account) and source.oauth:
        text = f"The refresh token comes from {comes_from}; an access token was given for it."
    elif isinstance(source, Calendar) and source.type is CalendarType.ICS:
        text = f"The address comes from {comes_from}.".replace("password_command", "url_command")
    else:
        text = f"The password comes from {comes_from}."
    return Finding("secret", Mark.OK, text, source.name)


def _no_secret(source: Account | Calendar, problem: LoginRefused | Transient) -> Finding:
    if isinstance(problem, LoginRefused):
        text, mend = problem.text.removeprefix(f"{source.name}: "), problem.mend or "See docs/providers.md."
        return Finding("secret", Mark.FAULT, text, source.name, mend, problem.status)
    text = str(problem).removeprefix(f"{source.name}: ")
    mend = "Is the network up? If it is, try again later."
    return Finding("secret", Mark.FAULT, text, source.name, mend, 75)


# --- A calendar ---


def _about_the_calendar(calendar: Calendar) -> Iterator[Finding]:
    secret = ""
    try:
        if calendar.needs_secret:
            secret = secret_for(calendar)
            yield _about_the_secret(calendar)
    except (LoginRefused, Transient) as problem:
        yield _no_secret(calendar, problem)
        return
    source = open_calendar(calendar, lambda: secret)
    try:
        names = source.names()
    except LoginRefused as problem:
        text = problem.text.removeprefix(f"{calendar.name}: ")
        mend = problem.mend or "Look at username and password; many providers want an app password here."
        yield Finding("login", Mark.FAULT, text, calendar.name, mend, problem.status)
    except Transient as problem:
        text = str(problem).removeprefix(f"{calendar.name}: ")
        yield Finding("calendar", Mark.FAULT, text, calendar.name, "See url, path and calendars.", 75)
    else:
        many = f"{len(names)} calendars" if len(names) != 1 else "1 calendar"
        listed = ", ".join(f"“{name}”" for name in names)
        yield Finding("calendar", Mark.OK, f"{many} can be read: {listed}.", calendar.name)
    finally:
        source.close()


# --- The agenda ---


def _about_the_agenda(agenda: Agenda) -> Iterator[Finding]:
    if agenda.file:
        yield _about_the_agenda_file(agenda.file)
    elif agenda.server:
        yield _about_the_agenda_server(agenda.server, wants_tasks=agenda.suggestions)


def _about_the_agenda_server(calendar: Calendar, *, wants_tasks: bool) -> Finding:
    server = AgendaServer(calendar, lambda: secret_for(calendar))
    try:
        name, takes_tasks = server.place()
    except (LoginRefused, Transient) as problem:
        text = str(problem).removeprefix(f"{calendar.name}: ")
        return Finding("agenda", Mark.NOTE, text, mend="Drafts come all the same; see [agenda].")
    if wants_tasks and not takes_tasks:
        text = f"The agenda is kept in the calendar “{name}”, which takes no tasks: suggestions do not stand there."
        return Finding("agenda", Mark.NOTE, text, mend="Name a calendar that takes tasks, or a file.")
    return Finding("agenda", Mark.OK, f"The agenda is kept in the calendar “{name}”.")


def _about_the_agenda_file(path: Path) -> Finding:
    try:
        entries = AgendaFile(path).read()
    except Transient as problem:
        return Finding("agenda", Mark.NOTE, str(problem).removeprefix("agenda: "), mend="Drafts come all the same.")
    folder = path.resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        text = f"The agenda {path} cannot be written: its folder is not there, or not yours to write."
        return Finding("agenda", Mark.NOTE, text, mend="Make the folder, or name another path; drafts come anyway.")
    live = sum(not one.cancelled for one in entries)
    return Finding("agenda", Mark.OK, f"The agenda {path} has {live} {'entry' if live == 1 else 'entries'}.")


# --- What tells the user what waits ---


def _about_the_notices(config: Config, notify: Notify) -> Finding:
    text = {
        NotifyBy.MAIL: f"What waits for you goes to {config.own_address}; the server {notify.host} takes the login.",
        NotifyBy.MAILBOX: f"What waits for you is put into the INBOX of {config.account[0].name}.",
        NotifyBy.DESKTOP: "What waits for you is shown on your desktop.",
    }
    try:
        if notify.by is NotifyBy.MAIL:
            Post(config, lambda: secrets_of(config)(NOTIFY)).check()
        elif notify.by is NotifyBy.DESKTOP:
            Desktop().check()
    except (LoginRefused, Transient) as problem:
        why = str(problem).removeprefix(f"{NOTIFY}: ")
        return Finding(
            "notices",
            Mark.NOTE,
            f"You cannot be told what waits: {why}",
            mend="Drafts come all the same; see `notify`.",
        )
    return Finding("notices", Mark.OK, text[notify.by])


# --- Saying it ---


def line(finding: Finding) -> str:
    """A finding for people, on a second line its mend."""
    where = f"{finding.account}: " if finding.account else ""
    said = f"{finding.mark.value:<5}  {where}{finding.text}"
    return f"{said}\n       -> {finding.mend}" if finding.mend else said


def verdict(findings: Iterable[Finding]) -> str:
    """Whether it will work, in one line."""
    faults = sum(finding.mark is Mark.FAULT for finding in findings)
    if faults:
        return f"It will not work yet: {faults} {'fault' if faults == 1 else 'faults'} to mend."
    notes = sum(finding.mark is Mark.NOTE for finding in findings)
    return f"It will work; {notes} {'note' if notes == 1 else 'notes'} above." if notes else "It will work."


def _document(findings: list[Finding]) -> dict[str, object]:
    shown = [{key: value for key, value in asdict(finding).items() if key != "status"} for finding in findings]
    return {"works": not status_of(findings), "verdict": verdict(findings), "findings": shown}


def status_of(findings: Iterable[Finding]) -> int:
    """0, or the exit status of the gravest fault."""
    found = {finding.status for finding in findings if finding.mark is Mark.FAULT}
    return next((status for status in _GRAVEST_FIRST if status in found), 0)
