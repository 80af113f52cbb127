"""Whoever was erased stays so, whatever tells of them again: pulls, and the people map."""

from core.erasure import Erased
from scheduler.hub import Hub
from store import forgotten


class NotErased(Exception):
    """Nobody was erased; the text says why and what to do."""


def erased(hub: Hub) -> Erased:
    """Those who were erased, as far as they need to be known again."""
    with hub.store.read() as tx:
        known = forgotten.known(tx)
    return Erased(known, hub.key if known else b"")
