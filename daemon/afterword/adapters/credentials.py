"""The secret of an account or calendar: from the program that the configuration names, else from the keyring.

It is asked for at every login and kept nowhere. Nothing here logs it, or what the program printed.
"""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from afterword.config import AGENDA, Account, Calendar, CalendarType, Config
from afterword.errors import LoginRefused

SERVICE = "afterword"

# In seconds. Long enough for a network call or a touch on a security key.
_PATIENCE = 30.0


def secret_for(source: Account | Calendar) -> str:
    """The password (or token) of an account or a CalDAV server, or the secret address of a feed.

    :raises LoginRefused: there is none; the text says why, and what to do about it.
    """
    if source.secret_command is not None:
        return _printed_by(source.secret_command, f"{source.name}: {_command_key(source)}")
    return _kept_for(source)


def secrets_of(config: Config) -> Callable[[str], str]:
    """The secret of an account, a calendar or the agenda by its name; asked for each time. Raises ``LoginRefused``."""
    sources: dict[str, Account | Calendar] = {account.name: account for account in config.account}
    sources |= {calendar.name: calendar for calendar in config.calendar}
    if config.agenda and config.agenda.server:
        sources[AGENDA] = config.agenda.server
    return lambda name: secret_for(sources[name])


def keyring_name(source: Account | Calendar) -> str:
    """The user name under which the keyring keeps the secret; the service is ``SERVICE``."""
    return f"{source.name}:{source.username or 'address'}"


def _is_feed(source: Account | Calendar) -> bool:
    return isinstance(source, Calendar) and source.type is CalendarType.ICS


def _command_key(source: Account | Calendar) -> str:
    return "url_command" if _is_feed(source) else "password_command"


def _printed_by(command: tuple[str, ...], key: str) -> str:
    """The first line that the program prints. ``key`` is what complaints begin with."""
    program = command[0]
    try:
        # A session of its own: at the end of our patience, everything that it started is ended with it.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except FileNotFoundError as problem:
        raise LoginRefused(
            f"{key}: there is no program “{program}”. A service knows fewer folders of programs "
            "than a shell: name it by its whole path."
        ) from problem
    except OSError as problem:
        raise LoginRefused(f"{key}: “{program}” cannot be run: {problem.strerror}.") from problem
    with process:
        try:
            out, complaint = process.communicate(timeout=_PATIENCE)
        except BaseException as problem:
            # Not only the program: what it started may hold the pipe open, and we would wait for that.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(problem, subprocess.TimeoutExpired):
                raise LoginRefused(
                    f"{key}: “{program}” was not done within {_PATIENCE:.0f} seconds. It must "
                    "not ask anything; unlock your password store first."
                ) from None
            raise
    if process.returncode != 0:
        how = f"ended with {process.returncode}" if process.returncode > 0 else "was killed"
        said = f", saying: {_in_one_line(complaint)}" if complaint.strip() else ", saying nothing"
        raise LoginRefused(f"{key}: “{program}” {how}{said}")
    try:
        secret = out.split(b"\n", 1)[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        # Without its cause: that would carry what was printed.
        raise LoginRefused(f"{key}: the first line that “{program}” prints is not UTF-8.") from None
    if not secret:
        what = "address" if key.endswith("url_command") else "password"
        raise LoginRefused(f"{key}: “{program}” must print the {what} on its first line.")
    return secret


def _in_one_line(complaint: bytes) -> str:
    text = " ".join(complaint.decode(errors="replace").split())
    return "".join(character for character in text if character.isprintable())[-400:]


def _kept_for(account: Account | Calendar) -> str:
    """What the keyring has for this account or calendar."""
    # Here and not above: loading the back-ends takes a while, and a program may serve instead.
    import keyring

    name = keyring_name(account)
    with _answering(account):
        secret = keyring.get_password(SERVICE, name)
    if secret:
        return secret
    _must_be_on(account)
    what = "address of a feed" if _is_feed(account) else "password"
    store = shlex.join([sys.executable, "-m", "keyring", "set", SERVICE, name])
    raise LoginRefused(
        f"{account.name}: the keyring holds no {what}. Store it with `{store}`, or set {_command_key(account)} in the "
        "configuration."
    )


@contextmanager
def kept(account: Account, secret: str) -> Iterator[None]:
    """Put the password of an account into the keyring; if what follows raises, what was there before is put back.

    :raises LoginRefused: the keyring does not take it; the text says why, and what to do about it.
    """
    import keyring

    name = keyring_name(account)
    _must_be_on(account)
    with _answering(account):
        before = keyring.get_password(SERVICE, name)
        keyring.set_password(SERVICE, name, secret)
    try:
        yield
    except BaseException:
        with _answering(account):
            if before is None:
                keyring.delete_password(SERVICE, name)
            else:
                keyring.set_password(SERVICE, name, before)
        raise


def _must_be_on(account: Account | Calendar) -> None:
    """The “null” back-end takes everything and keeps nothing."""
    import keyring
    from keyring.backends import null

    if isinstance(keyring.get_keyring(), null.Keyring):
        raise LoginRefused(
            f"{account.name}: the keyring is switched off (the “null” back-end, by PYTHON_KEYRING_BACKEND or "
            f"keyringrc.cfg). Switch it on, or set {_command_key(account)} in the configuration."
        )


@contextmanager
def _answering(account: Account | Calendar) -> Iterator[None]:
    """Each way in which a keyring fails, as a ``LoginRefused`` with its own advice."""
    from keyring.errors import KeyringLocked, NoKeyringError

    instead = f"or set {_command_key(account)} in the configuration"
    try:
        yield
    except NoKeyringError as problem:
        raise LoginRefused(
            f"{account.name}: there is no keyring here (on Linux a Secret Service, reached over D-Bus: GNOME Keyring, "
            f"KWallet, KeePassXC). Start one, {instead}."
        ) from problem
    except KeyringLocked as problem:
        raise LoginRefused(f"{account.name}: the keyring is locked. Unlock it, {instead}.") from problem
    except Exception as problem:
        # The back-ends are plug-ins and raise errors of their own; each of them means that there is no secret.
        raise LoginRefused(
            f"{account.name}: the keyring does not answer ({type(problem).__name__}: {problem}). Mend it, {instead}."
        ) from problem
