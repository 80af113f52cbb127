"""Flow metrics out of the hub's tables by DuckDB alone: another language, another way, to hold ours against."""

import json
from typing import Any

import duckdb
from sqlalchemy import text

from core.flow import ENOUGH
from core.journey import Window
from store import Store

TABLES = {
    "items": "id BIGINT, source VARCHAR, key VARCHAR, kind VARCHAR, container VARCHAR, parent_key VARCHAR, gone_at BIGINT",
    "item_versions": "item_id BIGINT, valid_from BIGINT, valid_to BIGINT, status VARCHAR, category VARCHAR, "
    "assignee VARCHAR, due VARCHAR",
    "links": "item_id BIGINT, goal VARCHAR, position INTEGER, valid_from BIGINT, valid_to BIGINT",
    "goal_versions": "goal VARCHAR, valid_from BIGINT, valid_to BIGINT, data VARCHAR",
    "goals": "key VARCHAR, source VARCHAR, item VARCHAR",
    "accounts": "source VARCHAR, id VARCHAR, person VARCHAR",
    "people": "person VARCHAR, team VARCHAR",
    "team_containers": "source VARCHAR, container VARCHAR, team VARCHAR",
}
_WORK = """
CREATE MACRO inside(t) AS t > $start AND t <= $end;
CREATE TABLE work AS SELECT i.* FROM items i
    LEFT JOIN items p ON p.source = i.source AND p.key = i.parent_key AND p.kind = 'issue'
    LEFT JOIN goals g ON g.source = i.source AND g.item = i.key
WHERE coalesce(i.gone_at, 9e18) > $end AND g.key IS NULL
    AND (i.kind IN ('issue', 'row') OR i.kind = 'pull_request' AND p.id IS NULL);
CREATE TABLE past AS SELECT v.* REPLACE (least(coalesce(v.valid_to, 9e18), $end + 1)::BIGINT AS valid_to),
    lag(category) OVER steps AS category_before, lag(due) OVER steps AS due_before
FROM item_versions v JOIN work w ON w.id = v.item_id WHERE v.valid_from <= $end
WINDOW steps AS (PARTITION BY item_id ORDER BY valid_from);
CREATE TABLE ends AS SELECT item_id, arg_max(category, valid_from) AS category,
    arg_max(coalesce(assignee, ''), valid_from) AS who,
    CASE WHEN arg_max(category, valid_from) = 'done' THEN max(valid_to) FILTER (category <> 'done') END AS finished,
    min(valid_from) FILTER (category = 'doing') AS started,
    bool_or(category <> 'done' AND valid_to > $start) AS seen FROM past GROUP BY item_id;
CREATE TABLE open_past AS SELECT p.* FROM past p JOIN ends e USING (item_id) WHERE p.valid_from < coalesce(e.finished, 9e18);
CREATE TABLE handed AS SELECT item_id, sum((was <> assignee)::INT) AS handoffs FROM (
    SELECT item_id, assignee, lag(assignee) OVER (PARTITION BY item_id ORDER BY valid_from) AS was
    FROM open_past WHERE assignee IS NOT NULL) GROUP BY item_id;
CREATE TABLE promised AS SELECT item_id, min_by(due, valid_from) AS due,
    count(*) FILTER (due_before IS NOT NULL AND due IS DISTINCT FROM due_before AND inside(valid_from)) AS moves,
    count(*) FILTER (due_before < due AND inside(valid_from)) AS later
FROM open_past GROUP BY item_id HAVING count(due) > 0;
CREATE TABLE spent AS SELECT item_id, category, status,
    sum(least(valid_to, $end) - greatest(valid_from, $start)) / 864e5 AS days FROM past
WHERE category <> 'done' AND least(valid_to, $end) > greatest(valid_from, $start) GROUP BY ALL;
CREATE TABLE served AS WITH RECURSIVE tree AS (
    SELECT v.goal, coalesce(CASE WHEN l.goal <> v.goal THEN l.goal END, v.data::JSON->>'parent') AS parent
    FROM goal_versions v JOIN goals g ON g.key = v.goal
    LEFT JOIN items i ON i.source = g.source AND i.key = g.item AND coalesce(i.gone_at, 9e18) > $end
    LEFT JOIN links l ON l.item_id = i.id AND l.position = 0 AND l.valid_from <= $end AND coalesce(l.valid_to, 9e18) > $end
    WHERE v.valid_from <= $end AND coalesce(v.valid_to, 9e18) > $end
), up AS (
    SELECT l.item_id, t.goal, t.parent FROM links l JOIN tree t USING (goal)
    WHERE l.position >= 0 AND l.valid_from <= $end AND coalesce(l.valid_to, 9e18) > $end
    UNION SELECT up.item_id, t.goal, t.parent FROM up JOIN tree t ON t.goal = up.parent
) SELECT DISTINCT item_id, goal FROM up;
CREATE TABLE placed AS SELECT item_id, 'goal ' || goal AS place FROM served
UNION ALL SELECT id, 'whole' FROM work
UNION ALL SELECT w.id, 'team ' || coalesce(p.team, c.team) FROM work w JOIN ends e ON e.item_id = w.id
    LEFT JOIN accounts a ON a.source = w.source AND a.id = e.who
    LEFT JOIN people p ON p.person = a.person
    LEFT JOIN team_containers c ON c.source = w.source AND c.container = w.container
    WHERE coalesce(p.team, c.team) IS NOT NULL;
"""
_OF_PLACE = "FROM placed q JOIN {table} t ON t.item_id = q.item_id WHERE q.place = $place AND {where}"
_ENDED = "inside(t.finished) AND t.seen"
SPREADS = {
    "cycle": ("(t.finished - t.started) / 864e5", "ends", _ENDED + " AND t.started IS NOT NULL"),
    "age": ("($end - t.started) / 864e5", "ends", "t.category = 'doing'"),
    "handoffs": (
        "coalesce((SELECT h.handoffs FROM handed h WHERE h.item_id = t.item_id), 0)::DOUBLE",
        "ends",
        _ENDED,
    ),
    **{
        f"{category}_time": (
            "t.days",
            f"(SELECT item_id, sum(days) AS days FROM spent WHERE category = '{category}' GROUP BY item_id)",
            "true",
        )
        for category in ("todo", "doing")
    },
}
COUNTS = {
    "finished": ("count(*)", "ends", _ENDED),
    "seen": ("count(*)", "ends", "t.seen"),
    "doing": ("count(*)", "ends", "t.category = 'doing'"),
    "oldest": ("round(max($end - t.started) / 864e5, 3)", "ends", "t.category = 'doing'"),
    **{
        name: (f"coalesce({what}, 0)::INT", "(SELECT * FROM promised JOIN ends USING (item_id))", "t.seen")
        for name, what in (("dated", "count(*)"), ("moves", "sum(t.moves)"), ("later", "sum(t.later)"))
    },
    **{
        name: (
            what,
            "(SELECT *, epoch_ms(due::TIMESTAMP + INTERVAL 1 DAY) AS over FROM promised JOIN ends USING (item_id))",
            "inside(t.over)",
        )
        for name, what in (("due", "count(*)"), ("met", "count(*) FILTER (t.finished < t.over)"))
    },
}
WEEKLY = {
    "came": "t.category <> 'done' AND coalesce(t.category_before, 'done') = 'done'",
    "left": "t.category = 'done' AND t.category_before <> 'done'",
}


