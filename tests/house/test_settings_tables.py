"""Every setting stands in a table of the pages with its true default, and no other does."""

from typing import Annotated, Any

import msgspec
import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from connectors.rest.settings import Source
from connectors.sheets.headings import HEADINGS, Kind
from connectors.sheets.settings import TabSettings
from core.checkins import CheckInSettings
from core.guard import Limits
from core.people import Person, Team
from scheduler.config import DashboardSettings, HubSettings, RetentionSettings, RuleFile, ServiceSettings
from scheduler.plugins import discover
from scheduler.web_settings import OidcSettings, WebSettings
from tests.house.tables import Default, section, settings_table

MODELS: list[tuple[str, str, type[BaseModel]]] = [
    *(("connect.md", f"### [connectors.{name}]", plugin.settings) for name, plugin in discover().items()),
    ("connect.md", "### [[connectors.rest.sources]]", Source),
    ("connect.md", "### [[connectors.sheets.tabs]]", TabSettings),
    ("operations.md", "### [hub]", HubSettings),
    ("operations.md", "### [service]", ServiceSettings),
    ("operations.md", "### [web]", WebSettings),
    ("operations.md", "### [web.oidc]", OidcSettings),
    ("operations.md", "### [retention]", RetentionSettings),
    ("operations.md", "### [dashboard]", DashboardSettings),
]


def default(field: FieldInfo) -> Default:
    return Default(field.is_required(), field.get_default(call_default_factory=True))


def as_read(field: FieldInfo, told: Default) -> Default:
    """A default as the setting would read it from the configuration."""
    if told.required or told.value is None:
        return told
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return Default(False, TypeAdapter(kind).validate_python(told.value))


@pytest.mark.parametrize(("page", "heading", "model"), MODELS, ids=[heading for _, heading, _ in MODELS])
def test_settings_of_a_table(page: str, heading: str, model: type[BaseModel]) -> None:
    told = settings_table(page, heading)
    assert sorted(told) == sorted(model.model_fields)
    for name, field in model.model_fields.items():
        wanted = default(field)
        assert as_read(field, told[name]) == (wanted if not wanted.required else Default(True, None)), name


def test_settings_of_the_guard() -> None:
    told = settings_table("operations.md", "### [guard]")
    assert told == {field.name: Default(False, field.default) for field in msgspec.structs.fields(Limits)}


def test_settings_of_check_ins() -> None:
    told = settings_table("operations.md", "### [check_ins]")
    assert told == {field.name: Default(False, field.default) for field in msgspec.structs.fields(CheckInSettings)}


def test_settings_of_a_rule_file() -> None:
    told = settings_table("operations.md", "### [[rules]]")
    fields = msgspec.structs.fields(RuleFile)
    wanted = {each.name: Default(each.required, None if each.required else each.default) for each in fields}
    assert told == wanted


def test_keys_of_the_people_map() -> None:
    text = section("connect.md", "## People and teams")
    named = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    fields = [field.name for kind in (Person, Team) for field in msgspec.structs.fields(kind)]
    assert sorted(named) == sorted([*fields, "group_teams"])


@pytest.mark.parametrize("kind", HEADINGS)
def test_columns_of_the_sheet(kind: Kind) -> None:
    named = {"goals": "What the columns mean", "people": "People in a sheet"}.get(kind, kind.capitalize())
    rows = [line.split(" | ") for line in section("connect.md", f"### {named}").splitlines()]
    told = {row[0].strip("| `"): tuple(row[1].split(", ")) for row in rows if row[0].startswith("| `")}
    assert told == dict(HEADINGS[kind])
