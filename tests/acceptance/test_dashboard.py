"""The dashboard of a simulated company: it stands in three tools, is no work, and changes nothing by being there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.plan import Plan, notable
from sandbox.company.goals import BOOK
from sandbox.faults import Fault
from scheduler import planning, undoing
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved
from scheduler.config import DashboardSettings
from store import outbox
from store.goals import all_goals
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene

TITLE, REPO = "Alignment dashboard", "acme/runbooks"


@pytest.fixture(scope="module")
def steered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A hub that has written what it found."""
    with begun(travelled, tmp_path_factory.mktemp("hub"), 5) as opened:
        project = next(iter(opened.company.tools.jira.projects))
        places = DashboardSettings(github=REPO, jira=project, sheets=True)
        opened.hub.config = replace(opened.hub.config, dashboard=places)
        assert opened.write().failed == ()
        yield opened


def plan(of: Scene) -> Plan:
    return planning.plan_writes(of.hub).plan


def pages(of: Scene) -> list[tuple[str, str]]:
    """Tool and text of each, with what stands below it."""
    tools = of.company.tools
    github = [each for each in tools.github.repos[REPO].issues.values() if each["title"] == TITLE]
    jira = [each for each in tools.jira.issues.values() if each["fields"]["summary"] == TITLE]
    sheets = [tab for tab in tools.sheets.books[BOOK].tabs if tab.title == TITLE]
    return [
        *(("github", _said(each["body"], tools.github.comments(REPO, each["number"]))) for each in github),
        *(("jira", _said(each["fields"]["description"], tools.jira.comments(each["key"]))) for each in jira),
        *(("sheets", str(tab.filled())) for tab in sheets),
    ]


def _said(text: object, below: list[dict[str, Any]]) -> str:
    return "\n".join(map(str, [text, *(each["body"] for each in below)]))


def test_it_stands_once_in_each_tool_with_every_finding(steered: Scene) -> None:
    found = pages(steered)
    assert [tool for tool, _ in found] == ["github", "jira", "sheets"]
    for _, said in found:
        for section in ("What you can do", "How things stand", "Off track or behind", "The hub itself"):
            assert section in said


def test_once_it_stands_cells_lead_there_and_nothing_more_is_planned(steered: Scene) -> None:
    """P17: reconciled again without new input, no page differs."""
    with steered.hub.store.read() as tx:
        links = {note.body for at, note in outbox.standing(tx).items() if at.verb == "cells" and at.topic == "link"}
    assert len(links) == 1
    assert links.pop().startswith("http")
    assert plan(steered).operations == ()
    before = pages(steered)
    steered.travel()
    assert plan(steered).operations == ()
    assert pages(steered) == before


def test_a_plan_that_waits_holds_neither_page_nor_figures_and_the_page_tells_its_hash(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
        now.hub.config = replace(now.hub.config, dashboard=DashboardSettings(github=REPO))
        with pytest.raises(NotApproved, match="the guard holds this plan"):
            apply_plan(now.hub, None, lambda *_: None)
        waiting = plan(now)
        assert waiting.notable
        assert waiting.quiet == ()
        with now.hub.store.read() as tx:
            assert {notable(target) for target in outbox.standing(tx)} == {False}
        ((_, said),) = pages(now)
        assert f"fairlead apply {waiting.digest}" in said
        with pytest.raises(NotApproved, match=waiting.digest):
            apply_plan(now.hub, None, lambda *_: None)
        assert apply_plan(now.hub, waiting.digest, lambda *_: None).failed == ()
        ((_, said),) = pages(now)
        assert waiting.digest not in said
        assert plan(now).operations == ()
        assert apply_plan(now.hub, None, lambda *_: None).done == {}
        assert [each.about for each in undoing.newest_runs(now.hub)] == [f"plan {waiting.digest}", "pages and figures"]


def test_a_page_that_a_tool_refuses_is_told_on_the_others_and_is_not_tried_again(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as now:
        now.hub.config = replace(now.hub.config, dashboard=DashboardSettings(github=REPO, sheets=True))
        now.opened.sandbox.faults.append(Fault("github", rf"POST /repos/{REPO}/issues\b", None, status=422, body=b"{}"))
        now.write()
        assert plan(now).operations == ()
        ((tool, said),) = pages(now)
        assert tool == "sheets"
        assert "Refused for good by github: 1 write." in said
        before = len(now.writes)
        assert apply_plan(now.hub, None, lambda *_: None).done == {}
        assert len(now.writes) == before


def test_it_is_no_item_and_what_happens_to_it_is_no_activity(steered: Scene) -> None:
    steered.travel()
    with steered.hub.store.read() as tx:
        assert list(tx.execute(text("SELECT key FROM items WHERE title = :title"), {"title": TITLE})) == []


def test_nothing_of_persons_or_of_titles_of_work_stands_on_it(steered: Scene) -> None:
    """Goals are told by their titles, and so are epics that are goals."""
    with steered.hub.store.read() as tx:
        goals = {goal.title for goal in all_goals(tx)}
        work = {str(title) for (title,) in tx.execute(text("SELECT title FROM items WHERE kind <> 'epic'"))} - goals
    said = "\n".join(told for _, told in pages(steered))
    assert "@" not in said
    assert [title for title in work if title in said and not any(title in goal for goal in goals)] == []


def test_undone_the_tab_and_the_issue_in_jira_are_gone_and_that_in_github_is_closed(steered: Scene) -> None:
    tools = steered.company.tools
    before = len(tools.jira.issues)
    told = [undoing.undo_run(steered.hub, run.id) for run in undoing.newest_runs(steered.hub)]
    assert [each.failed for each in told] == [()] * len(told)
    kept = " ".join(left.why for each in told for left in each.undoing.left)
    assert "dashboard in acme/runbooks is closed: only an administrator can delete it" in kept
    assert [tool for tool, _ in pages(steered)] == ["github"]
    assert len(tools.jira.issues) == before - 1
    (issue,) = [each for each in tools.github.repos[REPO].issues.values() if each["title"] == TITLE]
    assert issue["state"] == "closed"
