"""What is wrong with the file, in our words: the key, what stands there, and what would be right."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from afterword.durations import as_written

# What stands there is not repeated.
_SECRET_KEYS = frozenset({"password_command", "password_env", "url_command", "url"})


def said(error: ErrorDetails, whole: type[BaseModel]) -> str:
    """One fault of pydantic's in our words: the key, what is wrong, what would be right."""
    place = error["loc"]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    match error["type"]:
        case "extra_forbidden":
            return f"{key}: {_unknown(place, whole)}"
        case "missing":
            return f"{key}: is missing; it must be {_right(place, whole)}"
        case "value_error":
            return f"{key}: {error['ctx']['error']}"
        case "string_too_long":
            return f"{key}: is too long; {error['ctx']['max_length']} characters are enough"
        case _ if _SECRET_KEYS & set(place):
            return f"{key}: must be {_right(place, whole)}"
        case _ if place in (("account",), ("calendar",)):
            return f"{key}: must be {_right(place, whole)}"
        case _:
            return f"{key}: must be {_right(place, whole)}, not {as_written(error['input'])}"


def _unknown(place: Sequence[int | str], whole: type[BaseModel]) -> str:
    key = str(place[-1])
    if re.search(r"pass(word|wd|phrase)?$|secret|token", key.lower()):
        return (
            "never in this file; say how to get the secret with password_command, or leave both out and keep the "
            "secret in the keyring (`afterword setup` does)"
        )
    table = _table(place[:-1], whole)
    if table is None:
        return "is not a known key"
    return f"is not a known key; {meant(key, table.model_fields) or 'known are ' + ', '.join(table.model_fields)}"


def _right(place: Sequence[int | str], whole: type[BaseModel]) -> str:
    """What would be right at ``place``: the description of the innermost field that has one."""
    for length in range(len(place), 0, -1):
        table, name = _table(place[: length - 1], whole), place[length - 1]
        if table is not None and isinstance(name, str) and name in table.model_fields:
            return table.model_fields[name].description or "another value"
    return "another value"


def _table(place: Sequence[int | str], whole: type[BaseModel]) -> type[BaseModel] | None:
    """The table at ``place``, which leads through the annotations of the fields; None where there is none."""
    table: type[BaseModel] | None = whole
    for part in place:
        if isinstance(part, str) and table is not None:
            field = table.model_fields.get(part)
            table = next(_tables_in(field.annotation), None) if field else None
    return table


def _tables_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Of ``Me``, of ``Agenda | None``, of ``tuple[Account, ...]``: the table."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _tables_in(part)


def meant(wrong: str, known: Iterable[str]) -> str:
    """A question for the known word that is nearest; empty where none is near."""
    by_small = {name.lower(): name for name in known}
    close = difflib.get_close_matches(wrong.lower(), by_small, n=1)
    return f'did you mean "{by_small[close[0]]}"?' if close else ""
