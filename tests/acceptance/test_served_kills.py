"""P1 and P4: the service is killed at any instant of its pulls and started again, and what it knows in the end is what a hub
knows that nobody disturbed.

`FAIRLEAD_SOAK=3000 pytest tests/acceptance/test_served_kills.py` kills it 3,000 times for each connector.
"""

import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from core.contract import Stream
from core.records import Item, Record
from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from scheduler.hub import open_hub
from scheduler.syncing import sync
from store import Store, duties, pulls, streams
from store.export import canonical
from store.pulls import Counts
from tests.acceptance.command import IMPORTED
from tests.acceptance.served import CONNECTORS, LONGEST, PULLED, all_is_pulled, asked, awaited, house, served
from tests.checker import impatient
from tests.databases import NewUrl
from tests.seeds import SOAK, kills

KILLS = kills(2, 20)
DATABASES = ("sqlite", "postgresql")
CASES = [(tool, database) for tool in CONNECTORS for database in DATABASES]
IN_TURN = CASES if SOAK else CASES[::5]
_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(IMPORTED)


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(21, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as opened:
        yield opened
        assert list(impatient(opened.sandbox.history)) == []


def known(store: Store) -> list[str]:
    """What was pulled, line by line."""
    with store.read() as tx:
        return [line for line in canonical(tx) if line.startswith(tuple(f'{{"table":"{name}"' for name in PULLED))]


def undisturbed(opened: Opened, config: Path) -> tuple[list[str], int]:
    """What a hub knows after one sync that ran to its end, and how often it asked its tool for that."""
    before = len(opened.sandbox.history)
    with open_hub(config) as hub:
        assert [row.error for row in sync(hub, lambda *_: None) if row.error] == []
        return known(hub.store), len(opened.sandbox.history) - before


@pytest.mark.parametrize(("tool", "database"), IN_TURN)
def test_killed_at_any_instant_of_its_pulls_it_ends_with_the_same(
    opened: Opened, tmp_path: Path, new_url: NewUrl, tool: str, database: str
) -> None:
    rng, killed, number = random.Random(7), 0, 0
    first = settle(opened.company, opened.sandbox.urls, tmp_path / "whole")
    expected, requests = undisturbed(opened, house(first, only=tool))
    while killed < KILLS:
        config = settle(opened.company, opened.sandbox.urls, tmp_path / f"killed-{number}")
        address = new_url(database) if database == "postgresql" else f"sqlite:///{config.with_name('fairlead.db')}"
        house(config, address, only=tool)
        store, number, at_work = Store.open(address), number + 1, True
        while at_work and killed < KILLS:
            at_work = killed_at_work(opened, config, store, rng, requests)
            killed += at_work
        finished(config, store)
        assert known(store) == expected
        store.close()


def killed_at_work(opened: Opened, config: Path, store: Store, rng: random.Random, requests: int) -> bool:
    """False where all was pulled before the instant that was drawn."""
    with served(config) as (process, _):
        at_work = asked(opened, rng.randint(1, requests), lambda: over(store))
        time.sleep(rng.uniform(0, 0.02))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        return at_work


def finished(config: Path, store: Store) -> None:
    with served(config) as (_, said):
        try:
            awaited(lambda: over(store))
        except AssertionError:
            with store.read() as tx:
                pytest.fail(f"{said.read_text()}\n{tx.execute(text('SELECT * FROM duties')).all()}")


def over(store: Store) -> bool:
    """All was pulled. What was killed three times at work waits for an hour, unless somebody asks for it."""
    with store.read() as tx:
        parked = [duty for duty in duties.all_duties(tx) if duty.parked]
    for duty in parked:
        with store.write() as tx:
            duties.hasten(tx, duty.job, duty.key, datetime.now(UTC))
    return all_is_pulled(store)


def test_a_cursor_that_is_committed_before_its_records_would_be_noticed(opened: Opened, tmp_path: Path) -> None:
    """The slip that P4 is about, and a kill at the worst instant."""
    first = settle(opened.company, opened.sandbox.urls, tmp_path / "whole")
    expected, _ = undisturbed(opened, house(first, only="jira"))
    config = house(settle(opened.company, opened.sandbox.urls, tmp_path / "slip"), only="jira")
    process = _FORKED.Process(target=slipping, args=(config,))
    process.start()
    process.join(LONGEST)
    assert process.exitcode == -signal.SIGKILL
    with open_hub(config) as hub:
        finished(config, hub.store)
        assert len(known(hub.store)) < len(expected)


def slipping(config: Path) -> None:
    """A sync that ends there."""
    pulls.commit = cursor_first
    with open_hub(config) as hub:
        sync(hub, lambda *_: None)


def cursor_first(
    tx: Connection, connector: str, stream: Stream, records: Sequence[Record], cursor: str, *_: object, **__: object
) -> Counts:
    streams.update(tx, connector, stream, "cursor = :cursor", cursor=cursor)
    if any(isinstance(record, Item) for record in records):
        tx.exec_driver_sql("COMMIT")
        os.kill(os.getpid(), signal.SIGKILL)
    return Counts()
