"""What all tests share: properties are judged by what they find, never by how fast a busy machine is."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
gc.set_threshold(
    10_000, 10, 10
)  # thousands of tests lie in memory; to look through them so often was a sixth of all time


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Tests wait for servers and processes about half of their time."""
    return 2 * (os.cpu_count() or 1)
