"""Runs that somebody asked for where nothing is written: whoever serves carries them out soon."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis, moment
from store import audit
from store.encoding import clean

Act = Literal["apply", "undo"]


class Order(Struct, frozen=True, kw_only=True):
    """`actor` wants the plan `about` applied, which approves it, or the run `about` undone, as the run `run`. `told` is what
    came of it, and `is_wrong` whether that is less than was asked for."""

    run: str
    act: Act
    about: str
    actor: str
    at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None
    told: str | None = None
    is_wrong: bool = False


def place(tx: Connection, order: Order) -> Order:
    """The one of this act that waits already, where there is one: nobody asks for the same thing twice."""
    about = {"act": order.act, "about": order.about}
    if known := tx.execute(text(_THE_SAME), about).first():
        return _order(known)
    tx.execute(text(_PLACE), {**about, "run": order.run, "actor": order.actor, "at": millis(order.at), "wrong": False})
    audit.record(
        tx, order.at, order.actor, "asked for", f"run {order.run}", None, f"{order.act} {order.about}".rstrip()
    )
    return order


def find(tx: Connection, run: str) -> Order | None:
    row = tx.execute(text("SELECT * FROM orders WHERE run = :run"), {"run": run}).first()
    return _order(row) if row else None


def waiting(tx: Connection) -> list[Order]:
    """Those that have not come to an end, in the order in which they were asked for."""
    return [_order(row) for row in tx.execute(text("SELECT * FROM orders WHERE ended_at IS NULL ORDER BY at, run"))]


def begin(tx: Connection, run: str, now: datetime) -> None:
    tx.execute(text("UPDATE orders SET began_at = :now WHERE run = :run"), {"run": run, "now": millis(now)})


def end(tx: Connection, run: str, told: str, now: datetime, *, is_wrong: bool) -> None:
    values = {"run": run, "told": clean(told), "now": millis(now), "wrong": is_wrong}
    tx.execute(text("UPDATE orders SET ended_at = :now, told = :told, is_wrong = :wrong WHERE run = :run"), values)


def _order(row: Any) -> Order:
    given = dict(row._mapping)
    moments = {name: moment(given[name]) for name in ("at", "began_at", "ended_at") if given[name] is not None}
    return Order(**{**given, **moments, "is_wrong": bool(given["is_wrong"])})


_THE_SAME = "SELECT * FROM orders WHERE act = :act AND about = :about AND ended_at IS NULL ORDER BY at LIMIT 1"
_PLACE = """
INSERT INTO orders (run, act, about, actor, at, is_wrong) VALUES (:run, :act, :about, :actor, :at, :wrong)
"""
