"""Pages of goals and teams: true, of the day that is asked for, and never figures of a person."""

from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from core.gaps import MIN_PEOPLE
from core.measure import said_value
from scheduler.goal_told import feeders, history, said_of
from scheduler.report import Report, kept_report
from scheduler.teams import Team, teams
from store.findings import open_findings
from tests.acceptance.road import Scene
from tests.web.visiting import visited

HOSTILE = "<script>alert(1)</script>"


class Visit(NamedTuple):
    now: Scene
    client: TestClient
    seen: Report

    def page(self, address: str) -> str:
        answered = self.client.get(address)
        assert answered.status_code == 200, address
        assert HOSTILE not in answered.text
        return unescape(answered.text)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("goals")) as (now, client):
        seen = kept_report(now.hub)
        assert seen
        yield Visit(now, client, seen)


def test_every_goal_has_a_page_that_says_how_it_stands(visit: Visit) -> None:
    for fact in visit.seen.goals:
        page, stands = visit.page(f"/goals/{fact.goal.key}"), visit.seen.stands[fact.goal.key]
        assert f"<h1>{fact.goal.key} {fact.goal.title} " in page
        assert fact.ended or stands.why in page
        assert said_value(fact.goal, fact.current, fact.declared) in page
        assert all(owner in page for owner in fact.owners)
        for part in stands.parts:
            assert f'<a href="/goals/{part.goal}"><b>{part.goal}</b>' in page


def test_its_pictures_are_drawn_from_what_their_tables_say(visit: Visit) -> None:
    course = next(each for each in visit.seen.courses if len(each.actual) > 1)
    page = visit.page(f"/goals/{course.key}")
    assert f"Values of {course.key}, and what is expected of it" in page
    for day, value, _ in course.rows:
        assert value is None or f'<th scope="row">{day}</th><td>{value:g}</td>' in page
    objective = min(visit.seen.weeks[-1].target)
    page = visit.page(f"/goals/{objective}")
    for week in visit.seen.weeks:
        share = week.actual.get(objective)
        assert f'<th scope="row">{week.end}</th><td>{"–" if share is None else f"{share:.0%}"}</td>' in page
    flow = visit.seen.flows.by_goal[objective]
    assert f"{flow.finished} in {visit.seen.flows.days} days" in page
    assert f"{sum(flow.came)} came and {sum(flow.left)} left" in page


def test_what_feeds_it_and_what_became_of_it_are_those_of_the_store(visit: Visit) -> None:
    hub = visit.now.hub
    for key in ("O-1", "KR-1.1"):
        page = visit.page(f"/goals/{key}")
        with hub.store.read() as tx:
            told, events = feeders(tx, key, None, hub.clock()), list(history(tx, key, None, hub.clock()))
            said = said_of(tx, key)
        assert told
        assert all(f"<td>{each.file}</td><td>{each.items:,}</td>" in page for each in told)
        assert not any(each.place in page for each in told if each.place), "where files lie is nobody's business"
        assert [event.what for event in events] == ["first seen"]
        assert all(reading.note in page for reading in said.readings[-12:])


def test_a_rule_in_force_that_brings_nothing_is_shown_with_none(visit: Visit) -> None:
    hub = visit.now.hub
    with hub.store.write() as tx:
        tx.execute(
            text(
                "INSERT INTO rules (rule, valid_from, version, place, data) VALUES ('idle', 0, 'v', 'm.toml:9', :data)"
            ),
            {"data": '{"id": "idle", "goal": "KR-1.1"}'},
        )
    with hub.store.read() as tx:
        last = feeders(tx, "KR-1.1", None, hub.clock())[-1]
        assert "idle" not in {each.rule for each in feeders(tx, "O-1", None, hub.clock())}
    assert (last.rule, last.items) == ("idle", 0)
    assert "<td>m.toml:9</td><td>0</td>" in visit.page("/goals/KR-1.1")


