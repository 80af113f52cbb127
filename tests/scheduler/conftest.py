"""Use cases are tried on both databases, as the store is."""

import pytest

from store import Store
from tests.store.conftest import emptied, lasting, store

__all__ = ["emptied", "lasting", "store", "url"]


@pytest.fixture
def url(store: Store) -> str:
    """Of an empty database of either kind."""
    return str(store._writer.url.render_as_string(hide_password=False)).replace("+psycopg", "")
