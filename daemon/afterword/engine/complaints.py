"""Faults of accounts in the log: each time, but a refused login once, since no retry mends that."""

import logging

from afterword.errors import AfterwordError, LoginRefused

_log = logging.getLogger(__name__)


class Complaints:
    """What the log was told of each account last. What it is not told again, `status` goes on showing."""

    def __init__(self) -> None:
        self._refusals: dict[str, str] = {}

    def served(self, account: str) -> None:
        """All is well with it: the next fault is news."""
        self._refusals.pop(account, None)

    def failed(self, account: str, problem: AfterwordError) -> None:
        """Say it, unless it is the refusal that was said last."""
        text = str(problem)
        again = isinstance(problem, LoginRefused) and self._refusals.get(account) == text
        _log.log(logging.DEBUG if again else logging.WARNING, "%s", text)
        if isinstance(problem, LoginRefused):
            self._refusals[account] = text