def test_its_findings_lead_to_their_pages(visit: Visit) -> None:
    with visit.now.hub.store.read() as tx:
        found = [each for each in open_findings(tx) if each.observation.subject.kind == "goal"]
    assert found
    for each in found[:5]:
        assert f'href="/findings/{each.fingerprint}"' in visit.page(f"/goals/{each.observation.subject.key}")


def test_nobody_and_nothing_is_said_in_words(visit: Visit) -> None:
    for address in ("/goals/nobody", "/teams/nobody", f"/goals/{HOSTILE}"):
        answered = visit.client.get(address)
        assert (answered.status_code, HOSTILE in answered.text) == (404, False)
        assert "is known" in unescape(answered.text)


def test_a_past_day_has_no_page_of_a_goal_that_came_later(visit: Visit) -> None:
    hub, day = visit.now.hub, visit.seen.as_of.date().replace(day=visit.seen.as_of.day - 3)
    with hub.store.write() as tx:
        for table in ("goal_versions", "rules", "links"):
            query = f"UPDATE {table} SET valid_from = valid_from - 864000000"
            tx.execute(text(f"{query} WHERE goal <> 'KR-1.2'" if table != "rules" else query))
    while "takes a moment" in visit.client.get(f"/goals/KR-1.1?as_of={day}").text:
        pass
    page = visit.page(f"/goals/KR-1.1?as_of={day}")
    assert f'href="/tree?as_of={day}"' in page
    assert "with the teams, people and settings of today" in page
    assert visit.client.get(f"/goals/KR-1.2?as_of={day}").status_code == 404
    assert f"/teams/payments?as_of={day}" in visit.page(f"/teams?as_of={day}")
    assert "Where its effort goes" in visit.page(f"/teams/payments?as_of={day}")


def known_teams(visit: Visit) -> dict[str, Team]:
    with visit.now.hub.store.read() as tx:
        return teams(tx, visit.seen)


def test_a_team_is_told_by_effort_and_flow(visit: Visit) -> None:
    for name, team in known_teams(visit).items():
        page = visit.page(f"/teams/{name}")
        assert f"Team {name}" in page
        if not team.few:
            assert team.flow
            assert f"{team.flow.finished} in {visit.seen.flows.days} days" in page
            assert all(f'<th scope="row">{week.end}</th>' in page for week in team.weeks)
    assert [team for team in known_teams(visit).values() if not team.few], "or the test says nothing"


def test_figures_of_few_are_those_of_a_person_and_not_told(visit: Visit) -> None:
    name = next(name for name, team in known_teams(visit).items() if not team.few)
    with visit.now.hub.store.write() as tx:
        tx.execute(
            text(
                "UPDATE people SET team = NULL WHERE team = :team AND person NOT IN "
                "(SELECT person FROM people WHERE team = :team ORDER BY person LIMIT :few)"
            ),
            {"team": name, "few": MIN_PEOPLE - 1},
        )
    team = known_teams(visit)[name]
    assert (team.people, team.flow, team.weeks, team.elsewhere) == (MIN_PEOPLE - 1, None, (), None)
    page = visit.page(f"/teams/{name}")
    assert "they would be those of a person" in page
    assert "How work moves" not in page
    assert f'{name}</a></th><td class="number">2</td><td class="number">–</td>' in visit.page("/teams")


def test_hostile_words_stay_words(visit: Visit) -> None:
    with visit.now.hub.store.write() as tx:
        tx.execute(text("UPDATE items SET title = :title, url = 'javascript:alert(1)'"), {"title": HOSTILE})
        tx.execute(text("UPDATE statements SET data = replace(data, 'Grow', :title)"), {"title": HOSTILE})
    pages = [visit.client.get(path).text for path in ("/goals/KR-1.1", "/goals/O-1", "/tree/work?goal=O-1", "/tree")]
    assert not any(HOSTILE in page or "javascript:" in page for page in pages)
    assert escape(HOSTILE) in pages[2]
