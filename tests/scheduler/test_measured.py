"""PostgreSQL is told to count what came in, so that the first mapping reads no table whole for each batch of items."""

from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.linking import link
from store import linking
from tests.mappings.make import rule
from tests.scheduler.little import little, written
from tests.store.samples import goal, item

RULES = rule('{ labels = "a" }', "a", 'goal = "O-1"')


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_links_are_counted_once_the_first_stand(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "INPUTS", 2)
    items = [item(1), item(2), *(item(number, labels=("a",)) for number in range(3, 9))]
    with little(written(tmp_path, RULES, database=url), [goal("O-1")], items) as hub:
        link(hub)
        with hub.store.read() as tx:
            counted = tx.execute(text("SELECT relname, reltuples FROM pg_class WHERE relname IN ('items', 'links')"))
            assert {row.relname: row.reltuples for row in counted} == {"items": 8, "links": 2}
