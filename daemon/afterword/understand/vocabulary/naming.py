"""The words that stand in and around names of people, from ``naming.toml``, read when first asked for."""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Naming(Struct, frozen=True):
    """All in lower case without accents. ``not_a_name``: a name that holds one of these is no person's; ``functions``:
    what consists of these alone is what somebody does, written with its accents."""

    titles: frozenset[str]
    orders: frozenset[str]
    courtesy_titles: frozenset[str]
    not_a_name: frozenset[str]
    functions: frozenset[str]
    also_a_surname: frozenset[str]
    given_names: frozenset[str]
    also_surnames: frozenset[str]
    chinese_surnames: frozenset[str]
    surnames_of_chinese: frozenset[str]
    surnames_that_come_first: frozenset[str]
    occupational_surnames: frozenset[str]
    vietnamese_surnames: frozenset[str]


@cache
def naming() -> Naming:
    """The lists of ``naming.toml``."""
    data = msgspec.toml.decode((files(__package__) / "naming.toml").read_bytes(), type=dict[str, str])
    return Naming(**{key: frozenset(words.split()) for key, words in data.items()})
