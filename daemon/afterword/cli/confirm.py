"""`afterword confirm ID`: yes, this is (or was) an interview of mine; with whom, where and for what, if you say so."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from afterword import understand
from afterword.cli.decisions import Named, settle
from afterword.model import Choice, Person


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "id", metavar="ID", help="the interview, as `afterword status` names it; its beginning is enough"
    )
    parser.add_argument("--company", metavar="NAME", help="the company, whatever the invite says")
    parser.add_argument("--role", metavar="NAME", help="the role, whatever the invite says")
    parser.add_argument(
        "--with",
        dest="people",
        metavar='"NAME <ADDRESS>"',
        type=_person,
        action="append",
        default=[],
        help="an interviewer; once for each of them, and they are all",
    )


def run(options: Namespace) -> int:
    """Note it, and say so."""
    named = Named(options.company, options.role, tuple(dict.fromkeys(options.people)))
    print(settle(options.config, options.id, Choice.CONFIRM, named))
    return 0


def _person(text: str) -> Person:
    person = understand.person_of(text)
    if person is None:
        raise ArgumentTypeError(f"“{text}” is nobody's name or address, such as “Jane Doe <jane@acme.example>”")
    return person
