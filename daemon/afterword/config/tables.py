"""Tables of the file as frozen values. The annotation of a key says all that may stand there:

    port: Annotated[int, Meta(ge=1, le=65535, description="a whole number from 1 to 65535"), check] = 993

its type and limits, which msgspec tests; in words, what would be right; checks, which see the keys before it; and
``Read`` where people write something in a way of their own. msgspec would stop at the first fault, so it is given one
value at a time.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Self, get_args, get_origin

from msgspec import NODEFAULT, Meta, Struct, ValidationError, convert
from msgspec.structs import FieldInfo, fields

from afterword.config.complaints import Place
from afterword.durations import as_written
from afterword.errors import ConfigError

Before = Mapping[str, Any]
"""The keys of a table before one: what stands there, or else their defaults. A key that is wrong is not among them."""

Check = Callable[[Any, Before], Any]
"""Gives back what is to stand at a key, or raises ValueError with what is wrong with it and what would be right."""


class Read(Struct, frozen=True):
    """In an annotation: what makes a value of that which stands in the file. It raises ValueError as a check does."""

    function: Callable[[object], object]


class Table(Struct, frozen=True, kw_only=True):
    """A table of the file: nothing unknown in it, nothing of another type."""

    @classmethod
    def of(cls, raw: object, base: Path = Path()) -> Self:
        """The table that ``raw`` says, as TOML gives it; its relative paths start at the folder ``base``.

        :raises ConfigError: every fault, each with its key.
        """
        table = _table(cls, raw, Place(base))
        assert isinstance(table, cls)
        return table


class Key(Struct, frozen=True):
    """A key of a table: what may stand there (``right``: in words), and what holds where nothing does.

    ``table`` is the table that it is, or is a list of; None for a value.
    """

    field: FieldInfo
    right: str
    checks: tuple[Check, ...]
    table: type[Table] | None


@cache
def keys(table: type[Table]) -> Mapping[str, Key]:
    """The keys of a table by their names, in their order."""
    return {field.name: _key(field) for field in fields(table)}


def _key(field: FieldInfo) -> Key:
    kind, marks = _taken_apart(field.type)
    single, _ = _taken_apart(get_args(kind)[0]) if get_origin(kind) is tuple else (kind, marks)
    return Key(
        field,
        right=next((mark.description for mark in reversed(marks) if isinstance(mark, Meta) and mark.description), ""),
        checks=tuple(mark for mark in marks if callable(mark)),
        table=single if isinstance(single, type) and issubclass(single, Table) else None,
    )


def _taken_apart(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type in an annotation, without None (TOML has none), and the marks on it from the inside to the outside."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        kind, first = _taken_apart(inner)
        return kind, (*first, *marks)
    if NoneType in (parts := get_args(annotation)):
        (inner,) = (part for part in parts if part is not NoneType)
        return _taken_apart(inner)
    return annotation, ()


def _table(table: type[Table], raw: object, place: Place) -> Table:
    """A value of ``table``. This and the next ones raise ConfigError with every fault of what stands at ``place``."""
    if not isinstance(raw, Mapping):
        raise ConfigError([place.wrong(raw)])
    known = keys(table)
    sound: dict[str, Any] = {}
    faults: list[str] = []
    for name, key in known.items():
        try:
            sound[name] = _of_key(key, raw, sound, place.at(name, key.right))
        except ConfigError as problem:
            faults += problem.faults
    faults += [place.at(name).unknown(known) for name in raw if name not in known]
    if faults:
        raise ConfigError(faults)
    return table(**sound)


def _of_key(key: Key, raw: Mapping[str, object], before: Before, place: Place) -> Any:
    """What stands at a key, else its default; where that is None its checks say whether it can be left out."""
    field = key.field
    if field.name in raw:
        value = _value(field.type, raw[field.name], place)
    elif field.required:
        raise ConfigError([place.missing()])
    elif field.default_factory is not NODEFAULT:
        return field.default_factory()
    elif (value := field.default) is not None:
        return value
    try:
        for check in key.checks:
            value = check(value, before)
    except ValueError as problem:
        raise ConfigError([f"{place}: {problem}"]) from problem
    return value


def _value(annotation: Any, raw: object, place: Place) -> Any:
    """What stands at a key or in a list, before any check."""
    kind, marks = _taken_apart(annotation)
    if isinstance(kind, type) and issubclass(kind, Table):
        return _table(kind, raw, place)
    if get_origin(kind) is tuple and isinstance(raw, list | tuple):
        return _all(get_args(kind)[0], raw, place)
    limits = [mark for mark in marks if isinstance(mark, Meta)]
    value = raw
    try:
        if kind is Path:
            return _path(raw, place.base)
        for mark in marks:
            if isinstance(mark, Read):
                value = mark.function(value)
        if value is None:  # never in TOML; "none" is read so
            return None
        return convert(value, Annotated[kind, *limits] if limits else kind)
    except ValidationError as problem:
        most = max((mark.max_length or 0 for mark in limits), default=0)
        too_long = isinstance(value, str) and 0 < most < len(value)
        raise ConfigError([place.too_long(most) if too_long else place.wrong(raw)]) from problem
    except ValueError as problem:
        raise ConfigError([f"{place}: {problem}"]) from problem


def _all(annotation: Any, raw: Iterable[object], place: Place) -> tuple[Any, ...]:
    values: list[Any] = []
    faults: list[str] = []
    for number, one in enumerate(raw):
        try:
            values.append(_value(annotation, one, place.at(number)))
        except ConfigError as problem:
            faults += problem.faults
    if faults:
        raise ConfigError(faults)
    return tuple(values)


def _path(raw: object, base: Path) -> Path:
    """A path with ``~`` expanded, relative to the folder of the configuration file."""
    if not isinstance(raw, str) or not raw.strip() or "\0" in raw:
        raise ValueError(f"must be a path in quotes, not {as_written(raw)}")
    try:
        return base / Path(raw).expanduser()
    except RuntimeError as problem:
        raise ValueError(f"the home folder in {as_written(raw)} is not known here") from problem
