"""The samples of docs/json.md, and the shape of a document: which keys are where."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).parents[2] / "docs/json.md"


def sample(command: str) -> Any:
    """The document that the page shows for a command."""
    section = _PAGE.read_text(encoding="utf-8").partition(f"## `{command} --json`")[2].partition("\n## ")[0]
    block = re.search(r"```json\n(.*?)```", section, re.DOTALL)
    assert block, f"docs/json.md has no sample of {command} --json"
    return json.loads(block[1])


def shape(document: Any) -> set[str]:
    """Every key with its place: "applications[].interviews[].id"."""
    return set(_places(document, ""))


def _places(document: Any, at: str) -> Iterator[str]:
    match document:
        case dict():
            for key, value in document.items():
                yield f"{at}.{key}".removeprefix(".")
                yield from _places(value, f"{at}.{key}")
        case list():
            for item in document:
                yield from _places(item, f"{at}[]")
