"""docs/detectors.md says what the detectors say of themselves."""

from typing import Annotated, get_origin

import msgspec
import pytest

from core.described import docs, meanings, unit
from core.detectors import DETECTORS
from core.detectors.contract import Detector
from scripts.write_detectors_page import PAGE, page
from tests.house.test_documents import leads_somewhere

PARTS = ("Looks at", "Formula", "Severity", "Silent", "Stands on", "Label", "Advice given")


def test_the_page_is_the_one_that_the_detectors_make() -> None:
    assert PAGE.read_text() == page(), "run scripts/write_detectors_page.py"


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.id)
def test_each_setting_has_a_meaning_and_no_other_name_has_one(detector: Detector[msgspec.Struct]) -> None:
    fields = [field.name for field in msgspec.structs.fields(detector.settings)]
    assert list(meanings(detector.settings)) == fields
    assert [field for field in fields if not unit(field)] == []


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.id)
def test_each_detector_tells_everything_that_a_reader_asks(detector: Detector[msgspec.Struct]) -> None:
    section = page().split(f"\n## {detector.id}: ")[1].split("\n## ")[0]
    told = [line.split("**")[1].rstrip(":") for line in section.splitlines() if line.startswith("- **")]
    assert told == list(PARTS)
    assert detector.advice in section
    assert leads_somewhere(PAGE, docs(detector).removeprefix("docs/"))
    assert f"`{detector.label}`" in section


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.id)
def test_each_number_has_bounds_that_hold_its_default(detector: Detector[msgspec.Struct]) -> None:
    fields = msgspec.structs.fields(detector.settings)
    numbers = [field for field in fields if isinstance(field.default, int | float) and field.default is not True]
    unbounded = [field.name for field in numbers if get_origin(field.type) is not Annotated]
    assert unbounded == [], "take their types from core.bounds"
    given = msgspec.structs.asdict(detector.settings())
    assert msgspec.convert(given, detector.settings) == detector.settings()
