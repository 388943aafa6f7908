"""The pages that are made of the program are as it is; the others name nothing that is not, and lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta, defstruct

from afterword.cli.described import Described
from afterword.cli.main import COMMANDS, described_commands
from afterword.config import Config
from afterword.config.tables import Table, keys
from tests.pages.commands import commands_page
from tests.pages.configuration import ROOT, configuration_page, tables

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "training").glob("*.md")])


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def options_of(one: Described) -> Iterator[str]:
    """Of a command and of all its actions."""
    for option in one.options:
        yield from option.flags
    for action in one.actions:
        yield from options_of(action)


def test_the_page_of_the_configuration_is_that_of_these_models() -> None:
    assert text_of(DOCS / "configuration.md") == configuration_page(), "run `make docs`"


def test_the_page_of_the_commands_is_that_of_these_commands() -> None:
    assert text_of(DOCS / "commands.md") == commands_page(), "run `make docs`"


def test_every_key_is_on_the_page_below_its_table() -> None:
    page = text_of(DOCS / "configuration.md")
    found: list[tuple[str, type[Table]]] = [("Above the first table", Config), *tables(Config)]
    assert len(found) == 8
    for name, model in found:
        (section,) = re.findall(rf"(?ms)^## `?\[*{re.escape(name)}\]*`?$(.+?)(?=^## |\Z)", page)
        values = [name for name, key in keys(model).items() if not key.table]
        assert re.findall(r"(?m)^\| `(\w+)` \|", section) == values
        for row in re.findall(r"(?m)^\| `.+$", section):
            assert all(len(cell.strip()) > 0 for cell in re.split(r"(?<!\\)\|", row)[1:-1])


@pytest.mark.parametrize("description, problem", [("a colour", KeyError), (None, AssertionError)])
def test_a_key_that_nobody_has_described_is_noticed(description: str | None, problem: type[Exception]) -> None:
    name = "colour" if description else "state_dir"
    field = (name, Annotated[str | None, Meta(description=description)], None)
    larger = defstruct("Config", [field], bases=(Config,), frozen=True, kw_only=True)
    assert issubclass(larger, Config)
    with pytest.raises(problem, match=name):
        configuration_page(larger)


def test_every_option_and_argument_says_what_it_is_for() -> None:
    def every(one: Described) -> Iterator[tuple[str, str]]:
        yield from (
            (f"{one.name} {option.flags or option.value}", option.says) for option in (*one.options, *one.arguments)
        )
        for action in one.actions:
            yield from every(action)

    whole, commands = described_commands()
    silent = [name for one in (whole, *commands) for name, says in every(one) if not says.strip()]
    assert silent == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_first_page_names_every_command(command: str) -> None:
    known = text_of(ROOT / "README.md").partition("## Day by day")[2].partition("\n## ")[0]
    if command != "demo":  # it has a section of its own
        assert re.search(rf"(?m)^\|[^|]*`afterword {command}\b", known), command


def test_no_page_names_a_command_or_option_that_there_is_not() -> None:
    whole, commands = described_commands()
    known = {one.name: {*options_of(one), *options_of(whole)} for one in commands}
    named = 0
    for page in PAGES:
        code = re.findall(r"```(?:\w*)\n(.*?)```|`([^`\n]+)`", text_of(page), re.DOTALL)
        for line in (line for block in code for part in block for line in part.splitlines()):
            call = re.search(r"(?:^|/bin/|\| )afterword ((?:--verbose |--config \S+ )*)([a-z][a-z-]*)\b(.*)", line)
            if call is None:
                continue
            assert call[2] in known, f"{page.name}: {line}"
            said = call[3].partition("  #")[0].partition("|")[0]
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r'"[^"]*"', '""', said)):
                named += 1
                assert option in known[call[2]], f"{page.name}: {line}"
    assert named > 20


# --- Where links lead ---


def anchors(page: Path) -> set[str]:
    """Of the headings, as forges make them."""
    headings = re.findall(r"(?m)^#+ (.+)$", text_of(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_what_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), target
        assert not anchor or anchor in anchors(other), target


def test_every_page_can_be_reached_from_the_first() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)\s#]+\.md)[^)]*\)", text_of(page))
        waiting += [
            other for link in links if (other := (page.parent / link).resolve()).exists() and other not in reached
        ]
    assert sorted(str(page.relative_to(ROOT)) for page in set(PAGES) - reached) == []
