"""`afterword setup --renew NAME`: a new password, or access anew, for what the configuration has already."""

from argparse import Namespace

from msgspec.structs import replace

from afterword.adapters.credentials import Origin, credential_name, kept_for, keyring_name, must_keep, origin_of
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.cli.asking import Questions
from afterword.cli.findings import status_of, verdict
from afterword.cli.giving_access import access_to, client_of
from afterword.cli.proving import Secret, proved
from afterword.config import AGENDA, NOTIFY, Account, Calendar, Config, load
from afterword.errors import LoginRefused, NothingFound, UsageError


def renew(options: Namespace, questions: Questions) -> int:
    """Keep a new secret for one account or calendar, if it serves, and return what the doctor would.

    :raises NothingFound: nothing of that name is configured.
    :raises UsageError: its secret is not kept in the keyring.
    :raises LoginRefused: the new one does not serve; the keyring is as it was.
    """
    config = load(options.config)
    source = _named(options.renew, config)
    _must_be_in_the_keyring(source)
    must_keep(source)
    alone = _alone(source, config)
    with proved(alone, source, _new_secret(source, config, options, questions)) as findings:
        print(f"The keyring has it now (“{keyring_name(source)}”); a service that runs takes it at its next try.")
    print(verdict(findings))
    return status_of(findings)


def _named(name: str, config: Config) -> Account | Calendar:
    sources: dict[str, Account | Calendar] = {one.name: one for one in config.account}
    sources |= {one.name: one for one in config.calendar}
    if config.agenda and config.agenda.server:
        sources[AGENDA] = config.agenda.server
    if config.notify_login:
        sources[NOTIFY] = config.notify_login
    if name not in sources:
        raise NothingFound(f"There is no account or calendar “{name}”. There are: {', '.join(sources)}.")
    return sources[name]


def _must_be_in_the_keyring(source: Account | Calendar) -> None:
    if isinstance(source, Calendar) and not source.needs_secret:
        raise UsageError(f"“{source.name}” has no secret.")
    where = {
        Origin.COMMAND: "comes from a command of yours: change it there",
        Origin.VARIABLE: f"comes from the environment variable {source.secret_env}: change it there",
        Origin.CREDENTIAL: f"comes from systemd’s credential {credential_name(source)}: change it there",
    }.get(origin_of(source))
    if where:
        raise UsageError(f"The secret of “{source.name}” {where}.")


def _alone(source: Account | Calendar, config: Config) -> Config:
    """The configuration with nothing to look at but this, and what else it is the login of."""
    return replace(
        config,
        account=(source,) if source in config.account else (),
        calendar=(source,) if source in config.calendar else (),
        agenda=config.agenda if source.name == AGENDA else None,
        notify=config.notify if config.notify and source.name in (NOTIFY, config.notify.account) else None,
    )


def _new_secret(source: Account | Calendar, config: Config, options: Namespace, questions: Questions) -> Secret:
    if isinstance(source, Account) and source.oauth is not None:
        _, client_secret = client_of(options.client_file)
        client_secret = client_secret or _client_secret_of(source)
        if options.password_stdin:
            return Secret(Grant(_typed("Refresh token", questions), client_secret).written())
        return Secret(access_to(config.asked_for(source), client_secret, questions).written())
    return Secret(_typed("The new password", questions))


def _typed(what: str, questions: Questions) -> str:
    if typed := questions.secret(what):
        return typed
    raise UsageError("Nothing was typed; the keyring is as it was.")


def _client_secret_of(source: Account) -> str | None:
    """That of the program, as it was kept with the access that has ended."""
    try:
        return Grant.read(kept_for(source)).client_secret
    except LoginRefused:
        return None
