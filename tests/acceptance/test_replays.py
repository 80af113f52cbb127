"""What an edit of the rules would have done, by the real command."""

from pathlib import Path

import pytest

from core.records import Change
from scheduler.linking import link
from tests.acceptance.command import fairlead, told
from tests.mappings.make import rule
from tests.scheduler.little import little, written
from tests.store.samples import DAY, NOW, activity, goal, item

DOING = Change(NOW - 20 * DAY, "category", "todo", "doing")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One item that was begun 20 days before the last mapping, on which Ana worked then, and rules that could link it."""
    found = written(tmp_path_factory.mktemp("hub"), "")
    begun = item(1, created_at=NOW - 30 * DAY, changes=(DOING,), labels=("a",))
    with little(found, [goal("O-1")], [begun, activity(1, at=NOW - 20 * DAY, actor="ana")]) as hub:
        link(hub)
    found.with_name("new.toml").write_text(rule('{ category = "doing" }', "doing", 'goal = "O-1"'))
    return found


def asked(config: Path, *more: str) -> list[str]:
    return ["rules", "diff", str(config.with_name("new.toml")), *more]


@pytest.mark.parametrize(("day", "kinds"), [("2026-02-09", []), ("2026-02-10", ["gained"]), ("2026-01-01", [])])
def test_a_day_of_the_past_has_all_its_moves(config: Path, day: str, kinds: list[str]) -> None:
    replay = told(*asked(config, "--as-of", day), config=config)["replay"]
    assert replay["day"] == day
    assert [move["kind"] for move in replay["moves"]] == kinds
    assert replay["items"] == (day > "2026-01-31")


def test_a_day_is_shown_as_a_diff_is_with_what_is_of_now(config: Path) -> None:
    shown = fairlead(*asked(config, "--as-of", "2026-02-11"), config=config).stdout
    assert "As of 2026-02-11: 1 items" in shown
    assert "no goal → O-1" in shown
    assert "Effort of the four weeks before" in shown
    assert "all else, goals, people and what was said by hand are as they are now" in shown.replace("\n", " ")


def test_a_backtest_is_a_series(config: Path) -> None:
    weeks = told(*asked(config, "--backtest", "700d"), config=config)["weeks"]
    assert len(weeks) == 101
    assert sum(bool(week["moving"]) for week in weeks) == len([week for week in weeks if week["at"] >= "2026-02-10T12"])
    shares = {
        shift["goal"]: shift["share_after"] for week in weeks for shift in week["effort"] if shift["team"] is None
    }
    assert shares == {None: 0.0, "O-1": 1.0}
    assert "moves" not in weeks[0]


def test_a_backtest_is_shown_as_lines(config: Path) -> None:
    shown = fairlead(*asked(config, "--backtest", "104w"), config=config).stdout
    assert "Items that would have moved: 0 to 1  ▁" in shown
    assert "O-1" in shown
    assert "█" in shown
    assert max(map(len, shown.splitlines())) <= 150
    assert "no effort to share out" in fairlead(*asked(config, "--backtest", "1d"), config=config).stdout


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--as-of", "2999-01-01"], "lies ahead"),
        (["--backtest", "a while"], "write a span such as 90d or 12w"),
        (["--backtest", "9999w"], "at most 731 days"),
        (["--backtest", "0d"], "write a span"),
        (["--backtest", "9d", "--as-of", "2026-01-01"], "not both"),
    ],
)
def test_what_cannot_be_replayed_is_said(config: Path, more: list[str], words: str) -> None:
    ran = fairlead(*asked(config, *more), config=config)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_what_is_no_date_is_refused(config: Path) -> None:
    assert fairlead(*asked(config, "--as-of", "yesterday"), config=config).returncode == 2
