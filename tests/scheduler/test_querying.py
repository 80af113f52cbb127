"""Key results that are fed by a query: measured at each evaluation, kept as history, and told where they cannot be read."""

from datetime import date
from pathlib import Path
from typing import Any

from core.facts import GoalFact
from core.records import Goal
from core.times import millis
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.querying import measure
from scheduler.reconciling import reconcile_findings
from store.facts import unread
from store.goal_facts import goal_facts
from tests.scheduler.little import everything, little, stock, written
from tests.store.samples import DAY, NOW, goal, item

RULES = """
[[rule]]
id = "launch"
goal = "KR-1"
when = { labels = "launch" }
[[rule]]
id = "sub"
goal = "I-1"
when = { labels = "sub" }
"""


def result(query: str, **more: Any) -> Goal:
    cells = {"query": "OKRs!P3"}
    period: dict[str, Any] = {"effective_from": date(2026, 1, 1), "effective_to": date(2026, 6, 30)}
    return goal("KR-1", level="key_result", start=0.0, target=1.0, query=query, cells=cells, **period, **more)


SHARE = 'share = { category = "done" }'
BELOW = goal("I-1", level="initiative", parent="KR-1")
ITEMS = (
    item(1, labels=("launch",), category="done"),
    item(2, labels=("launch",)),
    item(3, labels=("sub",), category="done"),
    item(4, category="done"),
    item(5, labels=("launch",), category="done", kind="thread"),
)


def seen(hub: Hub, now: Any = NOW) -> GoalFact:
    with hub.store.read() as tx:
        return next(fact for fact in goal_facts(tx, now) if fact.goal.key == "KR-1")


def test_the_value_is_that_of_all_that_serves_it(tmp_path: Path) -> None:
    with little(written(tmp_path, RULES), (result(SHARE), BELOW), ITEMS) as hub:
        link(hub)
        assert measure(hub, NOW) == 1
        assert seen(hub).current == round(2 / 3, 6)


def test_only_what_is_new_is_kept(tmp_path: Path) -> None:
    with little(written(tmp_path, RULES), (result(SHARE), BELOW), ITEMS) as hub:
        link(hub)
        measure(hub, NOW)
        before = everything(hub)
        assert measure(hub, NOW + DAY) == 0
        assert everything(hub) == before
        stock(hub, items=[item(2, labels=("launch",), category="done")])
        assert measure(hub, NOW + 2 * DAY) == 1
        days = [at.date() for at, _ in seen(hub, NOW + 3 * DAY).values]
        assert days == [NOW.date(), (NOW + 2 * DAY).date()]
        assert seen(hub, NOW + 3 * DAY).current == 1.0


def test_an_evaluation_measures_first(tmp_path: Path) -> None:
    with little(written(tmp_path, RULES), (result('count = { category = "done" }'), BELOW), ITEMS) as hub:
        link(hub)
        reconcile_findings(hub)
        assert seen(hub).current == 2.0


def test_a_query_that_cannot_be_read_is_told_by_its_cell_until_it_can(tmp_path: Path) -> None:
    with little(written(tmp_path, RULES), (result("share = done"), BELOW), ITEMS) as hub:
        link(hub)
        for _ in range(2):
            measure(hub, NOW)
            with hub.store.read() as tx:
                (row,) = unread(tx)
            assert (row.source, row.place, row.lost, millis(row.since)) == ("sheets", "OKRs!P3", False, millis(NOW))
            assert row.reason.startswith("the query cannot be read: ")
        stock(hub, [result(SHARE), BELOW])
        measure(hub, NOW)
        with hub.store.read() as tx:
            assert unread(tx) == ()
        assert seen(hub).current is not None


def test_a_share_of_nothing_is_no_value(tmp_path: Path) -> None:
    with little(written(tmp_path, RULES), (result(SHARE),)) as hub:
        assert measure(hub, NOW) == 0
        assert seen(hub).current is None
