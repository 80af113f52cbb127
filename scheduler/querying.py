"""Values of the key results that are fed by a query over items: measured before each evaluation, kept when they are new."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from core.chain import ancestors
from core.records import Goal, Reading
from core.times import millis
from mappings.queries import Measuring, Query, read_query, reading
from scheduler.hub import Hub
from store.bulk import batches
from store.goals_at import goals_at
from store.linking import INPUTS, inputs
from store.queried import SOURCE, bad_queries, keep, last_values, linked_items

Bad = dict[tuple[str, str], str]


def measure(hub: Hub, now: datetime) -> int:
    """How many new values there were. Unchanged values and the same bad queries write nothing."""
    with hub.store.read() as tx:
        goals = goals_at(tx, millis(now))
        queries, bad = _read(goals)
        values = _values(tx, queries, goals, now.date())
        before, known = last_values(tx, queries), bad_queries(tx)
    news = [
        _reading(goals[key], value, now.date())
        for key, value in values.items()
        if value is not None and value != before.get(key)
    ]
    if news or bad != known:
        with hub.store.write() as tx:
            keep(tx, news, bad, millis(now))
    return len(news)


def _read(goals: Mapping[str, Goal]) -> tuple[dict[str, Query], Bad]:
    queries: dict[str, Query] = {}
    bad: Bad = {}
    for key, goal in goals.items():
        if goal.query:
            try:
                queries[key] = read_query(goal.query)
            except ValueError as error:
                bad[goal.source, _place(goal)] = str(error)
    return queries, bad


def _values(
    tx: Connection, queries: Mapping[str, Query], goals: Mapping[str, Goal], today: date
) -> dict[str, float | None]:
    """Each query looks at what is linked to its goal and to any goal below it, each item once."""
    asked = {key: [above.key for above in ancestors(key, goals) if above.key in queries] for key in goals}
    items = linked_items(tx, [key for key, above in asked.items() if above])
    found, above = Measuring(queries, today), reading(queries.values(), "ancestors")
    for part in batches(sorted(items), INPUTS):
        for each in inputs(tx, part, above=above):
            found.add(each.placed, {key for goal in items[each.id] for key in asked[goal]})
    return found.values()


def _reading(goal: Goal, value: float, today: date) -> Reading:
    return Reading(source=SOURCE, id=f"{goal.key}/{today}", subject=goal.key, at=today, place=_place(goal), value=value)


def _place(goal: Goal) -> str:
    return goal.cells.get("query", goal.place)
