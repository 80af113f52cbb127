"""The table `[connectors.sheets]`: what is refused, and that the message names the mend."""

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.sheets import plugin
from connectors.sheets.headings import KINDS
from connectors.sheets.settings import SheetsSettings
from core.contract import Unauthorized, Wire

TOKEN = {"token": {"env": "SHEETS_TOKEN"}}
BASE: dict[str, Any] = {"spreadsheet": "1a2B3c", **TOKEN}


def test_the_least_that_must_be_set() -> None:
    settings = SheetsSettings.model_validate(BASE)
    assert settings.base_url == "https://sheets.googleapis.com"
    (tab,) = settings.tabs
    assert (tab.title, tab.level, tab.status_column, tab.header_row) == ("OKRs", None, "Fairlead", None)


def test_a_pasted_address_is_as_good_as_the_id() -> None:
    address = "https://docs.google.com/spreadsheets/d/1a2B3c/edit?gid=0#gid=0"
    assert SheetsSettings.model_validate(BASE | {"spreadsheet": address}).spreadsheet == "1a2B3c"


def test_levels_may_be_written_as_people_say_them() -> None:
    settings = SheetsSettings.model_validate(BASE | {"tabs": [{"title": "KRs", "level": "Key Result"}]})
    assert settings.tabs[0].level == "key_result"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"sheet": "x"}, "sheet"),
        ({"tabs": [{"title": "A", "colums": {}}]}, "colums"),
        ({"tabs": [{"title": "A", "columns": {"titel": "Name"}}]}, "titel"),
        ({"tabs": [{"title": "A", "level": "epic"}]}, "is no level; write strategy"),
        ({"tabs": [{"title": "A"}, {"title": "A"}]}, "titles repeat"),
        ({"tabs": []}, "at least 1"),
        ({"tabs": [{"title": "A", "header_row": 0}]}, "greater than or equal to 1"),
        ({"tabs": [{"title": "A", "columns": {"declared": "Fairlead"}}]}, "written by the hub"),
        ({"spreadsheet": "https://example.com/x"}, "between /d/ and /edit"),
        ({"spreadsheet": "../v4"}, "between /d/ and /edit"),
        ({"service_account": {"file": "/key.json"}}, "exactly one credential"),
        ({"token": None}, "exactly one credential"),
        ({"base_url": "http://sheets.googleapis.com"}, "only travel over https"),
    ],
)
def test_what_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SheetsSettings.model_validate(BASE | given)


def test_a_token_that_is_not_there_is_told_by_place(tmp_path: Path) -> None:
    settings = SheetsSettings.model_validate(BASE | {"token": {"file": str(tmp_path / "none")}})
    with pytest.raises(Unauthorized, match=r"sheets: file .* cannot be read: No such file"):
        plugin.connect(settings, Wire())


def test_the_entry_point_names_the_plugin() -> None:
    entry = EntryPoint("sheets", "connectors.sheets:plugin", "fairlead.connectors")
    assert entry.load() is plugin
    assert (plugin.settings, plugin.streams) == (SheetsSettings, KINDS)
