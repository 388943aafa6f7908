"""`afterword setup`: asks what it must know, finds the server, checks it, and writes a first configuration.

Nothing is written before a login has worked: neither the configuration, nor a password that did not serve.
"""

import sys
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from afterword.adapters.credentials import secrets_of
from afterword.adapters.ledger import Ledger
from afterword.adapters.providers import PROVIDERS, Provider, Server
from afterword.cli import find_outgoing, giving_access, logs
from afterword.cli.asking import Questions
from afterword.cli.find_server import find_server
from afterword.cli.findings import Finding, Mark, status_of, verdict
from afterword.cli.first_config import Answers, config_text, must_be_free, write_new
from afterword.cli.folder_choice import chosen
from afterword.cli.folder_choice import given as folders_given
from afterword.cli.overview import application_lines
from afterword.cli.plain import plain
from afterword.cli.proving import looked_at, proved
from afterword.cli.renewing import renew
from afterword.cli.service import install
from afterword.cli.way_in import secret_by, way_in
from afterword.cli.whereabouts import country_of, local_zone
from afterword.config import Config, Security, config_path
from afterword.decide import Standing
from afterword.engine.passes import Engine
from afterword.errors import ConfigError, LoginRefused, NoServiceManager, UsageError

_TRIES = 3
_NOTICES = ("mail", "mailbox", "desktop", "no")
_LOOK_BACK = timedelta(days=30)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "On a terminal it asks for what is not given. Without one: "
        "`echo PASSWORD | afterword setup --name 'Sam Rivera' --address sam@example.org --password-stdin`."
    )
    parser.add_argument("--name", help="your name, as it stands under your mails")
    parser.add_argument(
        "--address", action="append", metavar="ADDRESS", help="an address of yours; the first is that of the mailbox"
    )
    parser.add_argument("--time-zone", metavar="ZONE", help="an IANA name; the machine's by default")
    parser.add_argument("--country", help="for public holidays, such as GB or DE-BY; that of the zone by default")
    parser.add_argument("--account", default="personal", metavar="NAME", help="a name for the mailbox")
    parser.add_argument("--provider", choices=tuple(PROVIDERS), help="who keeps the mailbox; else told by the address")
    parser.add_argument("--host", help="the IMAP server; else that of the provider, or found by the address")
    parser.add_argument("--port", type=int, help="its port")
    parser.add_argument("--security", choices=[one.value for one in Security], help="tls by default")
    parser.add_argument("--ca-file", metavar="FILE", help="a private certificate authority, such as a bridge's")
    parser.add_argument("--username", metavar="NAME", help="what you log in with; mostly the address")
    for role in ("drafts", "sent", "trash"):
        parser.add_argument(f"--{role}-folder", metavar="NAME", help="if the server does not tell, or tells it wrongly")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    secret.add_argument("--password-command", metavar="COMMAND", help="what prints the password, instead of a keyring")
    parser.add_argument("--token", action="store_true", help="what the command prints is an access token of OAuth 2.0")
    giving_access.add_arguments(parser)
    parser.add_argument(
        "--notify",
        choices=_NOTICES,
        help="tell you what waits: by a mail to yourself, in INBOX, on the desktop, or not (the default)",
    )
    find_outgoing.add_arguments(parser)
    parser.add_argument(
        "--renew", metavar="NAME", help="keep a new password (or ask for access anew) for an account that there is"
    )
    parser.add_argument(
        "--service", action=BooleanOptionalAction, help="install the service, or do not; else it asks on a terminal"
    )


def run(options: Namespace) -> int:
    """Set everything up, and return what the doctor would."""
    questions = Questions(possible=sys.stdin.isatty() and not options.password_stdin)
    if options.renew is not None:
        return renew(options, questions)
    path = config_path(options.config).absolute()
    must_be_free(path)
    _must_suffice(options, questions)
    answers, provider = _answers(options, questions)
    config, status = _written(answers, path, options, questions, provider)
    if status:
        print("Mend that, and ask `afterword doctor` again.")
        return status
    if not options.verbose:
        logs.leave_out_decisions()
    for said in _seen(config):
        print(said, flush=True)
    _offer_the_service(options.service, config, path, questions)
    return 0


# --- The answers ---


def _must_suffice(options: Namespace, questions: Questions) -> None:
    """Where nobody can be asked, everything that has no default must have been given; all that is missing is named."""
    if questions.possible:
        return
    has_secret = options.password_stdin or options.password_command or options.oauth or options.client_id
    missing = [flag for flag, given in (("--name", options.name), ("--address", options.address)) if not given]
    missing += [] if has_secret else ["--password-command, --password-stdin or --oauth"]
    if missing:
        raise UsageError(f"Without a terminal to ask on, these must be given: {', '.join(missing)}.")


