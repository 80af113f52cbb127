"""The record of who did what, looked at: the chain followed to its end, and its rows for a file."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from scheduler.hub import Hub
from store import audit, meta, seals
from store.audit import Asked, Numbered
from store.seals import Chain

CHECKED = "audit checked"
BATCH = 1_000  # rows that are read in one look


class Checked(Struct, frozen=True):
    """What following the chain found, and when."""

    at: datetime
    chain: Chain


def check_chain(hub: Hub, noted: str = "") -> Checked:
    """Reads every row once, and looks for the head that was `noted`. What came of it is kept, for whoever asks later."""
    with hub.store.read() as tx:
        found = Checked(hub.clock(), seals.verify(tx, noted))
    with hub.store.write() as tx:
        meta.put(tx, CHECKED, msgspec.json.encode(found).decode())
    return found


def last_check(hub: Hub) -> Checked | None:
    with hub.store.read() as tx:
        return meta.decoded(tx, CHECKED, msgspec.json.Decoder(Checked).decode)


def record_of(hub: Hub, asked: Asked, most: int) -> Iterator[Numbered]:
    """The newest first, read a batch at a time, so that no reader is held open for long."""
    before: int | None = None
    while most > 0:
        with hub.store.read() as tx:
            found, before = audit.page(tx, asked, before, min(BATCH, most))
        yield from found
        most -= len(found)
        if before is None:
            return
