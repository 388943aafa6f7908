"""The man page, made of what the commands take: ``python -m afterword.cli.man_page > docs/afterword.1``."""

from collections.abc import Iterator

from afterword import __version__
from afterword.cli.described import Described, Option
from afterword.cli.examples import EXAMPLES
from afterword.cli.main import described_commands

_STATUS = (
    ("0", "done"),
    ("64", "wrong usage"),
    ("69", "no such thing"),
    ("75", "temporary: try again later"),
    ("77", "a login was refused"),
    ("78", "the configuration or the state cannot be used"),
)
_ENVIRONMENT = (
    ("AFTERWORD_CONFIG", "the configuration, where --config names none"),
    ("STATE_DIRECTORY", "the state, where the configuration names none (systemd sets it)"),
    ("CREDENTIALS_DIRECTORY", "where systemd keeps credentials"),
    ("NO_COLOR", "no colours on a terminal"),
    ("VISUAL, EDITOR", "what opens the form for your notes"),
)


def man_page() -> str:
    """The page in the language of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    whole, commands = described_commands()
    yield f'.TH AFTERWORD 1 "" "Afterword {__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"afterword \- thank-you and follow-up drafts after job interviews"
    yield ".SH SYNOPSIS"
    yield r".B afterword"
    yield r"[\fB\-\-config\fR \fIPATH\fR] [\fB\-\-verbose\fR] \fICOMMAND\fR [\fIARGUMENT\fR ...]"
    yield ".SH DESCRIPTION"
    yield _roff(
        "Afterword reads the calendar invites in your mailbox, knows which are job interviews of yours, and puts "
        "thank-you and follow-up mails into your Drafts folder at the right time. You read them, change them, and send "
        "them. It sends nothing to anybody else."
    )
    yield ".SH OPTIONS"
    yield from _options(whole.options)
    yield ".SH COMMANDS"
    for one in commands:
        yield from _command(one)
    yield ".SH EXIT STATUS"
    yield from _table(_STATUS)
    yield ".SH ENVIRONMENT"
    yield from _table(_ENVIRONMENT)
    yield ".SH FILES"
    yield ".TP"
    yield r".I ~/.config/afterword/config.toml"
    yield "The configuration; config.example.toml, which comes with the program, has every key."
    yield ".TP"
    yield r".I ~/.local/state/afterword/"
    yield "What it remembers, readable by you alone."
    yield ".SH EXAMPLES"
    for name, examples in EXAMPLES.items():
        for line, says in examples:
            yield ".TP"
            yield rf"\fB{_roff(line)}\fR"
            yield f"({name}) {_roff(says)}"


def _command(one: Described, before: str = "") -> Iterator[str]:
    name = f"{before}{one.name}"
    arguments = " ".join(_argument(argument) for argument in one.arguments)
    yield ".SS"
    yield rf"\fBafterword {_roff(name)}\fR{' ' if arguments else ''}{arguments}"
    yield _roff(f"{one.says[:1].upper()}{one.says[1:]}.")
    yield from _options(one.arguments)
    yield from _options(option for option in one.options if "--help" not in option.flags)
    for action in one.actions:
        yield from _command(action, f"{name} ")


def _argument(argument: Option) -> str:
    shown = rf"\fI{_roff(argument.value or '')}\fR{' ...' if argument.repeats else ''}"
    return f"[{shown}]" if argument.may_be_left_out else shown


def _options(options: "Iterator[Option] | tuple[Option, ...]") -> Iterator[str]:
    for option in options:
        yield ".TP"
        flags = ", ".join(rf"\fB{_roff(flag)}\fR" for flag in option.flags)
        choices = _roff(option.value or "").replace("|", r"|\:")  # after each of them the line may be broken
        value = rf"\fI{choices}\fR" if choices else ""
        yield " ".join(part for part in (flags, value) if part)
        yield _roff(option.says)


def _table(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, says in rows:
        yield ".TP"
        yield rf"\fB{_roff(name)}\fR"
        yield _roff(says)


def _roff(text: str) -> str:
    """Text that man shows as it is."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("~", r"\(ti").replace("^", r"\(ha")
    escaped = escaped.replace("“", r"\(lq").replace("”", r"\(rq").replace("`", r"\(ga").replace("'", r"\(aq")
    return rf"\&{escaped}" if escaped.startswith((".", r"\(aq")) else escaped


if __name__ == "__main__":
    print(man_page(), end="")
