"""The keyring of the operating system: reading, keeping, and putting back what was there before."""

import shlex
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from afterword.adapters.credentials.advice import answering, refused
from afterword.adapters.credentials.source import Source, by_oauth, what
from afterword.errors import LoginRefused

SERVICE = "afterword"

# In seconds. Somebody may have to type the passphrase into a window that the keyring opens.
_PATIENCE = 90.0


def keyring_name(source: Source) -> str:
    """The user name under which the keyring keeps the secret; the service is ``SERVICE``."""
    return f"{source.name}:{source.username or 'address'}"


def kept_for(source: Source) -> str:
    """What the keyring has for this account or calendar.

    :raises LoginRefused: nothing, or it does not tell; the text says why, and what to do about it.
    """
    name = keyring_name(source)
    if secret := _read(source):
        return secret
    _must_be_on(source)
    mend = f"Store it with `afterword setup --renew {shlex.quote(source.name)}`"
    if not by_oauth(source):
        mend += f", or with `{shlex.join([sys.executable, '-m', 'keyring', 'set', SERVICE, name])}`"
    raise refused(source, f"the keyring holds no {what(source)}", mend)


def keep(source: Source, secret: str) -> None:
    """Put a secret into the keyring, over the one that may be there.

    :raises LoginRefused: it is not taken; the text says why, and what to do about it.
    """
    import keyring

    _must_be_on(source)
    _asked(source, lambda: keyring.set_password(SERVICE, keyring_name(source), secret))


@contextmanager
def kept(source: Source, secret: str) -> Iterator[None]:
    """Put a secret into the keyring; if what follows raises, what was there before is put back.

    :raises LoginRefused: the keyring does not take it; the text says why, and what to do about it.
    """
    before = _read(source)
    keep(source, secret)
    try:
        yield
    except BaseException:
        if before is None:
            _forget(source)
        else:
            keep(source, before)
        raise


def must_keep(source: Source) -> None:
    """Find out whether the keyring can be used at all, before somebody has gone to the trouble of getting a secret.

    :raises LoginRefused: it cannot; the text says why, and what to do about it.
    """
    _must_be_on(source)
    _read(source)


def plain_file() -> str | None:
    """The file in which the keyring keeps secrets as good as open (the back-ends of ``keyrings.alt``); else None."""
    import keyring

    chosen = keyring.get_keyring()
    if not type(chosen).__module__.startswith("keyrings.alt."):
        return None
    return str(getattr(chosen, "file_path", type(chosen).__module__))


def _read(source: Source) -> str | None:
    # Here and not above: loading the back-ends takes a while, and a program may serve instead.
    import keyring

    found: str | None = _asked(source, lambda: keyring.get_password(SERVICE, keyring_name(source)))
    return found


def _forget(source: Source) -> None:
    import keyring

    _asked(source, lambda: keyring.delete_password(SERVICE, keyring_name(source)))


def _must_be_on(source: Source) -> None:
    """The “null” back-end takes everything and keeps nothing."""
    import keyring
    from keyring.backends import null

    if isinstance(_asked(source, keyring.get_keyring), null.Keyring):
        text = "the keyring is switched off (the “null” back-end, by PYTHON_KEYRING_BACKEND or keyringrc.cfg)"
        raise refused(source, text, "Switch it on")


_overdue: dict[str, threading.Thread] = {}
"""Questions that were not answered in time, by the name they ask for: another would only open a second window."""


def _asked(source: Source, question: Callable[[], Any]) -> Any:
    """The answer of the keyring, for which we do not wait for ever: it may have opened a window that nobody sees."""
    name = keyring_name(source)
    earlier = _overdue.get(name)
    if earlier is not None and earlier.is_alive():
        raise _silent(source)
    answer: list[Any] = []
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            answer.append(question())
        except BaseException as problem:  # noqa: BLE001 - raised again where it was asked for
            faults.append(problem)

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    if thread.is_alive():
        _overdue[name] = thread
        raise _silent(source)
    if faults:
        with answering(source):
            raise faults[0]
    return answer[0]


def _silent(source: Source) -> LoginRefused:
    text = "the keyring does not answer; it may be waiting for somebody to unlock it"
    return refused(source, text, "Look for its window, or log in to the desktop")
