"""`flow`: how work moves, by goal and team."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fairlead import flows as pages
from fairlead import screen
from fairlead.output import document, fail
from scheduler.flowing import Flows, Unasked, flows
from scheduler.hub import open_hub


def flow(config: Path, goal: str | None, team: str | None, day: date | None, days: int, json: bool) -> None:
    with open_hub(config) as hub:
        try:
            found = flows(hub, goal=goal, team=team, day=day, days=days)
        except Unasked as error:
            fail(f"fairlead: {error}")
    if json:
        document(**to_dict(found, goal, team))
    else:
        screen.stdout().print(pages.page(found, goal, team))


def to_dict(found: Flows, goal: str | None, team: str | None) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(found)
    goals = {
        key: {"title": found.goals[key].title, "pace": found.pace.get(key), **built["by_goal"][key]}
        for key in found.goals
    }
    return {
        **{name: built[name] for name in ("as_of", "days", "whole")},
        "goal": goal,
        "team": team,
        "goals": goals,
        "teams": built["by_team"],
    }
