"""Whether a detector of somebody else can stand beside those that are known."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from core.detectors.contract import Detector


def fault(detector: Detector[Any], known: Mapping[str, Detector[Any]]) -> str | None:
    """What its author has to change first, in words; None if nothing."""
    if detector.id in known:
        return f"its id {detector.id} is taken by “{known[detector.id].name}”; it needs one of its own"
    if same := [each.id for each in known.values() if each.label == detector.label]:
        return f"its label {detector.label} is that of {same[0]}; it needs one of its own"
    return _fault_of_settings(detector.settings)


def _fault_of_settings(settings: type[Struct]) -> str | None:
    if not settings.__struct_config__.forbid_unknown_fields:
        return "its settings take any name; give their class forbid_unknown_fields=True"
    without = [field.name for field in fields(settings) if field.required]
    return f"its setting {without[0]} has no default" if without else None
