"""The first configuration that `afterword setup` writes: every answer with a line of why, and what else can be set."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from afterword.adapters.providers import Server
from afterword.cli.find_outgoing import Outgoing
from afterword.errors import ConfigError, UsageError


class Answers(Struct, frozen=True):
    """What `setup` has found out. ``password_command`` None: the keyring keeps the password, or access by OAuth.

    ``oauth`` are the keys of [account.oauth], empty for a password; ``folders`` those that name folders. ``roles`` says
    which folders the server has told of. With ``outgoing`` what waits is told by a mail, else as ``notify`` says.
    """

    name: str
    addresses: tuple[str, ...]
    time_zone: str
    country: str | None
    account: str
    server: Server
    username: str
    password_command: tuple[str, ...] | None = None
    ca_file: str | None = None
    by_token: bool = False
    oauth: tuple[tuple[str, str], ...] = ()
    folders: tuple[tuple[str, str], ...] = ()
    roles: str | None = None
    notify: str | None = None
    outgoing: Outgoing | None = None


def config_text(answers: Answers) -> str:
    """The file as TOML."""
    return "\n".join(_lines(answers)) + "\n"


def _lines(answers: Answers) -> Iterator[str]:
    yield "# The configuration of Afterword, written by `afterword setup`. It is yours to change;"
    yield "# `afterword doctor` checks it. The service reads it when it starts; `afterword service status` tells of it."
    yield ""
    if not answers.outgoing:
        yield "# How you are told what waits for you; off by default ([notify] can do more)."
        yield f"notify = {_quoted(answers.notify)}" if answers.notify else '#notify = "mailbox"'
        yield ""
    yield "[me]"
    yield "# Stands in From and under every draft."
    yield f"name = {_quoted(answers.name)}"
    yield "# Every address of yours that invites come to; drafts go out from the one that was invited."
    yield f"addresses = {_listed(answers.addresses)}"
    yield "# Days and best times are reckoned in your zone where the other side's is not known."
    yield f"time_zone = {_quoted(answers.time_zone)}"
    yield '# For public holidays, with a subdivision where they differ ("DE-BY"); without it only weekends are free.'
    yield f"country = {_quoted(answers.country)}" if answers.country else '#country = "GB"'
    yield ""
    yield "[[account]]"
    yield "# A name of your own, for messages and for the keyring."
    yield f"name = {_quoted(answers.account)}"
    yield "# The IMAP server, and how the connection to it is protected."
    yield f"host = {_quoted(answers.server.host)}"
    yield f"security = {_quoted(answers.server.security.value)}"
    yield f"port = {answers.server.port}"
    yield f"username = {_quoted(answers.username)}"
    if answers.password_command and answers.by_token:
        yield "# Prints an access token of OAuth 2.0 on its first line. Never a token in this file."
        yield f"password_command = {_listed(answers.password_command)}"
        yield 'login = "token"'
    elif answers.password_command:
        yield "# Prints the password on its first line. Never a password in this file."
        yield f"password_command = {_listed(answers.password_command)}"
    elif not answers.oauth:
        yield "# The keyring keeps the password. Instead a command can print it; never a password in this file."
        yield '#password_command = ["pass", "show", "mail/personal"]'
    if answers.ca_file:
        yield "# The certificate authority that the server proves itself by."
        yield f"ca_file = {_quoted(answers.ca_file)}"
    yield from _folder_lines(answers)
    if answers.oauth:
        yield ""
        yield "# How access tokens are got. The keyring keeps the refresh token;"
        yield "# `afterword setup --renew NAME` asks for access anew."
        yield "[account.oauth]"
        yield from (f"{key} = {_quoted(value)}" for key, value in answers.oauth)
    if answers.outgoing:
        yield ""
        yield from _notify_lines(answers, answers.outgoing)
    yield ""
    yield "[follow_up]"
    yield "# What is shown here are the defaults: take the “#” away, and change what you like."
    yield "# When a thank-you is put into Drafts, counted from the end of the interview."
    yield '#thank_you_after = "1h"'
    yield "# When an answer is expected if they named no date, counted from the interview."
    yield '#default_feedback_after = "5 working days"'
    yield "# How long after the promised date the friendly reminder is put into Drafts."
    yield '#chaser_after = "48h"'
    yield "# Whether a form for your own notes waits in Drafts after each interview."
    yield "#debrief = true"


def _folder_lines(answers: Answers) -> Iterator[str]:
    if answers.roles:
        yield f"# What is told of the folders: {answers.roles}"
    if answers.folders:
        yield "# Which folder is for what, where the server does not tell."
        yield from (f"{key} = {_quoted(value)}" for key, value in answers.folders)
    else:
        yield "# Where that is wrong, name the right one."
        yield '#sent_folder = "Sent"'


def _notify_lines(answers: Answers, outgoing: Outgoing) -> Iterator[str]:
    yield "[notify]"
    yield "# What waits for you is told by a mail to your own first address, and to nobody else."
    yield 'by = "mail"'
    yield "# When the day's news are told; what cannot wait is told at once."
    yield '#digest_at = "08:00"'
    yield "# The SMTP server. It takes what the account logs in with."
    yield f"host = {_quoted(outgoing.server.host)}"
    yield f"security = {_quoted(outgoing.server.security.value)}"
    yield f"port = {outgoing.server.port}"
    yield f"account = {_quoted(answers.account)}"
    if outgoing.username:
        yield "# There it wants another user name."
        yield f"username = {_quoted(outgoing.username)}"
    if answers.ca_file:
        yield f"ca_file = {_quoted(answers.ca_file)}"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among those of TOML."""
    return json.dumps(text, ensure_ascii=False)


def _listed(words: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def must_be_free(path: Path) -> None:
    """Nothing is written over.

    :raises UsageError: something is there.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(
            f"{path} is there already, and setup writes over nothing. `afterword doctor` checks it; "
            "`afterword --config PATH setup` writes another one."
        )


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, for its owner alone.

    :raises UsageError: it is there by now.
    :raises ConfigError: the system refuses it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        must_be_free(path)
        raise
    except OSError as problem:
        raise ConfigError([f"{path} cannot be written: {problem.strerror}. Nothing was written."]) from problem
