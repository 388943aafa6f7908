"""`afterword doctor`: looks at everything that must be right before a pass can work, and says how to mend what is not.

It reads only: no file, no folder and no mail is changed.
"""

import json
import os
import stat
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import asdict

from afterword.adapters.calendars import open_calendar
from afterword.adapters.calendars.agenda.file import AgendaFile
from afterword.adapters.calendars.agenda.server import AgendaServer
from afterword.adapters.credentials import secret_for, secrets_of
from afterword.adapters.ledger import Ledger, damage_of, no_room
from afterword.adapters.notify import Desktop, Post
from afterword.adapters.own_templates import own_templates
from afterword.cli.check_account import about_the_account, about_the_secret, no_secret
from afterword.cli.findings import Finding, Mark, line, status_of, verdict
from afterword.compose.rehearsal import rehearse
from afterword.compose.shelf import Shelf
from afterword.config import NOTIFY, Agenda, Calendar, Config, Notify, NotifyBy, config_path, load
from afterword.errors import ConfigError, LoginRefused, StateUnusable, Transient


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
        yield from about_the_account(account, now)
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
    except (StateUnusable, Transient) as problem:
        # The first sentence says what is wrong, the rest what helps.
        text, _, mend = str(problem).partition(". ")
        status = problem.status if isinstance(problem, StateUnusable) else 75
        yield Finding(
            "state", Mark.FAULT, f"{text.rstrip('.')}.", mend=mend or "See docs/reliability.md.", status=status
        )
        return
    if full := no_room(folder):
        yield Finding("state", Mark.FAULT, full, mend="Make room: it goes on by itself then.", status=75)
    for damage in damage_of(folder):
        yield Finding("state", Mark.NOTE, damage)
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
    unfit = [name for name, _ in shelf.own if rehearse(name, shelf, config.owner).faults]
    if unfit:
        text = f"Of the note templates in {config.templates} these are not fit, and ours are used: {', '.join(unfit)}."
        yield Finding("templates", Mark.NOTE, text, mend="afterword template check")
    elif shelf.own:
        yield Finding("templates", Mark.OK, f"The {len(shelf.own)} note templates in {config.templates} are fit.")


# --- A calendar ---


def _about_the_calendar(calendar: Calendar) -> Iterator[Finding]:
    secret = ""
    try:
        if calendar.needs_secret:
            secret = secret_for(calendar)
            yield about_the_secret(calendar)
    except (LoginRefused, Transient) as problem:
        yield no_secret(calendar, problem)
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
        mend = "Drafts come all the same; see `notify`."
        if isinstance(problem, LoginRefused) and (login := config.notify_login) and login.oauth:
            # Access that was given for IMAP alone; Microsoft has a scope for each.
            mend += f" To be asked for leave to send too: `afterword setup --renew {login.name}`."
        return Finding("notices", Mark.NOTE, f"You cannot be told what waits: {why}", mend=mend)
    return Finding("notices", Mark.OK, text[notify.by])


def _document(findings: list[Finding]) -> dict[str, object]:
    shown = [{key: value for key, value in asdict(finding).items() if key != "status"} for finding in findings]
    return {"works": not status_of(findings), "verdict": verdict(findings), "findings": shown}
