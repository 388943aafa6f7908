"""The stage of the scenarios serves here too."""

from tests.scenarios.conftest import starter, world
from tests.scenarios.test_s09_kill import stages

__all__ = ["stages", "starter", "world"]
