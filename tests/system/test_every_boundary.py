"""S9 in full: killed at every boundary of a pass, on each server."""

import pytest

from tests.scenarios.test_s09_kill import Stages

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]


def test_s9_killed_at_every_boundary_on_each_server(stages: Stages) -> None:
    count, _ = stages.boundaries()
    assert count > 40
    for boundary in range(1, count + 1):
        stages.killed_at(boundary)
