"""The stage of the scenarios serves here too."""

from tests.faults.conftest import impatient, quick_folder, wanted
from tests.scenarios.conftest import starter, world
from tests.scenarios.test_s09_kill import stages

__all__ = ["impatient", "quick_folder", "stages", "starter", "wanted", "world"]
