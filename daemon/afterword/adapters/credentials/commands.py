"""A secret that a program prints, such as `pass show mail/personal`. Nothing here logs what it printed."""

import os
import signal
import subprocess
from contextlib import suppress

from afterword.errors import LoginRefused

# In seconds. Long enough for a network call or a touch on a security key.
_PATIENCE = 30.0


def printed_by(command: tuple[str, ...], key: str) -> str:
    """The first line that the program prints. ``key`` is what complaints begin with.

    :raises LoginRefused: it cannot be run, fails, or prints nothing that could be a secret.
    """
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
            f"{key}: there is no program “{program}”.",
            "A service knows fewer folders of programs than a shell: name it by its whole path.",
        ) from problem
    except OSError as problem:
        raise LoginRefused(
            f"{key}: “{program}” cannot be run: {problem.strerror}.", "Look at its mode, and at the folder it is in."
        ) from problem
    with process:
        try:
            out, complaint = process.communicate(timeout=_PATIENCE)
        except BaseException as problem:
            # Not only the program: what it started may hold the pipe open, and we would wait for that.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(problem, subprocess.TimeoutExpired):
                raise LoginRefused(
                    f"{key}: “{program}” was not done within {_PATIENCE:.0f} seconds.",
                    "It must not ask anything; unlock your password store first.",
                ) from None
            raise
    if process.returncode != 0:
        how = f"ended with {process.returncode}" if process.returncode > 0 else "was killed"
        said = f", saying: {_in_one_line(complaint).rstrip('.')}" if complaint.strip() else ", saying nothing"
        raise LoginRefused(f"{key}: “{program}” {how}{said}.", "Try the command in a shell.")
    try:
        secret = out.split(b"\n", 1)[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        # Without its cause: that would carry what was printed.
        raise LoginRefused(
            f"{key}: the first line that “{program}” prints is not UTF-8.", "Try the command in a shell."
        ) from None
    if not secret:
        what = "address" if key.endswith("url_command") else "password"
        raise LoginRefused(
            f"{key}: “{program}” must print the {what} on its first line.", "Try the command in a shell."
        )
    return secret


def _in_one_line(complaint: bytes) -> str:
    text = " ".join(complaint.decode(errors="replace").split())
    return "".join(character for character in text if character.isprintable())[-400:]
