"""The public holidays of one country, without those of all the others.

The ``holidays`` package loads its 250 countries, 90 ms and 14 MB of them, as soon as one is asked for, and with any one
the calendars of every faith, 20 ms and 2 MB. Here its packages of these stand in their places without having been run:
a module of theirs is loaded by itself, and what they would take from one is taken from there when it is asked for.
"""

import ast
import sys
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holidays import HolidayBase

_PACKAGE = "holidays"
_UNRUN = ("countries", "groups", "calendars")


def holidays_of(country: str, subdivision: str | None = None) -> "HolidayBase":
    """The holidays of a country (ISO 3166-1), as far as they are known those of its ``subdivision`` (ISO 3166-2).

    :raises NotImplementedError: the country, or the subdivision of it, is not known to the package.
    """
    # Here and not above: where no country is named none of it is loaded.
    if _PACKAGE not in sys.modules and (package := find_spec(_PACKAGE)):
        for name in _UNRUN:
            if spec := PathFinder.find_spec(f"{_PACKAGE}.{name}", package.submodule_search_locations):
                sys.modules[spec.name] = _unrun(spec)
    from holidays import country_holidays

    return country_holidays(country, subdiv=subdivision)


def _unrun(spec: ModuleSpec) -> ModuleType:
    """A package that takes each of its names from the module that its text says, when it is asked for (PEP 562)."""
    module = module_from_spec(spec)

    @cache
    def sources() -> dict[str, tuple[str, str]]:
        source = getattr(spec.loader, "get_source", lambda _: None)(spec.name)
        taken = (node for node in ast.parse(source or "").body if isinstance(node, ast.ImportFrom) and node.module)
        return {one.asname or one.name: (str(node.module), one.name) for node in taken for one in node.names}

    def found(name: str) -> Any:
        if name not in sources():
            raise AttributeError(f"module {spec.name!r} has no attribute {name!r}")
        place, known_as = sources()[name]
        return getattr(import_module(place), known_as)

    vars(module)["__getattr__"] = found
    return module
