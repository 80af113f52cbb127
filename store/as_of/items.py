"""Items as they stood at a moment: what has changed since is mended by its history, all else is taken as it is.

`{base}` stands for the schema of the real tables, `{at}` for the moment.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from core.journey import Standing, Step, stood

ROWS = 5_000  # read at a time


def standings_then(tx: Connection, base: str, at: int) -> Iterator[tuple[Any, ...]]:
    """How items stood that have changed since: number, status, category, and since when."""
    rows = tx.execute(text(_CHANGED.format(base=base)).execution_options(yield_per=ROWS), {"at": at})
    for item_id, group in groupby(rows, lambda row: row.id):
        history = list(group)
        steps, now = [Step(*row[:5]) for row in history], Standing(*history[0][5:8])
        if then := stood(steps, now, at):
            yield (item_id, *then)


_CHANGED = """
SELECT v.valid_from, v.status, v.category, v.assignee, v.due, i.status AS now_status, i.category AS now_category,
    i.category_since, i.id
FROM {base}.items i JOIN {base}.item_versions v ON v.item_id = i.id
WHERE i.created_at <= :at AND (i.category_since > :at OR EXISTS (
    SELECT 1 FROM {base}.item_versions w WHERE w.item_id = i.id AND w.valid_from > :at
))
ORDER BY i.id, v.valid_from
"""
TABLES = (
    "CREATE TEMPORARY TABLE standings_then (id BIGINT PRIMARY KEY, status TEXT, category TEXT, since BIGINT)",
    """
    CREATE TEMPORARY TABLE items_then (
        id INTEGER PRIMARY KEY, source TEXT, key TEXT, kind TEXT, container TEXT, status TEXT, category TEXT,
        category_since BIGINT, assignee TEXT, parent_key TEXT, created_at BIGINT, updated_at BIGINT, done_at BIGINT, due TEXT,
        gone_at BIGINT, missing_since BIGINT
    )
    """,
)
# what has not changed since then stands as it stands now, with what other places say of it; long columns stay where they are
FILL = (
    """
    INSERT INTO items_then
    SELECT i.id, i.source, i.key, i.kind, i.container, coalesce(s.status, i.status), coalesce(s.category, i.category),
        coalesce(s.since, i.category_since), CASE WHEN v.valid_to IS NULL THEN i.assignee ELSE v.assignee END,
        CASE WHEN v.valid_to IS NULL THEN i.parent_key ELSE v.parent END, i.created_at,
        CASE WHEN i.updated_at > {at} THEN v.valid_from ELSE i.updated_at END,
        CASE WHEN s.id IS NULL OR (s.category = 'done' AND i.done_at <= {at}) THEN i.done_at END,
        CASE WHEN v.valid_to IS NULL THEN i.due ELSE v.due END, CASE WHEN i.gone_at <= {at} THEN i.gone_at END,
        CASE WHEN i.missing_since <= {at} THEN i.missing_since END
    FROM {base}.items i
    JOIN {base}.item_versions v ON v.item_id = i.id AND v.valid_from <= {at} AND (v.valid_to IS NULL OR v.valid_to > {at})
    LEFT JOIN standings_then s ON s.id = i.id
    """,
    "CREATE INDEX items_then_by_key ON items_then (key, source)",
    "CREATE INDEX items_then_by_parent ON items_then (parent_key, source)",
    "CREATE INDEX items_then_by_category ON items_then (category, category_since)",
    "CREATE TEMPORARY VIEW items AS SELECT t.*, "
    + ", ".join(
        f"(SELECT i.{name} FROM {{base}}.items i WHERE i.id = t.id) AS {name}"
        for name in (
            "external_id",
            "title",
            "url",
            "stream",
            "text_until",
            "digest",
            "data",
            "base",
            "base_since",
            "narrow",
        )
    )
    + " FROM items_then t",
)
