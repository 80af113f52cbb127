"""`findings`, `unread` and `export`: look at what the hub knows."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from core.findings import Finding
from fairlead import screen
from fairlead.commands.road import drift
from fairlead.output import document
from scheduler.hub import open_hub
from store import export as exports
from store import findings as followed
from store.facts import unread as unread_rows


def findings(config: Path, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        opened = followed.open_findings(tx)
    if json:
        document(findings=[_finding(finding) for finding in opened])
    else:
        screen.stdout().print(screen.findings_table(opened))
    raise SystemExit(drift(opened))


def unread(config: Path, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        rows = unread_rows(tx)
    if json:
        document(unread=msgspec.to_builtins(rows))
    else:
        screen.stdout().print(screen.unread_table(rows))


def export(config: Path) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        for line in exports.canonical(tx):
            sys.stdout.write(line + "\n")


def _finding(finding: Finding) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(finding)
    return {**built.pop("observation"), "summary": finding.observation.summary, **built}
