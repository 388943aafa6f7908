"""`afterword`: finds the command, and turns errors into exit statuses.

A command is a module with two functions, and one line in `COMMANDS`. Only the module of the chosen command is
imported, so that `explain` starts without the libraries of `run`.

    add_arguments(parser: ArgumentParser) -> None
    run(options: Namespace) -> int      the exit status; ``options.config`` (Path or None) and
                                        ``options.verbose`` (bool) are always there
"""

import atexit
import gc
import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from argparse import RawDescriptionHelpFormatter as _Help
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from textwrap import fill
from typing import NamedTuple, NoReturn, Protocol, cast

from msgspec.structs import replace

from afterword import __version__
from afterword.cli import logs
from afterword.cli.described import Described, described
from afterword.cli.examples import examples_of
from afterword.errors import Transient, UsageError, UserError

EX_USAGE = 64
EX_TEMPFAIL = 75
INTERRUPTED = 130
_SAYS = "Puts thank-you and follow-up drafts for your interviews into Drafts. Sends nothing to anybody but you."
_WIDTH = 80
BROKEN_PIPE = 141


class Command(NamedTuple):
    """A line of the registry: the module to import, and what `--help` says of it."""

    module: str
    summary: str


COMMANDS = {
    "setup": Command("afterword.cli.setup", "writes a first configuration: asks, stores the password, and checks it"),
    "run": Command("afterword.cli.run", "the service: reads the mailboxes, and puts drafts into Drafts"),
    "plan": Command("afterword.cli.plan", "what a pass would do now, and why; changes nothing anywhere"),
    "status": Command("afterword.cli.status", "where every application, interview and follow-up stands"),
    "report": Command("afterword.cli.report", "the same as one HTML page, for a browser"),
    "log": Command("afterword.cli.log", "every decision, with its time, its reasons and the evidence"),
    "explain": Command("afterword.cli.explain", "what messages in files are taken for, and why"),
    "confirm": Command("afterword.cli.confirm", "say that something is an interview of yours"),
    "ignore": Command("afterword.cli.ignore", "say that something is no interview of yours"),
    "answered": Command("afterword.cli.answered", "say how an application was answered"),
    "undo": Command("afterword.cli.undo", "put back what the last pass did to Drafts"),
    "template": Command("afterword.cli.template", "the texts that drafts are made of, ours and your own"),
    "note": Command("afterword.cli.note", "note what you remember of an interview, for its drafts"),
    "doctor": Command("afterword.cli.doctor", "checks everything that must be right, and says how to mend what is not"),
    "export": Command("afterword.cli.export_state", "writes all that it remembers into one file"),
    "import": Command("afterword.cli.import_state", "takes over what `export` has written"),
    "service": Command("afterword.cli.service", "keeps it running: a unit of systemd's, or an agent on a Mac"),
    "completion": Command("afterword.cli.completion", "prints what bash, zsh or fish need to complete all this"),
    "demo": Command("afterword.cli.demo", "the main job on a mail server inside the program, with sample mail"),
}


class CommandModule(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, options: Namespace) -> int:
        """Do it, and return the exit status."""


class Parser(ArgumentParser):
    """An argument parser whose complaints end with EX_USAGE, as sysexits(3) has it, not with 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (see errors.py). ``arguments`` are those of the process by default."""
    # Commands make many values, and few that only hold each other: to look for those after every 700, as Python does,
    # takes a tenth of their time; and so does the search at the end, when all of it goes anyway.
    gc.set_threshold(10_000)
    atexit.register(gc.freeze)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may know fewer characters than mail has
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except UserError as error:
        _complain(str(error))
        return error.status
    except Transient as error:
        _complain(f"{error} (temporary; try again later)")
        return EX_TEMPFAIL
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`). What is still buffered has nowhere to go, and must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return status


def _run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    logs.set_up(verbose=options.verbose)
    module, parser = _command_of(options.command)
    chosen = parser.parse_args(options.arguments)
    chosen.config = options.config
    chosen.verbose = options.verbose
    return module.run(chosen)


def _command_of(name: str) -> tuple[CommandModule, Parser]:
    """The module of a command and its parser, with examples below its help."""
    command = COMMANDS[name]
    module = cast(CommandModule, import_module(command.module))
    parser = Parser(prog=f"afterword {name}", description=command.summary, formatter_class=_Help)
    module.add_arguments(parser)
    parser.epilog = "\n\n".join(filter(None, (fill(parser.epilog or "", _WIDTH), examples_of(name))))
    return module, parser


def described_commands() -> tuple[Described, tuple[Described, ...]]:
    """What the program takes before the command, and what each command takes."""
    whole = described("afterword", _SAYS, _parser())
    whole = replace(whole, arguments=())
    return whole, tuple(described(name, one.summary, _command_of(name)[1]) for name, one in COMMANDS.items())


def _parser() -> Parser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items())
    parser = Parser(
        prog="afterword",
        description=_SAYS,
        epilog=f"commands:\n{commands}\n\n`afterword COMMAND --help` tells more.",
        formatter_class=_Help,
    )
    parser.add_argument("--config", metavar="PATH", type=Path, help="the configuration, a TOML file")
    parser.add_argument(
        "--verbose", action="store_true", help="log more: what is said to the servers too, secrets masked"
    )
    parser.add_argument("--version", action="version", version=f"afterword {__version__}")
    parser.add_argument("command", metavar="COMMAND", type=_command, help="one of those below")
    parser.add_argument("arguments", metavar="...", nargs=REMAINDER, help="what the command takes")
    return parser


def _command(name: str) -> str:
    if name not in COMMANDS:
        raise UsageError(f"There is no command “{name}”. There are: {', '.join(COMMANDS)}.")
    return name


def _complain(text: str) -> None:
    for line in text.splitlines():
        print(f"afterword: {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
