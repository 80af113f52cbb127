"""D13 over the whole road: teams give their work in progress to another objective, decided and not, and take it back."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.findings import Finding
from sandbox.company.epics import label_of
from sandbox.company.goals import BOOK
from sandbox.company.people import Team
from sandbox.company.register import DECISIONS
from sandbox.company.rows import Row
from sandbox.company.tools import Tools
from sandbox.sheets.values import Cell
from scheduler.reconciling import Reconciled
from tests.acceptance.road import NOW, Scene, scene
from tests.seeds import some

IN_PROGRESS = "In Progress"


def in_progress(tools: Tools, team: Team) -> list[str]:
    """Keys of the team's issues that are being worked on, without epics; those that were touched last come first."""
    fields = {key: tools.jira.issue(key)["fields"] for key in (each["key"] for each in tools.jira.issues.values())}
    mine = [
        key
        for key, of in fields.items()
        if of["project"]["key"] == team.trade.project
        and of["status"]["name"] == IN_PROGRESS
        and of["issuetype"]["name"] not in ("Epic", "Bug")
        and not of["summary"].startswith("[")
    ]
    return sorted(mine, key=lambda key: str(fields[key]["updated"]), reverse=True)


def give(now: Scene, team: Team, keys: list[str], goal: Row) -> None:
    """The lead takes the labels of other goals off and puts this goal's on."""
    tools = now.company.tools
    for key in keys:
        old = [label for label in tools.jira.labels(key) if label.startswith("okr-")]
        tools.jira.label(key, add=[label_of(goal)], remove=old, by=team.lead.jira, at=now.company.now)


def decide(now: Scene, goal: Row) -> None:
    line: list[Cell] = [
        now.company.now.date(),
        f"We turn away from {goal.key}",
        "Priority",
        goal.key,
        now.company.staff.chief.email,
    ]
    now.company.tools.sheets.insert_row(BOOK, DECISIONS, 1, line)


def shifting(reconciled: Reconciled) -> list[Finding]:
    return [finding for finding in reconciled.open if finding.observation.detector == "D13"]


@pytest.mark.parametrize("seed", some([601, 602, 603], 1))
def test_only_the_team_that_moved_much_undecided_is_told_until_it_moves_back(tmp_path: Path, seed: int) -> None:
    with scene(tmp_path, seed, now=NOW + timedelta(days=seed), healthy=True) as now:
        assert shifting(now.travel().reconciled) == []
        call, teams, board = now.opened.sandbox.call, now.company.staff.teams, now.company.stage.board
        call(lambda: now.company.clock.advance(timedelta(hours=1)))
        loud, decided, little = teams[0], teams[1], teams[2]
        moved = in_progress(now.company.tools, loud)
        call(lambda: give(now, loud, moved, board["O-3"]))
        call(lambda: give(now, decided, in_progress(now.company.tools, decided), board["O-4"]))
        call(lambda: decide(now, board["O-2"]))
        call(lambda: give(now, little, in_progress(now.company.tools, little)[-1:], board["O-1"]))
        (one,) = shifting(now.travel().reconciled)
        assert (one.observation.subject.key, one.observation.severity) == (loud.name, "warning")
        assert set(one.observation.evidence["items"]) <= {f"jira:{key}" for key in moved} | pulls(now)
        call(lambda: now.company.clock.advance(timedelta(hours=1)))
        call(lambda: give(now, loud, moved, board["O-1"]))
        now.travel()
        call(lambda: now.company.clock.advance(timedelta(hours=1)))
        assert shifting(now.travel().reconciled) == []


def pulls(now: Scene) -> set[str]:
    """Pull requests go where the issue goes that they name."""
    repos = now.company.tools.github.repos
    return {f"github:{repo}#{number}" for repo, state in repos.items() for number in state.issues}
