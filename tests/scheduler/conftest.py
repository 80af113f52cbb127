"""Use cases are tried on both databases, as the store is."""

from tests.store.conftest import lasting, new_url, postgresql, store

__all__ = ["lasting", "new_url", "postgresql", "store"]
