"""`detectors` and `detectors ID`: how the hub judges, and by which settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core import described
from core.detectors import Detectors
from core.detectors.contract import Detector
from fairlead import screen
from fairlead.output import document, fail
from scheduler.checked import known_are
from scheduler.config import load_config
from scheduler.plugins import discover, discover_detectors

Given = Mapping[str, msgspec.Struct]


def detectors(config: Path, wanted: str | None, json: bool) -> None:
    known = discover_detectors()
    given = load_config(config, discover(), known).detectors
    if wanted is not None and wanted not in known:
        fail(f"fairlead: no detector {wanted}{known_are(wanted, known)}")
    if json:
        chosen = known.values() if wanted is None else [known[wanted]]
        document(detectors=[_document(each, given.get(each.id)) for each in chosen])
    else:
        shown = _table(known, given) if wanted is None else _page(known[wanted], given.get(wanted))
        screen.stdout().print(shown)


def _document(detector: Detector[Any], given: msgspec.Struct | None) -> dict[str, Any]:
    """`says` is what it says of itself: what it looks at, its formula, severities, when it is silent, what it stands on."""
    summary, *rest = described.parts(detector).items()
    return {
        "id": detector.id,
        "name": detector.name,
        "summary": summary[1],
        "says": {name.lower().replace(" ", "_"): told for name, told in rest},
        "label": detector.label,
        "advice": detector.advice,
        "docs": described.docs(detector),
        "settings": msgspec.to_builtins(described.settings(detector, given)),
    }


def _table(known: Detectors, given: Given) -> RenderableType:
    """One line each, with the settings that differ from their defaults."""
    table = Table("", "name", "what it sees", "set by you", **screen.PLAIN)
    for detector in known.values():
        settings = described.settings(detector, given.get(detector.id))
        set_here = ", ".join(f"{each.name} = {each.value}" for each in settings if each.value != each.default)
        seen = described.parts(detector)[""]
        table.add_row(Text(detector.id, "bold"), Text(detector.name), Text(seen), Text(set_here, "cyan"))
    return Group(table, Text("`fairlead detectors ID` shows one with its formula and all its settings.", "dim"))


def _page(detector: Detector[Any], given: msgspec.Struct | None) -> RenderableType:
    summary, *rest = described.parts(detector).items()
    told = Table(**screen.PLAIN, show_header=False)
    for name, text in [*rest, ("Label", detector.label), ("Advice given", detector.advice)]:
        told.add_row(Text(name.lower(), "dim"), Text(text))
    told.add_row(Text("docs", "dim"), Text(described.docs(detector)))
    head = Text.assemble((f"{detector.id} {detector.name}", "bold"), f"\n{summary[1]}")
    return Group(head, told, Text(f"\n[detectors.{detector.id}]", "bold"), _settings(detector, given))


def _settings(detector: Detector[Any], given: msgspec.Struct | None) -> Table:
    table = Table("setting", "value", "default", "unit", "meaning", **screen.PLAIN)
    for each in described.settings(detector, given):
        changed = "cyan" if each.value != each.default else ""
        table.add_row(each.name, Text(str(each.value), changed), Text(str(each.default)), each.unit, Text(each.meaning))
    return table
