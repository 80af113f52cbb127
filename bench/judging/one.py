"""One process of the case: `python -m bench.judging.one fill URL FOLDER ITEMS`, and then as often as is asked for
`… turn URL FOLDER ITEMS CHANGED NUMBER LAST`.

In a turn all is judged, some items change, and what they touched is judged; beside each, the plain query, in the same database
and in DuckDB. They must give the same answer. After the last one the facts must be those of a full computation, byte for byte.
"""

import gc
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from bench.judging.company import ISSUES, NOW, Company
from bench.judging.floor import copied, per_goal, per_touched_goal
from scheduler.hub import Hub, open_hub
from scheduler.reconciling import reconcile_findings
from store import kept, pulls
from store.facts import facts

SECOND = timedelta(seconds=1)


class Clock:
    """Stands still while something is measured."""

    now = NOW

    def __call__(self) -> Any:
        return self.now


def fill(url: str, folder: Path, items: int) -> None:
    """Opens the findings there are, too: afterwards only what changed is written."""
    with _opened(url, folder, Clock()) as hub:
        Company(items).fill(hub.store)
        reconcile_findings(hub)


def turn(url: str, folder: Path, items: int, changed: int, number: int, last: int) -> None:
    """Which number it is tells which items change. Writes what it took to stdout."""
    clock, company = Clock(), Company(items, seed=number + 1)
    clock.now += number * SECOND
    with _opened(url, folder, clock) as hub:
        with hub.store.write() as tx:
            kept.forget(tx)
        full, _ = _timed(lambda: reconcile_findings(hub))
        clock.now += SECOND / 2
        numbers, records = company.changes(changed)
        with hub.store.write() as tx:
            pulls.commit(tx, "jira", ISSUES, records, "2", clock.now, full=False)
        again, _ = _timed(lambda: reconcile_findings(hub))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told = {"items": items, "peak_mb": peak, **_beside(hub, clock, numbers, full, again)}
        if last:
            _insist(hub)
    sys.stdout.buffer.write(msgspec.json.encode(told))


def _opened(url: str, folder: Path, clock: Clock) -> Any:
    config = folder / "config.toml"
    config.write_text(f'[hub]\ndatabase = "{url}"\n')
    return open_hub(config, clock=clock)


def _beside(hub: Hub, clock: Clock, numbers: list[int], full: Any, again: Any) -> dict[str, Any]:
    with hub.store.read() as tx:
        plain, goals = _timed(lambda: per_goal(tx, clock.now))
        touched, some = _timed(lambda: per_touched_goal(tx, clock.now, numbers))
        loaded, duck = _timed(lambda: copied(tx))
    with duck:
        beside, the_same = _timed(lambda: per_goal(duck, clock.now))
        beside_touched, the_same_some = _timed(lambda: per_touched_goal(duck, clock.now, numbers))
    if (goals, some) != (the_same, the_same_some):
        raise SystemExit("DuckDB gives another answer")
    return {
        "load": loaded["s"],
        "full": {"fairlead": full, "query": plain, "duckdb": beside, "goals": len(goals)},
        "changed": {"fairlead": again, "query": touched, "duckdb": beside_touched, "goals": len(some)},
    }


def _timed(act: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Seconds by the clock, and of CPU in this process: PostgreSQL works in others."""
    gc.collect()
    begun, cpu = time.perf_counter(), time.process_time()
    done = act()
    return {"s": time.perf_counter() - begun, "cpu": time.process_time() - cpu}, done


def _insist(hub: Hub) -> None:
    now = hub.clock()
    with hub.store.trial() as tx:
        seen = msgspec.json.encode(facts(tx, now))
        kept.rebuild(tx, now)
        if msgspec.json.encode(facts(tx, now)) != seen:
            raise SystemExit("facts of what changed are not those of a full computation")


if __name__ == "__main__":
    steps: dict[str, Callable[..., None]] = {"fill": fill, "turn": turn}
    steps[sys.argv[1]](sys.argv[2], Path(sys.argv[3]), *map(int, sys.argv[4:]))
