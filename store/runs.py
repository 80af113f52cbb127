"""The writes that were done, as the guard, `fairlead runs` and `fairlead undo` ask for them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, text

from core.plan import Target, notable
from core.times import MILLISECOND, millis, moment
from core.undoing import Write
from core.writes import Deed
from store import writes

NEWEST = 50
EARLIER = timedelta(days=2)  # a write can come so much later than the run that was to make it


class Run(Struct, frozen=True, kw_only=True):
    """A run that wrote: when it began to, who had it written and as what (`applied` or `undid`, of `about`: the plan or the
    run), its writes by tool, and how many of them were `undone` by which runs. `last` is the id of its last write."""

    id: str
    at: datetime
    actor: str
    action: str
    about: str
    writes: Mapping[str, int]
    undone: int
    undone_by: tuple[str, ...]
    last: int


def lately(tx: Connection, since: datetime) -> tuple[Deed, ...]:
    """Since that moment, oldest first; only what people notice (`core.plan.notable`)."""
    query = "SELECT tool, verb, place, topic, step, approved FROM writes WHERE at > :since ORDER BY id"
    rows = tx.execute(text(query), {"since": millis(since)})
    noticed = (row for row in rows if notable(Target(row.tool, row.verb, row.place, row.topic)))
    return tuple(Deed(row.tool, row.verb, row.place, row.step, bool(row.approved), row.topic) for row in noticed)


def around(tx: Connection, run: str) -> list[Write]:
    """All writes that were ever done at the targets of a run, oldest first; none when the run wrote nothing."""
    return [writes.write_of(row) for row in tx.execute(text(_AROUND), {"run": run})]


def labelled_before(tx: Connection, run: str) -> set[tuple[str, str, str]]:
    """Tool, item and label of each label that was put on something before the run began."""
    rows = tx.execute(text(_LABELLED), {"run": run})
    return {(row.tool, row.place, row.topic) for row in rows}


def newest(tx: Connection, before: int | None = None, at_most: int = NEWEST) -> list[Run]:
    """Those that wrote last come first; of those whose last write comes `before` the one of this id."""
    earlier = "" if before is None else "HAVING max(id) < :before"
    which = f"SELECT run FROM writes GROUP BY run {earlier} ORDER BY max(id) DESC LIMIT :limit"
    return _runs(tx, which, {"limit": at_most} | ({} if before is None else {"before": before}))


def find(tx: Connection, run: str) -> Run | None:
    """None where it wrote nothing."""
    return next(iter(_runs(tx, ":run", {"run": run})), None)


def _runs(tx: Connection, which: str, asked: Mapping[str, Any]) -> list[Run]:
    of_run: dict[str, list[Any]] = defaultdict(list)
    for row in tx.execute(text(_RUNS.format(which=which)), asked):
        of_run[row.run].append(row)
    who = _begun(tx, min((row.at for rows in of_run.values() for row in rows), default=0))
    return [_run(run, rows, who.get(run)) for run, rows in of_run.items()]


def _run(run: str, rows: list[Any], begun: Any | None) -> Run:
    undoers = dict.fromkeys(by for row in rows for by in (row.first_undoer, row.last_undoer) if by)
    return Run(
        id=run,
        at=moment(min(row.at for row in rows)),
        actor=begun.actor if begun else "",
        action=begun.action if begun else "applied",
        about=(begun.after or "") if begun else "",
        writes={row.tool: row.writes for row in rows},
        undone=sum(row.undone for row in rows),
        undone_by=tuple(undoers),
        last=max(row.last for row in rows),
    )


def _begun(tx: Connection, since: int) -> dict[str, Any]:
    """Who had each run begun, by its id."""
    query = "SELECT actor, action, target, after FROM audit WHERE action IN ('applied', 'undid') AND at >= :since"
    rows = tx.execute(text(query), {"since": since - EARLIER // MILLISECOND})
    return {row.target.removeprefix("run "): row for row in rows}


_AROUND = """
SELECT DISTINCT w.* FROM writes r
JOIN writes w ON w.tool = r.tool AND w.place = r.place AND w.verb = r.verb AND w.topic = r.topic
WHERE r.run = :run ORDER BY w.id
"""
_LABELLED = """
SELECT DISTINCT w.tool, w.place, w.topic FROM writes r
JOIN writes w ON w.tool = r.tool AND w.verb = 'label' AND w.topic = r.topic AND w.id < r.id AND w.run <> :run
WHERE r.run = :run AND r.verb = 'label' AND r.step = 'add' AND w.step = 'add'
"""
_RUNS = """
SELECT run, tool, min(at) AS at, max(id) AS last, count(*) AS writes, count(undone_by) AS undone,
    min(undone_by) AS first_undoer, max(undone_by) AS last_undoer
FROM writes WHERE run IN ({which}) GROUP BY run, tool ORDER BY max(id) DESC
"""
