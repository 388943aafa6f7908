"""What the doctor looks at of one mailbox: the secret, the login, the folders, the server, the clock."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from afterword.adapters.credentials import Origin, credential_name, keyring_name, origin_of, plain_file, secret_for
from afterword.adapters.imap import Mailbox
from afterword.cli.findings import Finding, Mark
from afterword.config import Account, Calendar, CalendarType, Security
from afterword.errors import ConfigError, LoginRefused, Transient
from afterword.model import FolderStatus, Role

_FOLDER_KEYS = {Role.DRAFTS: "drafts_folder", Role.SENT: "sent_folder", Role.TRASH: "trash_folder"}

_MEND_OF_LOGIN = (
    "Look at username and password. Many providers want an app password for mail programs, or IMAP turned on "
    "(docs/providers.md)."
)


def about_the_account(account: Account, now: datetime) -> Iterator[Finding]:
    """The secret of an account, the login, the folders and their roles, what the server can do, and the clock."""
    try:
        secret = secret_for(account)
    except (LoginRefused, Transient) as problem:
        yield no_secret(account, problem)
        return
    yield about_the_secret(account)
    yield from _about_the_keyring(account)
    mailbox = Mailbox(account, lambda: secret)
    try:
        with mailbox:
            how = {Security.TLS: "TLS", Security.STARTTLS: "STARTTLS", Security.NONE: "this machine alone"}
            text = f"Logged in to {account.host}:{account.port} ({how[account.security]})."
            yield Finding("login", Mark.OK, text, account.name)
            yield from _about_the_folders(account, mailbox.folders())
            yield from about_the_server(account, mailbox.capabilities())
            yield _about_the_clock(account, mailbox, now)
    except LoginRefused as problem:
        text = problem.text.removeprefix(f"{account.name}: ")
        yield Finding("login", Mark.FAULT, text, account.name, problem.mend or _MEND_OF_LOGIN, problem.status)
    except Transient as problem:
        text = str(problem).removeprefix(f"{account.name}: ")
        yield Finding("connection", Mark.FAULT, text, account.name, mend_of_connection(account, problem), 75)


def mend_of_connection(account: Account, problem: Transient) -> str:
    """What helps where a server could not be spoken to, by the cause of that."""
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


def about_the_server(account: Account, capabilities: frozenset[str]) -> Iterator[Finding]:
    """What a server can and cannot do (CAPABILITY), with what follows from that."""
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


def about_the_secret(source: Account | Calendar) -> Finding:
    """Where a secret came from that could be had."""
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


def _about_the_keyring(account: Account) -> Iterator[Finding]:
    """A note where the keyring is one in name alone."""
    if origin_of(account) is Origin.KEYRING and (file := plain_file()):
        text = f"The keyring of this machine keeps secrets in a file that is not, or hardly, encrypted ({file})."
        mend = "Install GNOME Keyring, KWallet or KeePassXC, or set password_command; then `afterword setup --renew`."
        yield Finding("secret", Mark.NOTE, text, account.name, mend)


def no_secret(source: Account | Calendar, problem: LoginRefused | Transient) -> Finding:
    """Why a secret could not be had."""
    if isinstance(problem, LoginRefused):
        text, mend = problem.text.removeprefix(f"{source.name}: "), problem.mend or "See docs/providers.md."
        return Finding("secret", Mark.FAULT, text, source.name, mend, problem.status)
    text = str(problem).removeprefix(f"{source.name}: ")
    mend = "Is the network up? If it is, try again later."
    return Finding("secret", Mark.FAULT, text, source.name, mend, 75)
