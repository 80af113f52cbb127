"""What all tests share: properties are judged by what they find, never by how fast a busy machine is."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Tests wait for servers and processes about half of their time."""
    return 2 * (os.cpu_count() or 1)
