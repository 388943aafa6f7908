"""What starts the program under a clock is shared with the scenarios."""

from tests.scenarios.conftest import starter

__all__ = ["starter"]
