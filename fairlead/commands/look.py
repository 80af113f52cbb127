"""`goals`, `findings` and `export`: look at what the hub knows."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from core.facts import GoalFact
from core.findings import Finding
from fairlead import screen
from fairlead.commands.road import drift
from fairlead.output import document
from scheduler.hub import open_hub
from store import export as exports
from store import findings as followed
from store.goal_facts import goal_facts


def goals(config: Path, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        seen = goal_facts(tx, hub.clock())
        opened = followed.open_findings(tx)
    if json:
        document(goals=[_goal(fact) for fact in seen])
    else:
        screen.stdout().print(screen.alignment_tree(seen, opened))


def findings(config: Path, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        opened = followed.open_findings(tx)
    if json:
        document(findings=[_finding(finding) for finding in opened])
    else:
        screen.stdout().print(screen.findings_table(opened))
    raise SystemExit(drift(opened))


def export(config: Path) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        for line in exports.canonical(tx):
            sys.stdout.write(line + "\n")


def _finding(finding: Finding) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(finding)
    return {**built.pop("observation"), "summary": finding.observation.summary, **built}


def _goal(fact: GoalFact) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(fact)
    return {**built.pop("goal"), **built}
