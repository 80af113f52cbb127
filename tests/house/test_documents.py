"""What the documents name exists: files, headings, commands, make targets, tables and keys of the configuration."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.sheets.settings import SheetsSettings, TabSettings
from core.delivery import Alerts
from core.detectors import BY_ID, DETECTORS
from core.guard import Limits
from core.people import People
from core.routes import Route
from fairlead.commands.setup import TEMPLATES, init
from scheduler.config import Config, HubSettings, load_config
from scheduler.plugins import discover
from tests.house.commands import PAGES, ROOT, calls, fenced_lines, inline_code, parse

EXAMPLE = ROOT / "config.example.toml"
SLACK = (ROOT / "docs" / "slack.md").read_text()
CONNECT = (ROOT / "docs" / "connect.md").read_text()
PLUGINS = discover()
page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_TABLE = re.compile(r"^\[+([\w.]+)\]+(?: (\w+))?$")


@pytest.fixture(scope="module")
def example() -> Config:
    return load_config(EXAMPLE, PLUGINS)


def test_the_example_configuration_loads_with_every_connector(example: Config) -> None:
    assert set(example.connectors) == set(PLUGINS)


def test_the_example_shows_the_defaults(example: Config) -> None:
    assert example.limits == Limits()
    assert example.detectors == {name: BY_ID[name].settings() for name in example.detectors}
    own_choice = {"people", "alerts_channel"}
    assert example.hub.model_dump(exclude=own_choice) == HubSettings().model_dump(exclude=own_choice)
    assert (
        example.connectors["sheets"].tabs == (TabSettings(title="OKRs"),) == SheetsSettings.model_fields["tabs"].default
    )


def test_the_example_names_every_key_of_alerts_with_its_default(example: Config) -> None:
    assert example.alerts == Alerts()
    given = tomllib.loads(EXAMPLE.read_text())["alerts"]
    assert set(given) == {field.name for field in msgspec.structs.fields(Alerts)}


def test_the_page_of_slack_shows_the_defaults_of_alerts_and_routes_that_load() -> None:
    blocks = [tomllib.loads(each) for each in re.findall(r"^```toml\n(.*?)^```", SLACK, re.DOTALL | re.MULTILINE)]
    given = {key: value for block in blocks for key, value in block.items()}
    assert given["alerts"] == msgspec.to_builtins(Alerts())
    assert len([msgspec.convert(each, Route) for each in given["routes"]]) == 3
    keys = re.search(r"### Routes.*?(\| key.*?)\n\n", SLACK, re.DOTALL)
    assert keys
    assert {field.encode_name for field in msgspec.structs.fields(Route)} == set(
        re.findall(r"`([a-z]+)`", "".join(line.split("|")[1] for line in keys[1].splitlines()))
    )


def test_the_example_names_every_key_of_the_guard() -> None:
    given = tomllib.loads(EXAMPLE.read_text())["guard"]
    assert set(given) == {field.name for field in msgspec.structs.fields(Limits)}


def test_init_writes_the_example(tmp_path: Path) -> None:
    init(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(TEMPLATES.values())
    assert (tmp_path / "config.toml").read_text() == EXAMPLE.read_text()
    load_config(tmp_path / "config.toml", PLUGINS)


@page
def test_links_between_files_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    links = [link for link in _LINK.findall(re.sub(r"`[^`\n]*`", "", prose)) if "://" not in link]
    assert [link for link in links if not leads_somewhere(page, link)] == []


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = Path(os.path.normpath(page.parent / name)) if name else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or anchor in {
        slug(heading) for heading in re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
    }


def slug(heading: str) -> str:
    """https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links"""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_a_dead_link_would_be_noticed() -> None:
    at = ROOT / "docs" / "connect.md"
    assert leads_somewhere(at, "operations.md#stop")
    assert not any(leads_somewhere(at, link) for link in ("operation.md", "operations.md#start", "#slak", "../../etc"))


@page
def test_commands_exist(page: Path) -> None:
    for arguments in calls(page.read_text()):
        parse(arguments)


@page
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    named = {
        found[1] for code in (*fenced_lines(text), *inline_code(text)) if (found := re.match(r"make ([a-z]+)\b", code))
    }
    assert named <= targets


@page
def test_tables_of_the_configuration_exist(page: Path) -> None:
    keys: dict[str, set[str]] = {
        "hub": set(HubSettings.model_fields),
        "guard": {field.name for field in msgspec.structs.fields(Limits)},
        "connectors.sheets.tabs": set(TabSettings.model_fields),
        **{f"connectors.{name}": set(plugin.settings.model_fields) for name, plugin in PLUGINS.items()},
        **{f"detectors.{d.id}": {field.name for field in msgspec.structs.fields(d.settings)} for d in DETECTORS},
        "connectors.todo": {"file"},  # the example of write-a-connector.md
    }
    for table, key in (found.groups() for code in inline_code(page.read_text()) if (found := _TABLE.match(code))):
        if table.split(".")[0] in ("hub", "guard", "connectors", "detectors"):
            assert table in keys, table
            assert key is None or key in keys[table], f"[{table}] {key}"


@pytest.mark.parametrize("block", re.findall(r"^```toml\n(\[.*?)^```", CONNECT, re.DOTALL | re.MULTILINE))
def test_examples_of_configuration_are_valid(block: str) -> None:
    tables: dict[str, Any] = tomllib.loads(block)
    assert tables
    for name, table in tables.get("connectors", {}).items():
        PLUGINS[name].settings.model_validate(table)
    if "people" in tables:
        assert msgspec.convert(tables, People).people
