"""docs/etiquette.md: every rule is on the page, in the code that the page names, and in the name of a test."""

import re
from functools import cache
from pathlib import Path

import pytest

from afterword.config import FollowUp

ROOT = Path(__file__).parents[1]
CODE = ROOT / "daemon" / "afterword"
RULES = (
    *(f"T{number}" for number in range(1, 11)),
    *(f"C{number}" for number in range(1, 11)),
    *(f"F{number}" for number in range(1, 5)),
    *("D1", "D2", "K1", "K2"),
)
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.*?) ?\| (.*?) ?\|$", re.MULTILINE)


@cache
def rows() -> dict[str, tuple[str, list[str], list[str]]]:
    """What the page says of each rule: what happens, the files, the settings."""
    page = (ROOT / "docs" / "etiquette.md").read_text(encoding="utf-8")
    return {
        rule: (happens, re.findall(r"`([^`]+)`", code), re.findall(r"`([^`]+)`", settings))
        for rule, happens, code, settings in ROW.findall(page)
    }


@cache
def names_of_tests() -> str:
    """All of them, and what the modules of tests say of themselves."""
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests").rglob("test_*.py"))]
    return "\n".join(
        part for text in texts for part in (*re.findall(r"^def (test_\w+)", text, re.MULTILINE), text.split('"""')[1])
    )


def test_every_rule_is_on_the_page_once() -> None:
    assert tuple(rows()) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_each_file_on_the_page_names_its_rule(rule: str) -> None:
    _, files, _ = rows()[rule]
    assert files
    for file in files:
        text = (CODE / file).read_text(encoding="utf-8")
        assert re.search(rf"\b{rule}\b", text), f"{file} does not name {rule}"


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_test_of_its_name(rule: str) -> None:
    assert re.search(rf"(?:_{rule.lower()}(?:_|$)|\b{rule}\b)", names_of_tests(), re.MULTILINE)


def test_the_settings_on_the_page_are_all_that_change_a_rule() -> None:
    named = {setting for _, _, settings in rows().values() for setting in settings}
    assert named == set(FollowUp.__struct_fields__) - {"look_back", "invite_look_back"} | {"agenda", "suggestions"}
