"""What the process that serves says of itself in the tables, for whoever asks there."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from store import meta

LONG = 30.0
"""After so many seconds without a sign something is wrong."""
PROBLEM = "configuration_problem"
"""Under this name `meta` holds why an edit cannot be used; empty when none is wrong."""
_KEY = "serving"


class Limit(Struct, frozen=True):
    """How many requests a tool still takes of one kind (empty: all), as it said last; `of` how many in all, 0 where that is not
    known."""

    tool: str
    kind: str
    left: int
    of: int


class Serving(Struct, frozen=True, kw_only=True):
    """Who serves a hub: the process, since when, and when it last said so. `answers_at` is where its pages are (empty:
    nowhere), `limits` what tools say that they still take."""

    host: str
    pid: int
    since: datetime
    at: datetime
    answers_at: str = ""
    limits: tuple[Limit, ...] = ()

    def is_alive(self, now: datetime) -> bool:
        return (now - self.at).total_seconds() <= LONG


def say(tx: Connection, told: Serving) -> None:
    meta.put(tx, _KEY, msgspec.json.encode(told).decode())


def serving(tx: Connection) -> Serving | None:
    """Who serves, or served last; None when nobody ever did."""
    return meta.decoded(tx, _KEY, msgspec.json.Decoder(Serving).decode)
