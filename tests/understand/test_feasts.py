"""Days that a calendar names. Written on Wednesday 6 May 2026."""

from datetime import date, timedelta

import pytest

from afterword.understand.day_ways import table
from afterword.understand.feasts import easter_sunday, feast_ahead
from afterword.understand.vocabulary import phrases

WRITTEN = date(2026, 5, 6)


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"])
def test_easter(day: str) -> None:
    assert easter_sunday(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize("language", phrases.languages("dates"))
def test_every_feast_of_a_language_has_a_day(language: str) -> None:
    for name, rule in table(language).feasts.items():
        found = feast_ahead(rule, WRITTEN)
        assert found is not None, name
        assert WRITTEN - timedelta(days=7) <= found < WRITTEN + timedelta(days=400), name


@pytest.mark.parametrize(
    "rule, day",
    [("11 4 4", "2026-11-26"), ("5 -1 1", "2026-05-25"), ("12-26", "2026-12-26"), ("easter+49", "2026-05-24"),
     ("05-01", "2026-05-01"), ("04-25", "2027-04-25")],
)  # fmt: skip
def test_the_feast_ahead(rule: str, day: str) -> None:
    assert feast_ahead(rule, WRITTEN) == date.fromisoformat(day)