def _answers(options: Namespace, questions: Questions) -> tuple[Answers, Provider | None]:
    """All but how to log in; and the provider, if it is known."""
    name = questions.answer("Your name, as it stands under your mails", options.name)
    given = options.address or [None]
    first = questions.answer("The address of your mailbox", given[0], fits=_no_address)
    zone = questions.answer("Your time zone", options.time_zone, local_zone() or "UTC", _no_zone)
    here = country_of(zone)
    usual_country = here if here and not _no_country(here) else "-"
    question = "The country whose holidays you keep, such as GB or DE-BY (“-” for none)"
    country = questions.answer(question, options.country, usual_country, _no_country)
    found = find_server(options, first, questions)
    ca_file = options.ca_file
    if found.provider and found.provider.bridge:
        ca_file = questions.answer("The file with its certificate", ca_file, "") or None
    username = options.username or found.username or questions.answer("User name", None, first)
    question = (
        "Tell you what waits, by a mail to yourself (mail), in INBOX (mailbox), on the desktop (desktop), or not (no)"
    )
    notify = questions.answer(question, options.notify, "no", _no_notices)
    by_mail = notify == "mail"
    outgoing = find_outgoing.find_outgoing(options, found, username, first, questions) if by_mail else None
    return Answers(
        name,
        addresses=tuple(dict.fromkeys([first, *given[1:]])),
        time_zone=zone,
        country=None if country == "-" else country,
        account=options.account,
        server=found.server,
        username=username,
        ca_file=str(Path(ca_file).expanduser().absolute()) if ca_file else None,
        folders=folders_given(options),
        notify=None if notify == "no" or by_mail else notify,
        outgoing=outgoing,
    ), found.provider


def _no_address(text: str) -> str | None:
    return _fault_of(addresses=(text,))


def _no_zone(text: str) -> str | None:
    return _fault_of(time_zone=text)


def _no_country(text: str) -> str | None:
    return None if text == "-" else _fault_of(country=text)


def _no_notices(text: str) -> str | None:
    return None if text in _NOTICES else f"Please type one of: {', '.join(_NOTICES)}."


def _fault_of(**answer: Any) -> str | None:
    """What the configuration would say against an answer: asked at once, and not after all the others."""
    sound = Answers("Sam", ("sam@example.org",), "UTC", None, "personal", Server("localhost"), "sam")
    try:
        Config.from_toml(config_text(replace(sound, **answer)), Path())
    except ConfigError as problem:
        return problem.faults[0].partition(": ")[2]
    return None


# --- The login, and the file ---


def _written(
    answers: Answers, path: Path, options: Namespace, questions: Questions, provider: Provider | None
) -> tuple[Config, int]:
    """The configuration, proved and written, and the doctor's exit status. A wrong password can be typed again."""
    for tries_left in reversed(range(_TRIES if questions.possible and not options.password_command else 1)):
        way = way_in(options, provider, questions)
        answers = way.told(answers)
        config = _config_of(answers, path)
        try:
            secret = secret_by(way, config.asked_for(config.account[0]), options, questions)
            with proved(config, config.account[0], secret) as findings:
                if folders := chosen(config.account[0], questions):
                    answers = replace(answers, folders=(*answers.folders, *folders))
                    print("With these folders:", flush=True)
                    config = _config_of(answers, path)
                    findings = looked_at(config)
                write_new(path, config_text(replace(answers, roles=_roles_in(findings))))
        except LoginRefused as problem:
            if not tries_left or way.oauth:
                raise
            print(f"{problem}\nPlease try again.")
        else:
            print(f"Wrote {path}; {way.where}.")
            print(verdict(findings))
            return config, status_of(findings)
    raise AssertionError("the last try returns or raises")


def _config_of(answers: Answers, path: Path) -> Config:
    try:
        return Config.from_toml(config_text(answers), path.parent)
    except ConfigError as problem:
        raise UsageError(f"{problem}\nNothing was written.") from problem


def _roles_in(findings: Iterable[Finding]) -> str | None:
    """What the doctor has found out of the folders, for a line of the configuration."""
    told = (plain(one.text) for one in findings if one.check == "folders" and one.mark is Mark.OK)
    return next(told, None)


# --- What it sees ---


def _seen(config: Config) -> Iterator[str]:
    """The interviews of the last 30 days and those to come, by a pass that touches nothing."""
    yield ""
    yield "Reading your mailbox, without changing anything; the first time it can take some minutes."
    now = datetime.now(UTC)
    with Ledger.open(config.state_dir, read_only=True) as ledger, ledger.in_memory_copy() as copy:
        engine = Engine(config, copy, secrets_of(config))
        try:
            report, state = engine.plan(now)
        finally:
            engine.close()
    for name, problem in report.problems.items():
        yield plain(f"{name} could not be read: {problem}")
    recent = [one for one in state.outlook.standings if _is_recent(one, now)]
    if not recent:
        yield "No interviews of the last 30 days, and none to come, as far as it can tell."
    for standing in recent:
        yield from application_lines(standing, state, config, now)
    for question in state.outlook.questions:
        yield plain(question.text)


def _is_recent(standing: Standing, now: datetime) -> bool:
    starts = [interview.invite.start for interview in standing.case.application.interviews]
    return any(start is None or start >= now - _LOOK_BACK for start in starts)


# --- The service ---


def _offer_the_service(wanted: bool | None, config: Config, path: Path, questions: Questions) -> None:
    """Install it where that was asked for, or is agreed to; a machine without any is no fault, unless it was asked."""
    print()
    question = "Install the service, so that it always runs?"
    agreed = questions.yes(question, default=questions.possible) if wanted is None else wanted
    if not agreed:
        print("To keep it running: `afterword service install`. To try it: `afterword plan`, `afterword run`.")
        return
    try:
        for said in install(config, path):
            print(said)
    except NoServiceManager as problem:
        if wanted:
            raise
        print(problem)
    else:
        print("Done. `afterword status` shows what waits for you.")
