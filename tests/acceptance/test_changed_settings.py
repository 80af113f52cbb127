"""A setting that changes what items mean reaches the items that did not change."""

from pathlib import Path

from fairlead.demo.house import settle
from sandbox.company import open_company
from scheduler import syncing
from scheduler.hub import open_hub
from store import goals
from tests.acceptance.road import NOW


def epics_that_are_goals(config: Path, clock: object) -> int:
    with open_hub(config, clock) as hub:  # type: ignore[arg-type]
        syncing.sync(hub, lambda *_: None)
        with hub.store.read() as tx:
            return sum(goal.source == "jira" for goal in goals.all_goals(tx))


def test_epics_become_goals_when_the_settings_say_so(tmp_path: Path) -> None:
    with open_company(41, now=NOW) as opened:
        config = settle(opened.company, opened.sandbox.urls, tmp_path)
        text = config.read_text()
        config.write_text(text.replace('goal_types = ["Epic"]', "goal_types = []"))
        assert epics_that_are_goals(config, opened.company.clock) == 0
        config.write_text(text)
        assert epics_that_are_goals(config, opened.company.clock) > 10


def test_settings_that_mean_the_same_cost_no_full_pull(tmp_path: Path) -> None:
    with open_company(41, now=NOW) as opened:
        config = settle(opened.company, opened.sandbox.urls, tmp_path)
        for _ in range(2):
            epics_that_are_goals(config, opened.company.clock)
        before = len(opened.sandbox.history)
        config.write_text(
            config.read_text().replace(
                "[connectors.jira]\n", "[connectors.jira]\nevery_minutes = 5\nwebhook_secret = { env = 'HOOK' }\n"
            )
        )
        epics_that_are_goals(config, opened.company.clock)
        asked = [
            exchange.query for exchange in opened.sandbox.history[before:] if exchange.path.endswith("/search/jql")
        ]
        assert asked
        assert [query for query in asked if "updated+%3E%3D" not in query] == []
