"""One process at a time: two that exchange one refresh token look like a thief to a server that rotates them."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import platformdirs


@contextmanager
def one_process(name: str) -> Iterator[None]:
    """Within this no other process of the user does the same for the account ``name``; it waits for its turn.

    Where there is no folder for such a lock, there is no user with two such processes either.
    """
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    file = None
    with suppress(OSError):
        folder = platformdirs.user_cache_path("afterword", appauthor=False, ensure_exists=True)
        file = (folder / f"token-{digest}.lock").open("ab")
        fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if file is not None:
            file.close()
