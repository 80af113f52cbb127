"""What the hub looks for, and by which settings."""

from typing import Annotated, Any

import msgspec
from fastapi import HTTPException
from pydantic import JsonValue

from core import described
from core.authority import Visitor
from core.detectors.contract import Detector
from scheduler.hub import Hub
from web.api.router import resources
from web.api.shapes import Told
from web.api.written import Name
from web.door import needs
from web.site import SiteHere

router = resources("detectors")


class SettingTold(Told):
    """A setting with its present value; `unit` is empty where its name does not end in one."""

    name: str
    value: JsonValue
    default: JsonValue
    unit: str
    meaning: str


class DetectorOut(Told):
    """`says` is what it says of itself, by heading: what it looks at, its formula, severities, when it is silent, what it
    stands on."""

    id: str
    name: str
    summary: str
    says: dict[str, str]
    label: str
    advice: str
    settings: list[SettingTold]


@router.get("/detectors")
def detectors(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> list[DetectorOut]:
    """All that are installed."""
    return [_detector(here.hub, each) for each in here.hub.detectors.values()]


@router.get("/detectors/{name}")
def one(name: Name, here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> DetectorOut:
    """One, by its id."""
    if name not in here.hub.detectors:
        raise HTTPException(404, f"there is no detector {name}")
    return _detector(here.hub, here.hub.detectors[name])


def _detector(hub: Hub, detector: Detector[Any]) -> DetectorOut:
    said = dict(described.parts(detector))
    given = described.settings(detector, hub.config.detectors.get(detector.id))
    return DetectorOut(
        id=detector.id,
        name=detector.name,
        summary=said.pop("", ""),
        says={heading.lower().replace(" ", "_"): text for heading, text in said.items()},
        label=detector.label,
        advice=detector.advice,
        settings=[SettingTold.model_validate(msgspec.to_builtins(each)) for each in given],
    )
