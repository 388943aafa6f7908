"""What every command takes, read from its parser: what the completions and the man page are made of."""

from argparse import SUPPRESS, Action, ArgumentParser, BooleanOptionalAction, _SubParsersAction
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

_OF_FILES = frozenset({"PATH", "FILE", "FOLDER"})


class Option(Struct, frozen=True):
    """One option, or one argument (``flags`` is empty then). ``value`` is what it is called, None for a switch."""

    flags: tuple[str, ...]
    value: str | None
    says: str
    choices: tuple[str, ...] = ()
    repeats: bool = False
    may_be_left_out: bool = True

    @property
    def is_a_file(self) -> bool:
        """Is it a path that a shell can complete?"""
        return self.value in _OF_FILES


class Described(Struct, frozen=True):
    """One command, or an action of one (``template list``)."""

    name: str
    says: str
    options: tuple[Option, ...] = ()
    arguments: tuple[Option, ...] = ()
    actions: tuple["Described", ...] = field(default=())

    @property
    def words(self) -> tuple[str, ...]:
        """What may come next besides options and files: its actions, or the choices of its arguments."""
        return tuple(one.name for one in self.actions) or tuple(
            choice for one in self.arguments for choice in one.choices
        )

    @property
    def takes_files(self) -> bool:
        """Is any of its arguments a path?"""
        return any(one.is_a_file for one in self.arguments)


def described(name: str, says: str, parser: ArgumentParser) -> Described:
    """What a parser takes."""
    options: list[Option] = []
    arguments: list[Option] = []
    actions: list[Described] = []
    for action in _declared(parser):
        if isinstance(action, _SubParsersAction):
            helps = {one.dest: one.help or "" for one in action._choices_actions}
            parsers: Mapping[str, ArgumentParser] = action.choices
            actions += [described(word, helps.get(word, ""), each) for word, each in parsers.items()]
        elif action.option_strings:
            options.append(_option(action))
        else:
            arguments.append(_option(action))
    return Described(name, says, tuple(options), tuple(arguments), tuple(actions))


def _declared(parser: ArgumentParser) -> Iterator[Action]:
    # argparse has no public way to ask; these names have been the same since Python 3.2.
    return (action for action in parser._actions if action.help is not SUPPRESS)


def _option(action: Action) -> Option:
    switch = action.nargs == 0 or isinstance(action, BooleanOptionalAction)
    choices = tuple(map(str, action.choices or ()))
    named = action.metavar if isinstance(action.metavar, str) else None
    value = None if switch else named or "|".join(choices) or action.dest.upper()
    says = (action.help or "").replace("%(default)s", str(action.default)).replace("%(prog)s", "afterword")
    optional = not action.required if action.option_strings else action.nargs in ("?", "*")
    repeats = action.nargs in ("*", "+") or type(action).__name__ == "_AppendAction"
    return Option(tuple(action.option_strings), value, says, choices, repeats, optional)
