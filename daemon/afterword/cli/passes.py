"""What the commands that make passes share: the secrets, and what a pass ends with."""

from collections.abc import Callable, Mapping

from afterword.adapters.credentials import secret_for
from afterword.config import Config
from afterword.errors import AfterwordError, LoginRefused

EX_TEMPFAIL = 75


def secrets_of(config: Config) -> Callable[[str], str]:
    """The password of an account by its name; asked for anew each time. Raises ``LoginRefused`` where there is none."""
    accounts = {account.name: account for account in config.account}
    return lambda name: secret_for(accounts[name])


def exit_status(problems: Mapping[str, AfterwordError]) -> int:
    """0; 75 when an account could not be served; 77 when refused logins were all that was wrong."""
    if not problems:
        return 0
    refused = all(isinstance(problem, LoginRefused) for problem in problems.values())
    return LoginRefused.status if refused else EX_TEMPFAIL
