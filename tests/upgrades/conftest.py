"""The stage of the scenarios serves here too."""

from tests.scenarios.conftest import starter, world

__all__ = ["starter", "world"]
