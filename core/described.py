"""What a detector says of itself: its docstring in parts, and its settings with units and meanings."""

import re
import sys
from collections.abc import Mapping
from inspect import getdoc
from typing import Any

import msgspec
from msgspec import Struct

from core.detectors.contract import Detector

UNITS = {
    "working_days": "working days",
    "person_days": "person-days",
    "minutes": "minutes",
    "days": "days",
    "weeks": "weeks",
    "share": "share, 0–1",
    "ratio": "ratio",
    "items": "items",
    "words": "words",
    "slips": "moves",
    "handoffs": "handoffs",
    "points": "values",
    "correlation": "−1 to 1",
    "threads": "threads",
    "objectives": "objectives",
    "deciders": "table",
    "statuses": "names",
    "reactions": "names",
    "priorities": "names",
}
PAGE = "docs/detectors.md"


class Setting(Struct, frozen=True):
    """One setting with its present value; `unit` is empty where the name does not end in one."""

    name: str
    value: Any
    default: Any
    unit: str
    meaning: str


def parts(detector: Detector[Any]) -> Mapping[str, str]:
    """The docstring of the detector's module: what it sees under "", then `Looks at`, `Formula` and so on."""
    text = getdoc(sys.modules[detector.judge.__module__]) or ""
    lines = re.sub(r"\n(?![A-Z][a-z ]+: |\n)", " ", text).split("\n")
    first = lines[0].strip().removeprefix(f"{detector.id}: ")
    rest = (line.strip().partition(": ") for line in lines[1:] if line.strip())
    return {"": first[:1].upper() + first[1:], **{name: told for name, _, told in rest}}


def docs(detector: Detector[Any]) -> str:
    """Where more is said of it: what the detector names, or else its heading in our page."""
    heading = re.sub(r"[^\w -]", "", f"{detector.id} {detector.name}".lower()).replace(" ", "-")
    return detector.docs or f"{PAGE}#{heading}"


def settings(detector: Detector[Any], given: Struct | None) -> list[Setting]:
    """Each setting; `given` are the present values, None where the configuration gives none."""
    present, said = given or detector.settings(), meanings(detector.settings)
    return [
        Setting(
            field.name,
            _plain(getattr(present, field.name)),
            _plain(getattr(detector.settings(), field.name)),
            unit(field.name),
            said.get(field.name, ""),
        )
        for field in msgspec.structs.fields(detector.settings)
    ]


def _plain(value: Any) -> Any:
    """As it is written in the configuration, where lists have square brackets."""
    return list(value) if isinstance(value, tuple) else value


def meanings(kind: type[Struct]) -> Mapping[str, str]:
    """`name: meaning` by line of the docstring."""
    lines = (getdoc(kind) or "").splitlines()
    return {name: meaning for name, _, meaning in (line.partition(": ") for line in lines) if meaning}


def unit(name: str) -> str:
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
