"""What a press brings about is done once, however often its tool tells of it."""

from collections.abc import Callable

from sqlalchemy import Connection

from core.presses import Press, Said
from scheduler.hub import Hub
from store import presses


def once(hub: Hub, press: Press, act: Callable[[Connection], str]) -> Said:
    """What `act` does is kept together with the press, and with what it says of it."""
    with hub.store.write(durable=True) as tx:
        told = presses.said(tx, press.tool, press.id)
        if told is None:
            presses.keep(tx, press.tool, press.id, hub.clock(), told := act(tx))
    return Said(told)