def recomputed(store: Store, window: Window) -> dict[str, dict[str, Any]]:
    """Figures by `whole`, `team …` and `goal …`, in plain values as `told` has them."""
    with duckdb.connect(":memory:") as db:
        _load(store, db)
        for statement in _WORK.split(";")[:-1]:
            _ask(db, statement, window)
        places = [row[0] for row in db.execute("SELECT DISTINCT place FROM placed ORDER BY place").fetchall()]
        return {place: _figures(db, place, window) for place in places}


def _load(store: Store, db: duckdb.DuckDBPyConnection) -> None:
    for table, columns in TABLES.items():
        names = [column.split()[0] for column in columns.split(", ")]
        with store.read() as tx:
            rows = [dict(row) for row in tx.execute(text(f"SELECT {', '.join(names)} FROM {table}")).mappings()]
        shape = json.dumps([dict(column.split() for column in columns.split(", "))])
        db.execute(f"CREATE TABLE {table} ({columns})")
        db.execute(f"INSERT INTO {table} SELECT unnest(from_json(?, '{shape}'), recursive := true)", [json.dumps(rows)])


def _ask(db: duckdb.DuckDBPyConnection, statement: str, window: Window, place: str = "") -> list[tuple[Any, ...]]:
    for name, value in (("$start", window.start), ("$end", window.end), ("$place", f"'{place}'")):
        statement = statement.replace(name, str(value))
    return db.execute(statement).fetchall()


def _figures(db: duckdb.DuckDBPyConnection, place: str, window: Window) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, (what, table, where) in COUNTS.items():
        figures[name] = _ask(db, f"SELECT {what} {_OF_PLACE.format(table=table, where=where)}", window, place)[0][0]
    for name, (what, table, where) in SPREADS.items():
        of = _OF_PLACE.format(table=table, where=where)
        figures[name] = _ask(db, f"SELECT {_spread(what)} {of}", window, place)[0]
    of = _OF_PLACE.format(table="spent", where="t.category = 'doing'")
    stays = f"SELECT t.status, {_spread('t.days')} {of} GROUP BY t.status HAVING count(*) >= {ENOUGH}"
    figures["slowest"] = {row[0]: row[1:] for row in _ask(db, stays, window, place)}
    for name, where in WEEKLY.items():
        of = _OF_PLACE.format(table="past", where=f"{where} AND inside(t.valid_from)")
        figures[name] = dict(
            _ask(db, f"SELECT ($end - t.valid_from) // 6048e5::BIGINT, count(*) {of} GROUP BY 1", window, place)
        )
    return figures


def _spread(what: str) -> str:
    told = (f"CASE WHEN count(*) >= {ENOUGH} THEN round(quantile_cont({what}, {p}), 3) END" for p in (0.5, 0.85))
    return f"count({what}), {', '.join(told)}"
