"""Reports of a past day: of a company that lived some days, by the use case and by the real command."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.facts import Facts, SlowItem
from scheduler.hub import open_hub
from scheduler.looking import Look, NoSuchDay, drifting, looking
from store.facts import facts
from tests.acceptance.command import fairlead, told
from tests.acceptance.road import Key, keys, scene
from tests.scheduler.little import little, written
from tests.store.samples import NOW, goal

DAYS = 3
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lived:
    """`told` and `open` are the facts and the findings of each moment at which the hub had just judged."""

    config: Path
    told: Mapping[datetime, Facts]
    open: Mapping[datetime, set[Key]]

    @property
    def moments(self) -> list[datetime]:
        return list(self.told)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """It begins some days before the real now, which the real command goes by."""
    begin = datetime.now(UTC).replace(hour=15, minute=30, second=0, microsecond=0) - (DAYS + 1) * DAY
    with scene(tmp_path_factory.mktemp("hub"), 7, now=begin) as stage:
        seen, found = {}, {}
        stage.travel()
        for number in range(DAYS + 1):
            last = [stage.travel()] if number == 0 else stage.pass_day()
            at = stage.hub.clock()
            with stage.hub.store.read() as tx:
                seen[at] = facts(tx, at)
            found[at] = keys(last[-1].reconciled.open)
        yield Lived(stage.config, seen, found)


def known(seen: Facts) -> Facts:
    """Without what is not known of the past (the state of the hub, flags, and the status that a board gives), and what people
    write down days later for the day on which it was: work that they did, and decisions."""
    work = ("effort", "outdated_effort", "doing_effort", "daily")
    unknown = dict.fromkeys(("streams", "rows", "blocked", "people", *work, "decisions"), ())
    goals = tuple(replace(fact, last_activity=None) for fact in seen.goals)
    flows = tuple(replace(flow, aged=own(flow.aged), handed=own(flow.handed)) for flow in seen.flows)
    return replace(seen, **unknown, goals=goals, flows=flows)


def own(items: tuple[SlowItem, ...]) -> tuple[SlowItem, ...]:
    """Without a status that may be of a board."""
    return tuple(replace(each, status="") if each.item.source == "github" else each for each in items)


def test_the_facts_of_each_day_are_those_that_were_taken_then(lived: Lived) -> None:
    assert len({seen.unlinked for seen in lived.told.values()}) > 1
    with open_hub(lived.config, lambda: lived.moments[-1]) as hub:
        for at, seen in lived.told.items():
            with hub.store.as_of(at) as tx:
                assert known(facts(tx, at)) == known(seen)


def test_what_drifted_on_a_day_is_what_had_been_found(lived: Lived) -> None:
    """A finding resolves after two clean evaluations: an open one may have been mended just before."""
    with open_hub(lived.config, lambda: lived.moments[-1]) as hub:
        for at, open_ in lived.open.items():
            with hub.store.as_of(at) as tx:
                seen = {key for key in keys(drifting(hub, Look(tx, at, at.date()))) if key[0] not in ("D10", "D26")}
            assert seen <= open_
            assert len(seen) >= len(open_) / 2


def test_today_asked_for_is_now_judged_anew(lived: Lived) -> None:
    last = lived.moments[-1]
    with open_hub(lived.config, lambda: last) as hub:
        with looking(hub, None) as look:
            now = drifting(hub, look)
            assert (look.at, look.day) == (last, None)
        with looking(hub, last.date()) as look:
            assert {each.fingerprint for each in drifting(hub, look)} <= {each.fingerprint for each in now}


def test_a_day_is_told_to_its_last_moment(lived: Lived) -> None:
    with open_hub(lived.config, lambda: lived.moments[-1]) as hub, looking(hub, lived.moments[1].date()) as look:
        assert look.at == datetime.combine(lived.moments[2].date(), datetime.min.time(), UTC) - timedelta(
            milliseconds=1
        )


@pytest.fixture(scope="module")
def day(lived: Lived) -> str:
    return str(lived.moments[0].date())


def test_findings_of_a_past_day(lived: Lived, day: str) -> None:
    then = told("findings", "--as-of", day, config=lived.config, exit_code=3)
    assert then["as_of"] == f"{day}T23:59:59.999000Z"
    assert then["learning"] is None
    assert {"detector", "summary", "fingerprint", "since"} <= then["findings"][0].keys()
    assert not {"first_seen", "clean", "reopened"} & then["findings"][0].keys()
    now = told("findings", config=lived.config)
    assert "as_of" not in now
    assert len(then["findings"]) > len(now["findings"]) == 0
    page = fairlead("findings", "--as-of", day, config=lived.config)
    assert page.stdout.startswith(f"As of {day}, with the teams, people and settings of today\n")
    assert "D1 unlinked work" in page.stdout


def test_goals_of_a_past_day(lived: Lived, day: str) -> None:
    then = {each["key"]: each for each in told("goals", "--as-of", day, config=lived.config)["goals"]}
    now = {each["key"]: each for each in told("goals", config=lived.config)["goals"]}
    seen = {fact.goal.key: fact for fact in lived.told[lived.moments[0]].goals}
    assert then.keys() == seen.keys()
    assert any(then[key]["done_items"] != now[key]["done_items"] for key in then.keys() & now.keys())
    assert fairlead("goals", "--as-of", day, config=lived.config).stdout.startswith(f"As of {day}")
    assert fairlead("goals", config=lived.config).stdout.startswith(("S", "O"))


def test_one_goal_of_a_past_day(lived: Lived, day: str) -> None:
    then = told("goals", "O-1", "--as-of", day, config=lived.config)
    assert then["as_of"].startswith(day)
    flow = told("flow", "--goal", "O-1", "--as-of", day, config=lived.config)["whole"]
    figures: dict[str, Any] = {name: then["goal"]["flow"][name] for name in ("finished", "doing", "cycle")}
    assert figures == {name: flow[name] for name in figures}
    assert f"As of {day}" in fairlead("goals", "O-1", "--as-of", day, config=lived.config).stdout


def test_the_strategy_as_it_was_written(lived: Lived, day: str) -> None:
    assert told("goals", "--lint", "--as-of", day, config=lived.config)["as_of"].startswith(day)


@pytest.mark.parametrize("command", [("goals",), ("goals", "O-1"), ("goals", "--lint"), ("findings",)])
def test_days_of_which_nothing_is_known_are_refused(lived: Lived, command: tuple[str, ...]) -> None:
    first = lived.moments[0].date()
    for asked, words in (
        (str(first - DAY), f"the hub knows what stood from {first} on; name that day or a later one"),
        ("2999-01-01", "--as-of 2999-01-01 lies ahead; name a day of the past"),
    ):
        ran = fairlead(*command, "--as-of", asked, config=lived.config)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert words in ran.stderr


def test_a_hub_that_knows_nothing_says_so(tmp_path: Path) -> None:
    with little(written(tmp_path, "")) as hub:
        for day, words in ((date(2026, 1, 1), "knows nothing yet"), (date(2999, 1, 1), "lies ahead")):
            with pytest.raises(NoSuchDay, match=words), looking(hub, day):
                pass


def test_a_goal_that_was_none_is_not_known(tmp_path: Path) -> None:
    config = written(tmp_path, "")
    with little(config, [goal("O-1")]):
        ran = fairlead("goals", "O-2", "--as-of", str(NOW.date()), config=config)
    assert ran.returncode == 1
    assert f"no goal O-2 on {NOW.date()}" in ran.stderr
