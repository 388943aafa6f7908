"""Questions on a terminal, and the same answers from the command line where there is none."""

import sys
from collections.abc import Callable
from getpass import getpass

from afterword.errors import UsageError

Fits = Callable[[str], str | None]
"""What is wrong with an answer; None: nothing."""


class Questions:
    """Asks the user, if ``possible``; else what was not given on the command line must have a default."""

    def __init__(self, *, possible: bool) -> None:
        self.possible = possible

    def answer(self, question: str, given: str | None, default: str | None = None, fits: Fits | None = None) -> str:
        """What was given, else what the user types; an empty line takes the default.

        :raises UsageError: what was given does not fit, or nothing was given and nobody can be asked.
        """
        wrong = fits or (lambda _: None)
        if given is not None:
            if problem := wrong(given):
                raise UsageError(problem)
            return given
        if not self.possible:
            return default or ""
        while True:
            typed = _typed(f"{question}{f' [{default}]' if default else ''}: ") or default
            problem = wrong(typed) if typed is not None else "Please type an answer."
            if typed is not None and problem is None:
                return typed
            print(problem)

    def yes(self, question: str, *, default: bool) -> bool:
        """The answer to a question of yes or no; the default where nobody can be asked."""
        if not self.possible:
            return default
        typed = _typed(f"{question} [{'Y/n' if default else 'y/N'}]: ").lower()
        return typed.startswith("y") if typed else default

    def secret(self, question: str) -> str:
        """What the user types unseen; where nobody can be asked, the first line of standard input."""
        if not self.possible:
            return sys.stdin.readline().rstrip("\r\n")
        try:
            return getpass(f"{question}: ")
        except EOFError as problem:
            raise _ended() from problem


def _typed(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError as problem:
        raise _ended() from problem


def _ended() -> UsageError:
    return UsageError("The answers came to an end; nothing was written.")
