"""Use cases are tried on both databases, as the store is."""

import pytest

from store import Store
from tests.store.conftest import lasting, new_url, postgresql, store

__all__ = ["lasting", "new_url", "postgresql", "store", "url"]


@pytest.fixture
def url(store: Store) -> str:
    """Of an empty database of either kind."""
    return str(store._writer.url.render_as_string(hide_password=False)).replace("+psycopg", "")
