"""`afterword template list | show NAME | check`: the texts that drafts are made of, ours and the user's own."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from afterword.adapters.own_templates import own_templates
from afterword.cli.plain import plain
from afterword.compose.rehearsal import Rehearsal, rehearse
from afterword.compose.shelf import OURS, Shelf, kind_of, names, source_of
from afterword.config import Config, load
from afterword.errors import ConfigError, NothingFound

_ENDING = ".txt.j2"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="every template, and whether it is ours or yours")
    show = actions.add_parser("show", help="the text of one, to start your own from")
    show.add_argument("name", metavar="NAME", help="as `afterword template list` prints it, such as en/thank_you-01")
    actions.add_parser("check", help="tries each of yours in a dozen situations, and says what is wrong with it")


def run(options: Namespace) -> int:
    """Do it. ``check`` ends with 78 where a template of the user's is not fit, as with a faulty configuration."""
    config = load(options.config)
    shelf = Shelf(own_templates(config.templates))
    match options.action:
        case "list":
            for line in _list(shelf, config):
                print(plain(line))
        case "show":
            print(_text(options.name.removesuffix(_ENDING) + _ENDING, shelf), end="")
        case _:
            return _check(shelf, config)
    return 0


def _list(shelf: Shelf, config: Config) -> Iterator[str]:
    ours = names(OURS)
    own = {name for name, _ in shelf.own}
    for name in sorted({*ours, *own}):
        shown = name.removesuffix(_ENDING)
        if name not in own:
            yield f"{shown:<24} ours"
        elif kind_of(name) is None:
            yield f"{shown:<24} not used: {config.templates / name} is not the name of a template"
        else:
            broken = (
                ""
                if not rehearse(name, shelf, config.owner).faults
                else ", but not fit: `afterword template check` says why"
            )
            yield f"{shown:<24} yours, {config.templates / name}{broken}"


def _text(name: str, shelf: Shelf) -> str:
    if name not in names(shelf):
        raise NothingFound(f"There is no template “{name.removesuffix(_ENDING)}”; `afterword template list` names all.")
    return "".join(char for char in source_of(name, shelf) if char.isprintable() or char == "\n").rstrip("\n") + "\n"


def _check(shelf: Shelf, config: Config) -> int:
    unfit = 0
    for name, _ in shelf.own:
        done = rehearse(name, shelf, config.owner)
        unfit += bool(done.faults)
        print(plain(f"{config.templates / name}: {'not fit' if done.faults else 'fit'}"))
        for line in _lines(done):
            print(plain(f"  {line}"))
    if not shelf.own:
        print(plain(f"There are no templates of your own in {config.templates}."))
    return ConfigError.status if unfit else 0


def _lines(done: Rehearsal) -> Iterator[str]:
    """Each fault once, with the situations in which it shows."""
    where: dict[str, list[str]] = {}
    for situation, faults in done.faults.items():
        for fault in faults:
            where.setdefault(fault, []).append(situation)
    for fault, situations in where.items():
        others = f" and {len(situations) - 3} more" if len(situations) > 3 else ""
        yield f"{fault} ({'; '.join(situations[:3])}{others})"
    for advice in done.advice:
        yield f"advice: {advice}"
