"""What helps when the keyring does not give or take a secret: each way in which it fails has its own advice."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword.adapters.credentials.source import Source, by_oauth, command_key
from afterword.adapters.credentials.variables import credential_name
from afterword.config import Account
from afterword.errors import LoginRefused


def refused(source: Source, text: str, mend: str) -> LoginRefused:
    """A complaint; to ``mend`` the ways round the keyring are added."""
    return LoginRefused(f"{source.name}: {text}.", f"{mend}, or {_instead(source)}.")


def _instead(source: Source) -> str:
    if os.environ.get("CREDENTIALS_DIRECTORY"):
        return f"have systemd hand over the credential {credential_name(source)} (LoadCredential=)"
    if by_oauth(source):
        return 'have a program that keeps the access print it: password_command, with login = "token"'
    # Whoever is in the midst of `afterword setup` has no configuration yet.
    option = " (`--password-command` of `afterword setup`)" if isinstance(source, Account) else ""
    return f"set {command_key(source)} in the configuration{option}"


@contextmanager
def answering(source: Source) -> Iterator[None]:
    """Each way in which a keyring fails, as a ``LoginRefused`` with its own advice."""
    from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

    try:
        yield
    except (NoKeyringError, RuntimeError) as problem:  # the latter from a back-end that was named, and cannot work
        raise _none_here(source) from problem
    except KeyringLocked as problem:
        raise refused(source, "the keyring is locked", _how_to_unlock()) from problem
    except InitError as problem:
        # A Secret Service without a default collection, and nobody who would agree to make one.
        text = f"the keyring has no place yet to keep secrets in ({_shown(problem)})"
        how = "Open its program once (Passwords and Keys, KWalletManager, KeePassXC), and make a default keyring there"
        raise refused(source, text, how) from problem
    except PasswordSetError as problem:
        text = f"the keyring does not take it ({_shown(problem)})"
        raise refused(source, text, "Unlock it, and look whether it may be written") from problem
    except PasswordDeleteError as problem:
        raise refused(source, "the keyring does not let go of it", "Remove it in the keyring’s program") from problem
    except (ImportError, AttributeError, ValueError) as problem:
        # keyring loads what PYTHON_KEYRING_BACKEND or keyringrc.cfg names by its import path.
        text = f"the back-end of the keyring cannot be loaded ({type(problem).__name__}: {_shown(problem)})"
        raise refused(source, text, "See PYTHON_KEYRING_BACKEND and keyringrc.cfg (`keyring diagnose`)") from problem
    except Exception as problem:
        # The back-ends are plug-ins and raise errors of their own; each of them means that there is no secret.
        text = f"the keyring does not answer ({type(problem).__name__}: {_shown(problem)})"
        raise refused(source, text, "See that its program runs (`keyring diagnose`)") from problem


def _none_here(source: Source) -> LoginRefused:
    text = "there is no keyring here"
    if sys.platform != "linux":
        return refused(source, text, "See `keyring diagnose`")
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        how = "Start one: GNOME Keyring, KWallet, or KeePassXC with its Secret Service integration switched on"
        return refused(source, f"{text}: nothing on the session bus (D-Bus) keeps secrets", how)
    bus = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
    if bus.exists():
        how = f"Set DBUS_SESSION_BUS_ADDRESS=unix:path={bus}"
        return refused(source, f"{text}: nobody has said where the session bus (D-Bus) is, as in cron", how)
    how = "Run it in the session of a desktop"
    return refused(source, f"{text}, and no session bus (D-Bus), as over ssh or in a container", how)


def _how_to_unlock() -> str:
    if sys.platform == "darwin":
        return "Unlock it; where it asks whether Python may read it, choose Always Allow (a new Python asks again)"
    return "Unlock it (logging in to the desktop mostly does; `gnome-keyring-daemon --unlock` without one)"


def _shown(problem: BaseException) -> str:
    """What a back-end says of itself, in one short line."""
    text = " ".join(str(problem).split())
    return "".join(character for character in text if character.isprintable())[:200].rstrip(".")
