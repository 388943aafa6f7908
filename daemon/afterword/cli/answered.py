"""`afterword answered ID CHOICE`: what they answered, or that they did not; it outweighs every reading."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date

from afterword.cli.decisions import answer
from afterword.errors import UsageError
from afterword.model import Choice

_CHOICES = (Choice.REJECTION, Choice.OFFER, Choice.NEXT_STEP, Choice.WITHDRAWN, Choice.NOTHING)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help="the application (or its interview), as `afterword status` names it")
    parser.add_argument(
        "choice",
        choices=[choice.value for choice in _CHOICES],
        help="“withdrawn”: you have withdrawn; “nothing”: no answer has come",
    )
    parser.add_argument(
        "--by", metavar="DATE", type=_day, help="with “nothing”: the day by which they promised to answer"
    )


def run(options: Namespace) -> int:
    """Note it, and say so."""
    choice = Choice(options.choice)
    if options.by is not None and choice is not Choice.NOTHING:
        raise UsageError("--by goes with “nothing” alone: it is the day by which an answer is promised.")
    print(answer(options.config, options.id, choice, options.by))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no date such as 2026-12-04") from None
