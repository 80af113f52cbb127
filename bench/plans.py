"""`python -m bench.plans`: which statements of each step read a whole table of PostgreSQL, by its own plans.

A company is filled in, mapped and judged; then a thousand of its items change. Each statement that the hub then makes is
explained before it runs, and named with the tables of many rows that its plan reads from end to end.
"""

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from bench.databases import url_of
from bench.judging.company import ISSUES, NOW, Company
from scheduler.hub import Hub, open_hub
from scheduler.linking import link
from scheduler.planning import plan_writes
from scheduler.reconciling import reconcile_findings
from scheduler.service.due import due_jobs
from store import pulls

ITEMS, CHANGED, MANY, FEW = 100_000, 1_000, 10_000, 1_000
RULE = '[[rule]]\nid = "p-{number}"\ngoal = "G-{number}"\nwhen = {{ project = "P{number}" }}\n\n'
WORDS = 90  # of a statement, that are shown


class Plans:
    """`whole` names, by statement, the `large` tables that it reads from end to end."""

    def __init__(self, large: frozenset[str]) -> None:
        self._large = large
        self.heard = 0
        self.whole: dict[str, set[str]] = defaultdict(set)

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """All that this process asks any database meanwhile."""
        event.listen(Engine, "before_cursor_execute", self._explain)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._explain)

    def _explain(self, _tx: Connection, cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            return
        self.heard += 1
        if statement in self.whole:
            return
        with cursor.connection.cursor() as asking:
            asking.execute(f"EXPLAIN (FORMAT JSON) {statement}", values[0] if many and values else values)
            plan = asking.fetchone()[0][0]["Plan"]
        self.whole[statement] |= {name for name in _scanned(plan) if name in self._large}


def _scanned(plan: dict[str, Any]) -> Iterator[str]:
    """Tables that are read from end to end, also by way of an index; not those of which the first few rows are enough."""
    if plan["Node Type"] == "Limit" and plan["Plan Rows"] <= FEW:
        return
    unbounded = plan["Node Type"] in ("Index Only Scan", "Index Scan") and "Index Cond" not in plan
    if plan["Node Type"] == "Seq Scan" or (unbounded and "Filter" not in plan):
        yield str(plan["Relation Name"])
    for below in plan.get("Plans", ()):
        yield from _scanned(below)


def main() -> None:
    asked = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = asked.url or stack.enter_context(url_of("postgresql", folder))
        config = folder / "config.toml"
        config.write_text(f'[hub]\ndatabase = "{url}"\n')
        (folder / "mappings.toml").write_text("".join(RULE.format(number=number) for number in range(20)))
        hub = stack.enter_context(open_hub(config, clock=lambda: NOW))
        seed = random.randrange(2**32) if asked.url else 1  # what changed in an earlier run is known
        _report(hub, Company(asked.items, seed), filled=bool(asked.url))


def _report(hub: Hub, company: Company, *, filled: bool) -> None:
    if not filled:
        company.fill(hub.store)
    for name, step in _steps(hub, company).items():
        plans, begun = Plans(_large(hub)), time.perf_counter()
        with plans.hearing():
            step()
        print(
            f"{name}: {plans.heard:,} statements, {len(plans.whole)} different, {time.perf_counter() - begun:.0f} s",
            flush=True,
        )
        for statement, tables in plans.whole.items():
            if tables:
                print(f"    {', '.join(sorted(tables)):30} {' '.join(statement.split())[:WORDS]}")


def _steps(hub: Hub, company: Company) -> dict[str, Callable[[], Any]]:
    return {
        "map, all": lambda: link(hub),
        "judge, all": lambda: reconcile_findings(hub),
        "pull, 1,000 changed": lambda: _pull(hub, company),
        "map": lambda: link(hub),
        "judge": lambda: reconcile_findings(hub),
        "plan": lambda: plan_writes(hub),
        "due": lambda: _due(hub),
    }


def _pull(hub: Hub, company: Company) -> None:
    _, records = company.changes(CHANGED)
    with hub.store.write() as tx:
        pulls.commit(tx, "jira", ISSUES, records, "2", NOW)


def _due(hub: Hub) -> None:
    with hub.store.read() as tx:
        due_jobs(hub, tx, NOW, by_container=True)


def _large(hub: Hub) -> frozenset[str]:
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= :many"
    with hub.store.read() as tx:
        return frozenset(tx.execute(text(query), {"many": MANY}).scalars())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.plans", description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help=f"items of the company (default {ITEMS:,})")
    parser.add_argument("--url", help="a database that was filled so before")
    return parser.parse_args()


if __name__ == "__main__":
    main()
