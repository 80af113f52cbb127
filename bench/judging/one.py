"""One process of the case: `python -m bench.judging.one URL FOLDER ITEMS CHANGED RUNS`.

Fills the database, then takes turns: all is judged, some items change, and what they touched is judged; beside each, the plain
query. Ends when facts differ by a byte from those of a full computation.
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
from bench.judging.floor import per_goal, per_touched_goal
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


def main(url: str, folder: Path, items: int, changed: int, runs: int) -> None:
    config, clock, company = folder / "config.toml", Clock(), Company(items)
    config.write_text(f'[hub]\ndatabase = "{url}"\n')
    with open_hub(config, clock=clock) as hub:
        filled, _ = _timed(lambda: company.fill(hub.store))
        reconcile_findings(hub)  # opens the findings there are; afterwards only what changed is written
        turns = [_turn(hub, clock, company, changed) for _ in range(runs)]
        _insist(hub)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {name: [turn[name] for turn in turns] for name in turns[0]}
    sys.stdout.buffer.write(msgspec.json.encode({"filled": filled, "peak_mb": peak, **told}))


def _turn(hub: Hub, clock: Clock, company: Company, changed: int) -> dict[str, Any]:
    with hub.store.write() as tx:
        kept.forget(tx)
    full, seen = _timed(lambda: reconcile_findings(hub))
    with hub.store.read() as tx:
        plain, goals = _timed(lambda: per_goal(tx, clock.now))
    clock.now += SECOND
    numbers, records = company.changes(changed)
    with hub.store.write() as tx:
        pulls.commit(tx, "jira", ISSUES, records, "2", clock.now, full=False)
    again, _ = _timed(lambda: reconcile_findings(hub))
    with hub.store.read() as tx:
        beside, touched = _timed(lambda: per_touched_goal(tx, clock.now, numbers))
    counts = {"open": len(seen.open), "goals": goals, "touched": touched}
    return {"full": full, "per_goal": plain, "changed": again, "per_touched_goal": beside, **counts}


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    begun = time.perf_counter()
    done = act()
    return time.perf_counter() - begun, done


def _insist(hub: Hub) -> None:
    now = hub.clock()
    with hub.store.trial() as tx:
        seen = msgspec.json.encode(facts(tx, now))
        kept.rebuild(tx, now)
        if msgspec.json.encode(facts(tx, now)) != seen:
            raise SystemExit("facts of what changed are not those of a full computation")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
