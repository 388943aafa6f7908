"""The public holidays of one country, without those of all the others.

The ``holidays`` package loads its 250 countries, 90 ms and 14 MB of them, as soon as one is asked for. Here its package
of countries stands in its place without having been run, so that each is loaded by itself.
"""

import sys
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_COUNTRIES = "holidays.countries"


def holidays_of(country: str, subdivision: str | None = None) -> "HolidayBase":
    """The holidays of a country (ISO 3166-1), as far as they are known those of its ``subdivision`` (ISO 3166-2).

    :raises NotImplementedError: the country, or the subdivision of it, is not known to the package.
    """
    # Here and not above: where no country is named none of it is loaded.
    if _COUNTRIES not in sys.modules and (spec := find_spec(_COUNTRIES)):
        sys.modules[_COUNTRIES] = module_from_spec(spec)
    from holidays import country_holidays

    return country_holidays(country, subdiv=subdivision)
