"""Who may decide about a finding: its owner, those of its goal and above, its team; and everybody where nobody is named."""

import pytest
from msgspec.structs import replace

from core.authority import Answerable, answerable
from core.findings import Subject
from tests.core.desk import GOALS, finding

OWNERS = {"O-1": ("Olga@acme.test", "jira:unknown"), "KR-1": ("kim@acme.test",)}
SEEN = finding().observation


@pytest.mark.parametrize(
    ("person", "team", "may"),
    [
        ("ana@acme.test", None, True),
        ("kim@acme.test", None, True),
        ("olga@acme.test", None, True),
        ("bo@acme.test", "payments", True),
        ("bo@acme.test", "growth", False),
        ("bo@acme.test", None, False),
        ("jira:unknown", None, False),
    ],
)
def test_owner_owners_of_goals_above_and_the_team_may(person: str, team: str | None, may: bool) -> None:
    assert answerable(SEEN, GOALS, OWNERS).includes(person, team) is may


def test_what_is_about_a_goal_or_a_team_is_theirs() -> None:
    about_goal = replace(SEEN, owner=None, team=None, goal=None, subject=Subject("goal", "KR-1"))
    assert answerable(about_goal, GOALS, OWNERS) == Answerable(("kim@acme.test", "olga@acme.test"))
    about_team = replace(SEEN, owner=None, team=None, goal=None, subject=Subject("team", "growth"))
    assert answerable(about_team, GOALS, OWNERS) == Answerable((), "growth")


def test_what_belongs_to_nobody_is_everybodys() -> None:
    free = replace(SEEN, owner=None, team=None, goal="gone")
    assert answerable(free, GOALS, OWNERS).includes("bo@acme.test", None)
