"""Signs by which whoever shows the hub sees that something has changed: short texts, cheap to read again and again."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

SIGNS: Mapping[str, str] = {
    "evaluation": "SELECT max(as_of) FROM reports",
    "decided": "SELECT max(at), count(*), 0 FROM handlings UNION ALL SELECT max(at), count(*), sum(until) FROM silences",
    "rules": "SELECT max(valid_from), max(valid_to) FROM rules",
    "edits": "SELECT count(*), max(at) FROM held_edits",
    "plans": "SELECT count(*), max(at), max(approved_at), max(run) FROM saved_plans",
    "outbox": "SELECT state, count(*) FROM intents GROUP BY state ORDER BY state",
    "streams": "SELECT count(*), sum(scan), max(last_success), sum(failures), max(error_since), count(doubt) FROM streams",
    "duties": "SELECT count(*), max(began_at), max(ended_at), count(parked) FROM duties",
    "audit": "SELECT max(at) FROM audit",
}
"""By name, what is asked; any other answer than before says that there is something new."""


def signs(tx: Connection) -> dict[str, str]:
    return {name: _told(tx, query) for name, query in SIGNS.items()}


def _told(tx: Connection, query: str) -> str:
    return "/".join(".".join("" if value is None else str(value) for value in row) for row in tx.execute(text(query)))
