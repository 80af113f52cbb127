"""The writes that were done, as the guard and `fairlead undo` ask for them."""

from datetime import datetime

from sqlalchemy import Connection, text

from core.columns import FIGURES
from core.times import millis
from core.writes import Deed


def lately(tx: Connection, since: datetime) -> tuple[Deed, ...]:
    """Since that moment, oldest first; of cells only what people notice (`core.plan.Plan.notable`)."""
    query = "SELECT tool, verb, place, topic, step, approved FROM writes WHERE at > :since ORDER BY id"
    rows = tx.execute(text(query), {"since": millis(since)})
    noticed = (row for row in rows if row.verb != "cells" or row.topic not in FIGURES)
    return tuple(Deed(row.tool, row.verb, row.place, row.step, bool(row.approved)) for row in noticed)
