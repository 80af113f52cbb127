"""Tallies, kept by difference: what changed is taken off before it is made anew, and added afterwards.

The last of something is known as long as what is taken off came before it. Else it is unknown (NULL) and looked up again.
"""

from sqlalchemy import Connection, text

from store.kept.definitions import TALLIED, divided

_CHANGED = "WHERE item_id IN (SELECT item_id FROM unjudged) GROUP BY goal, part, category, team"
_PUT = """
INSERT INTO goal_tallies (goal, part, category, team, items, since, newest) {tallied}
ON CONFLICT (goal, part, category, team) DO UPDATE SET items = goal_tallies.items + excluded.items, {since}, {newest}
"""
_BEFORE = "{0} = CASE WHEN excluded.{0} < goal_tallies.{0} THEN goal_tallies.{0} END"
_LATER = "{0} = CASE WHEN excluded.{0} > goal_tallies.{0} THEN excluded.{0} ELSE goal_tallies.{0} END"
_LAST = """
{0} = coalesce({0}, (SELECT max(i.{0}) FROM goal_items i WHERE i.goal = goal_tallies.goal AND i.part = goal_tallies.part
    AND i.category = goal_tallies.category AND i.team = goal_tallies.team))
"""

_DIVIDED = """
INSERT INTO divided (goals, category, items) SELECT goals, category, {items} FROM ({changed}) AS changed WHERE true
ON CONFLICT (goals, category) DO UPDATE SET items = divided.items + excluded.items
"""


def take_off(tx: Connection) -> None:
    """Before the rows of what changed are made anew."""
    tallied = f"{TALLIED} {_CHANGED}".replace("count(*)", "-count(*)")
    tx.execute(text(_PUT.format(tallied=tallied, since=_BEFORE.format("since"), newest=_BEFORE.format("newest"))))
    tx.execute(text(_DIVIDED.format(items="-items", changed=divided(tx.dialect.name, some=True))))


def add(tx: Connection) -> None:
    """Afterwards."""
    tallied = f"{TALLIED} {_CHANGED}"
    tx.execute(text(_PUT.format(tallied=tallied, since=_LATER.format("since"), newest=_LATER.format("newest"))))
    tx.execute(text(_DIVIDED.format(items="items", changed=divided(tx.dialect.name, some=True))))
    for table in ("goal_tallies", "divided"):
        tx.execute(text(f"DELETE FROM {table} WHERE items = 0"))
    last = f"{_LAST.format('since')}, {_LAST.format('newest')}"
    tx.execute(text(f"UPDATE goal_tallies SET {last} WHERE since IS NULL OR newest IS NULL"))
