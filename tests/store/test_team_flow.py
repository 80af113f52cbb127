"""Items beyond the flow of their team: the same figures as `store.flow`, and each item held against them again."""

from datetime import timedelta
from random import Random

import pytest
from numpy import array, maximum, quantile
from sqlalchemy import text

from core.flow import by_team, flow
from core.times import DAY, millis
from store import Store
from store.flow import cells
from store.kept.journeys import window_of
from store.team_flow import team_flows
from tests.store.samples import NOW
from tests.store.test_flow import fill

WINDOW = window_of(millis(NOW) // DAY)
FIGURES = ("finished", "cycle", "doing", "age", "doing_time", "slowest", "handoffs", "came", "left")


@pytest.mark.parametrize("seed", [3, 4])
def test_flow_is_that_of_the_metrics_and_items_beyond_it_are_named(store: Store, seed: int) -> None:
    fill(store, Random(seed), 500)
    with store.read() as tx:
        found = {each.team: each for each in team_flows(tx, NOW)}
        tallies = by_team(cells(tx, WINDOW))
    for team, tally in tallies.items():
        ours, whole = found[team].flow, flow(tally, WINDOW)
        assert {name: getattr(ours, name) for name in FIGURES} == {name: getattr(whole, name) for name in FIGURES}
    for team, each in found.items():
        if len(tallies[team].cycle) < 8:
            assert each.aged == ()
            continue
        p85 = round(float(quantile(list(tallies[team].cycle), 0.85)), 3)
        took = array(tallies[team].cycle)
        assert each.usual == pytest.approx(maximum(took - p85, 0).sum() / took.sum(), abs=1e-4)
        assert len(each.aged) == sum(age > p85 for age in tallies[team].age) > 0
        assert [one.started for one in each.aged] == sorted(one.started for one in each.aged)
        most = float(quantile(list(tallies[team].handoffs), 0.85))
        assert all(one.handoffs > most for one in each.handed)
    assert any(each.aged for each in found.values())
    assert any(each.handed for each in found.values())


def test_each_item_tells_when_it_was_begun_its_status_and_its_handoffs(store: Store) -> None:
    fill(store, Random(3), 500)
    with store.read() as tx:
        found = [one for each in team_flows(tx, NOW) for one in (*each.aged, *each.handed)]
        rows = {
            f"{row.source}:{row.key}": row
            for row in tx.execute(text("SELECT i.*, min(v.valid_from) AS begun FROM items i JOIN item_versions v "
            "ON v.item_id = i.id AND v.category = 'doing' GROUP BY i.id"))
        }  # fmt: skip
    for one in found:
        row = rows[one.item.key]
        assert (row.status, row.category, row.begun) == (one.status, "doing", millis(one.started))


def test_the_window_is_the_same_all_day(store: Store) -> None:
    fill(store, Random(3), 200)
    day = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    assert (WINDOW.end, WINDOW.days) == (millis(day) + DAY, 90)
    with store.read() as tx:
        assert team_flows(tx, day) == team_flows(tx, day + timedelta(hours=23, minutes=59)) != ()
