"""The overview and the tree: what they show is what the use cases know, of now and of a past day, and no more than fits."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from starlette.testclient import TestClient

from core.records import Goal
from scheduler.lives import stages_of
from scheduler.looking import looking
from scheduler.overview import last_overview
from scheduler.report import Report, kept_report, report
from store.findings import open_findings
from store.goal_facts import goal_facts
from tests.acceptance.road import Scene
from tests.web.visiting import visited
from web.report.branches import LINES, MOST, Sought, every, shown
from web.report.tree import tree

HTMX = {"hx-request": "true"}


class Visit(NamedTuple):
    now: Scene
    client: TestClient
    seen: Report

    def page(self, address: str) -> str:
        answered = self.client.get(address)
        assert answered.status_code == 200, address
        return unescape(answered.text)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("tree")) as (now, client):
        seen = kept_report(now.hub)
        assert seen
        yield Visit(now, client, seen)


def test_the_overview_says_what_the_last_evaluation_left(visit: Visit) -> None:
    page, told = visit.page("/"), last_overview(visit.now.hub)
    assert told
    with visit.now.hub.store.read() as tx:
        assert told.stages == stages_of(visit.now.hub, tx, open_findings(tx))
    for answer in told.answers:
        assert f">{answer.question.asks}</a>" in page
        assert f"{answer.says}." in page
    for each in (*told.next, *told.answers[0].findings[:3]):
        assert f'href="/findings/{each.fingerprint}"' in page
    assert all(f"<b>{each.what}</b>: {each.why}" in page for each in told.unjudged)


def test_the_map_of_gaps_has_a_cell_for_each_team_and_objective_and_the_table_says_the_same(visit: Visit) -> None:
    page, gaps = visit.page("/"), visit.seen.gaps
    assert gaps
    assert len(re.findall(r'class="cell (?:much|little|even)', page)) == len(gaps.cells)
    for cell in gaps.cells:
        assert f"{cell.goal}, {cell.team}: " in page


def test_without_an_earlier_day_nothing_is_compared(visit: Visit) -> None:
    assert "There is no earlier day to compare with yet." in visit.page("/")


def test_every_goal_stands_in_the_tree_with_its_own_figures(visit: Visit) -> None:
    page = visit.page("/tree")
    for fact in visit.seen.goals:
        assert f'<a href="/goals/{fact.goal.key}"><b>{fact.goal.key}</b>' in page
    for key, target in visit.seen.allocation.target.items():
        assert f'{visit.seen.allocation.actual.get(key, 0):.0%} of effort<span class="dim">, {target:.0%} meant' in page


def test_a_filter_keeps_what_fits_and_what_that_hangs_below(visit: Visit) -> None:
    behind = [key for key, stands in visit.seen.stands.items() if stands.observed == "behind"]
    page = visit.page("/tree?health=behind")
    keys = set(re.findall(r'<a href="/goals/([^"]+)"><b>', page))
    above = {fact.goal.key: fact.goal.parent for fact in visit.seen.goals}
    assert behind, "or the test says nothing"
    assert set(behind) <= keys <= {*behind, *(up for key in behind for up in _up(key, above))}
    assert f"{len(behind)} of {len(visit.seen.goals)} goals" in page
    team = visit.seen.teams["KR-1.1"][0] if "KR-1.1" in visit.seen.teams else next(iter(visit.seen.teams.values()))[0]
    at_work = {key for key, teams in visit.seen.teams.items() if team in teams} & above.keys()
    assert f"{len(at_work)} of {len(visit.seen.goals)} goals" in visit.page(f"/tree?team={team}")
    assert "No goal is like that." in visit.page("/tree?q=%3Cscript%3E")
    assert visit.client.get("/tree?health=fine").status_code == 422


def _up(key: str, above: dict[str, str | None]) -> Iterator[str]:
    while parent := above.get(key):
        yield parent
        key = parent


def test_below_a_goal_stand_exactly_the_items_that_are_counted_for_it(visit: Visit) -> None:
    parents = {fact.goal.parent for fact in visit.seen.goals}
    lowest = [fact for fact in visit.seen.goals if fact.goal.key not in parents and fact.open_items + fact.done_items]
    for fact in sorted(lowest, key=lambda fact: -fact.done_items)[:5]:
        items, address = list[str](), f"/tree/work?goal={fact.goal.key}"
        while address:
            page = visit.page(address)
            items += re.findall(r'<li class="work"><a href="/items/([^"]+)"', page)
            more = re.search(r'hx-get="([^"]+)"', page)
            address = more[1] if more else ""
        assert len(items) == len(set(items)) == fact.open_items + fact.done_items


def test_cursors_that_nobody_gave_are_refused(visit: Visit) -> None:
    for after in ("1.2", "x", "0.0.0.0", "1.1.'"):
        assert visit.client.get("/tree/work", params={"goal": "O-1", "after": after}).status_code == 422
    assert visit.client.get("/tree/below?goal=nobody").status_code == 404


def test_a_past_day_is_shown_as_reports_tell_it(visit: Visit) -> None:
    hub = visit.now.hub
    with hub.store.write() as tx:  # the hub has known all of it for some days
        for table in ("goal_versions", "rules", "links"):
            tx.execute(text(f"UPDATE {table} SET valid_from = valid_from - 864000000"))
    day = visit.seen.as_of.date().replace(day=visit.seen.as_of.day - 2)
    visit.client.get(f"/tree?as_of={day}")
    then = report(hub, day)
    page = visit.page(f"/tree?as_of={day}")
    while "takes a moment" in page:
        page = visit.page(f"/tree?as_of={day}")
    assert "with the teams, people and settings of today" in page
    with looking(hub, day) as look:
        assert {fact.goal.key for fact in goal_facts(look.tx, look.at)} == {fact.goal.key for fact in then.goals}
    for fact in then.goals:
        assert f'<a href="/goals/{fact.goal.key}?as_of={day}"><b>{fact.goal.key}</b>' in page
    assert f"{then.overview.answers[0].says}." in visit.page(f"/?as_of={day}")
    assert visit.client.get(f"/tree/work?goal=KR-1.1&as_of={day}").status_code == 200


def test_days_that_cannot_be_told_of_are_refused_in_words(visit: Visit) -> None:
    for day, said in (
        ("2031-01-01", "lies ahead"),
        ("soon", "ame a day as 2026-06-10"),
        ("1999-01-01", "the hub knows what stood from"),
    ):
        for address in ("/", "/tree", "/tree/below?goal=O-1"):
            answered = visit.client.get(address, params={"as_of": day, **({"goal": "O-1"} if "?" in address else {})})
            assert (answered.status_code, said in unescape(answered.text)) == (404, True), (address, day)
    assert "<html" not in visit.client.get("/tree?as_of=soon", headers=HTMX).text


def test_a_large_tree_comes_a_branch_at_a_time(visit: Visit) -> None:
    """A strategy with 150 objectives of three key results each."""
    seen = visit.seen
    one = next(fact for fact in seen.goals if fact.goal.level == "key_result")
    strategy, objectives = _goal(one.goal, "S", None), [_goal(one.goal, f"O-{n:03}", "S") for n in range(150)]
    results = [_goal(one.goal, f"{each.key}.{n}", each.key) for each in objectives for n in range(3)]
    facts = tuple(replace(one, goal=goal) for goal in (strategy, *objectives, *results))
    stands = {fact.goal.key: seen.stands[one.goal.key] for fact in facts}
    view = shown(tree(replace(seen, goals=facts, stands=stands), {}), Sought(), {})
    inside = [node for node in every(view.nodes) if node.goal.key in view.inside]
    lines = 1 + sum(min(len(node.children), MOST) for node in inside)
    assert LINES - MOST < lines <= LINES
    assert view.nodes[0].goal.key in view.inside
    found = shown(tree(replace(seen, goals=facts, stands=stands), {}), Sought(words="o-007.1"), {})
    assert [node.goal.key for node in every(found.nodes)] == ["S", "O-007", "O-007.1"]


def _goal(like: Goal, key: str, parent: str | None) -> Goal:
    return replace(like, key=key, parent=parent, title=f"Goal {key}")
