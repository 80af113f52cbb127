"""Writers that die at any moment, before tools that drop answers, fail, and finish late what was asked of them (P2, P3)."""

import random
import time
from contextlib import suppress
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import text

from sandbox.faults import Fault
from sandbox.history import Tool
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved
from scheduler.hub import Hub, open_hub
from scheduler.planning import plan_writes
from store import outbox
from tests.acceptance.command import IMPORTED
from tests.acceptance.kept import begun, travelled
from tests.acceptance.noted import noted, wrong
from tests.acceptance.road import Scene
from tests.seeds import SOAK

KILLS = 20 if SOAK else 6
SEEDS = range(10 if SOAK else 1)
LATEST = 60  # seconds after which a tool finishes what was asked of it, though whoever asked is dead
ALWAYS = None
_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(IMPORTED)


class Since:
    """A clock that begins at a moment and goes on by itself; whoever waits on it does not."""

    def __init__(self, begun: datetime) -> None:
        self._begun, self._real = begun, time.monotonic()

    def __call__(self) -> datetime:
        return self._begun + timedelta(seconds=time.monotonic() - self._real)

    def sleep(self, seconds: float, /) -> None:
        self._begun += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        return self().timestamp()


def write(config: Path, now: datetime) -> None:
    """One run of writes in a process of its own, with whatever approval it needs."""
    clock = Since(now)
    with open_hub(config, clock, clock) as hub:
        carry_out(hub)


def carry_out(hub: Hub) -> None:
    """What was in doubt may turn out so that there is more to write, which the next run approves."""
    plan = plan_writes(hub).plan
    with suppress(NotApproved):
        apply_plan(hub, plan.digest if plan.operations else None, lambda *_: None)


def killed(now: Scene, rng: random.Random) -> bool:
    """True if it was killed at work: so many requests after its first, and a moment later."""
    history = now.opened.sandbox.history
    before, until = len(history), rng.randint(1, 12)
    process = _FORKED.Process(target=write, args=(now.config, now.company.clock()))
    process.start()
    while process.is_alive() and len(history) - before < until:
        time.sleep(0.001)
    time.sleep(rng.uniform(0, 0.02))
    process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode < 0


def trouble(rng: random.Random) -> list[Fault]:
    """5 % of answers are dropped, 5 % are 503, and 5 % of requests that change something are done up to a minute later."""

    def fault(tool: Tool, pattern: str = "", **what: object) -> Fault:
        return Fault(tool, pattern, ALWAYS, chance=0.05, luck=random.Random(rng.random()), **what)  # type: ignore[arg-type]

    late = [fault(tool, "^(POST|PUT|PATCH|DELETE)", late=rng.uniform(0, LATEST)) for tool in get_args(Tool)]
    dropped = [fault(tool, after=True, drop=True, status=200) for tool in get_args(Tool)]
    return [*late, *dropped, *(fault(tool, status=503) for tool in get_args(Tool))]


def turn(now: Scene, resolved: bool) -> None:
    """All that was found is over, or is so again: everything that stands goes, or comes."""
    with now.hub.store.write() as tx:
        tx.execute(text("UPDATE findings SET resolved_at = :at"), {"at": 1 if resolved else None})


def settle(now: Scene) -> None:
    """The tools are well again, and time goes by, until nothing waits any more."""
    now.opened.sandbox.faults.clear()
    for _ in range(12):
        now.wait(minutes=6)
        now.opened.sandbox.catch_up()
        carry_out(now.hub)
        with now.hub.store.read() as tx:
            waiting = [*outbox.open_intents(tx), *outbox.to_sweep(tx, now.company.clock() + timedelta(hours=1))]
        if not waiting and not plan_writes(now.hub).plan.operations:
            return


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_stands_twice_however_often_the_writer_dies(tmp_path: Path, seed: int) -> None:
    """Whatever was half done when everything turned, too."""
    rng, kills, resolved = random.Random(seed), 0, False
    with begun(travelled, tmp_path, 5) as now:
        now.opened.sandbox.faults.extend(trouble(rng))
        while kills < KILLS:
            died = killed(now, rng)
            kills += died
            now.wait(seconds=rng.uniform(5, 100))
            if not died or rng.random() < 0.15:
                resolved = not resolved
                turn(now, resolved)
        turn(now, resolved=seed % 2 == 1)
        settle(now)
        assert (wrong(now), bool(noted(now.opened))) == ([], seed % 2 == 0)
        with now.hub.store.read() as tx:
            assert outbox.open_intents(tx) == []
        assert plan_writes(now.hub).plan.operations == ()
        made_again(now)


def made_again(now: Scene) -> None:
    """What went and came back was rightly made twice, which the checker of the scene cannot know."""
    now.opened.sandbox.history[:] = [each for each in now.opened.sandbox.history if each.method != "POST"]
