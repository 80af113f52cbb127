"""How the company stood at the last evaluation, kept beside its findings so that looking at it costs nothing."""

import msgspec
from sqlalchemy import Connection

from core.overview import Overview
from store import meta

KEY = "overview"
_DECODE = msgspec.json.Decoder(Overview).decode


def keep(tx: Connection, overview: Overview) -> None:
    meta.put(tx, KEY, msgspec.json.encode(overview).decode())


def last(tx: Connection) -> Overview | None:
    """None before the first evaluation, and of one that an older version of the hub kept."""
    kept = meta.get(tx, KEY)
    try:
        return None if kept is None else _DECODE(kept)
    except msgspec.DecodeError:
        return None
