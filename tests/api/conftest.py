"""The API is tried on both databases where it keeps something of its own."""

from tests.scheduler.conftest import lasting, store, url

__all__ = ["lasting", "store", "url"]
