"""`goals` and `goals KEY`: the alignment tree, and all that is said and known of one goal."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from core.detectors import Detectors
from core.facts import GoalFact
from core.findings import Finding
from core.standing import GoalStanding, standings
from fairlead import goal_page, goal_tree, looks, screen
from fairlead.output import document
from scheduler.flowing import DAYS, flows_at
from scheduler.goal_told import said_of
from scheduler.hub import open_hub
from scheduler.looking import Look, drifting, looking
from store.goal_facts import goal_facts


def goals(config: Path, key: str | None, day: date | None, json: bool) -> None:
    with open_hub(config) as hub, looking(hub, day) as look:
        seen = goal_facts(look.tx, look.at)
        opened = drifting(hub, look)
        said = said_of(look.tx, key) if key else None
        flow = flows_at(look.tx, look.at, goal=key).whole if key in {fact.goal.key for fact in seen} else None
    if key is None or said is None:
        _tree(look, seen, opened, hub.detectors, json)
        return
    fact = next((fact for fact in seen if fact.goal.key == key), None)
    if fact is None or flow is None:
        looks.no_goal(look, key, (each.goal.key for each in seen))
    stands = standings(seen, look.at)[key]
    about = [each for each in opened if key in (each.observation.goal, each.observation.subject.key)]
    if json:
        figures = {"flow": {"days": DAYS, **msgspec.to_builtins(flow)}}
        told = {**_goal(fact, stands), **msgspec.to_builtins(said), **figures}
        document(**looks.stamp(look), goal=told, findings=looks.findings_of(look, about))
    else:
        titles = {each.goal.key: each.goal.title for each in seen}
        page = goal_page.page(fact, stands, titles, said, flow, about, hub.detectors)
        screen.stdout().print(*looks.heading(look), page)


def _tree(look: Look, seen: Sequence[GoalFact], opened: Sequence[Finding], detectors: Detectors, json: bool) -> None:
    if json:
        stand = standings(seen, look.at)
        document(**looks.stamp(look), goals=[_goal(fact, stand[fact.goal.key]) for fact in seen])
    else:
        tree = goal_tree.alignment_tree(seen, opened, detectors, at=look.at)
        screen.stdout().print(*looks.heading(look), tree)


def _goal(fact: GoalFact, stands: GoalStanding) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(fact)
    told: dict[str, Any] = msgspec.to_builtins(stands)
    figures = {f"rolled_{name}" if name == "confidence" else name: value for name, value in told.pop("rolled").items()}
    health = {f"{name}_health": told[name] for name in ("declared", "observed")}
    return {
        **built.pop("goal"),
        **built,
        **health,
        "declared": told["words"],
        "current": fact.current,
        **figures,
        "why": told["why"],
    }
