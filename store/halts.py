"""The kill switch: one value beside the tables, so that it holds for every process and outlives each."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.phrases import minute
from store import audit, meta

_KEY = "halted"


class Halt(Struct, frozen=True):
    """Who stopped all writing, when, and why."""

    at: datetime
    actor: str
    reason: str

    @property
    def words(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return f"writing is halted since {minute(self.at)} by {self.actor}{why}"

    def __str__(self) -> str:
        return f"{self.words}; `fairlead resume` lets it go on"


def current(tx: Connection) -> Halt | None:
    told = meta.get(tx, _KEY)
    return msgspec.json.decode(told, type=Halt) if told else None


def begin(tx: Connection, halt: Halt) -> None:
    meta.put(tx, _KEY, msgspec.json.encode(halt).decode())
    audit.record(tx, halt.at, halt.actor, "halted", "all writing", None, halt.reason)


def end(tx: Connection, actor: str, now: datetime) -> None:
    meta.put(tx, _KEY, "")
    audit.record(tx, now, actor, "resumed", "all writing")
