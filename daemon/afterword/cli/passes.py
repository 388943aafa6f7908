"""What the commands that make passes share: what a pass ends with."""

from collections.abc import Mapping

from afterword.errors import AfterwordError, LoginRefused

EX_TEMPFAIL = 75


def exit_status(problems: Mapping[str, AfterwordError]) -> int:
    """0; 75 when an account or calendar could not be served; 77 when refused logins were all that was wrong."""
    if not problems:
        return 0
    refused = all(isinstance(problem, LoginRefused) for problem in problems.values())
    return LoginRefused.status if refused else EX_TEMPFAIL
