"""Tables of the simulated company, by the real command; and on no surface anybody's own effort."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairlead.demo.house import settle
from sandbox.company import open_company
from scheduler.tables import TABLES
from tests.acceptance.command import done, fairlead, told
from tests.house.commands import ROOT
from tests.report.page import parsed, part, words


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with open_company(7, now=datetime.now(UTC) - timedelta(minutes=2)) as opened:
        settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
        done("run", config=settled)
        yield settled


@pytest.fixture(scope="module")
def tables(config: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    folder = tmp_path_factory.mktemp("tables") / "made"
    ran = fairlead("export", "all", "--output", str(folder), config=config)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert sorted(each.name for each in folder.iterdir()) == sorted(f"{name}.csv" for name in TABLES)
    return {name: _read((folder / f"{name}.csv").read_bytes().decode()) for name in TABLES}


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def people(config: Path) -> list[str]:
    """E-mails and names of everybody."""
    known = told("people", "list", config=config)["people"]
    assert len(known) > 20
    return [name for each in known for name in (each["person"], each["name"]) if name]


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_json_say_the_same(config: Path, tables: dict[str, list[dict[str, str]]], name: str) -> None:
    ran = fairlead("export", name, "--format", "json", config=config)
    document = json.loads(ran.stdout)
    assert document["schema_version"] == 1
    rows = document[name]
    assert len(rows) == len(tables[name]) > 0
    assert list(rows[0]) == list(tables[name][0]) == list(TABLES[name].columns)
    numbers = [key for key, value in rows[0].items() if isinstance(value, (int, float)) and not isinstance(value, bool)]
    stable = [
        key for key in numbers if key not in ("oldest", "age_p50", "age_p85", "pace")
    ]  # time passes between the two
    assert [[float(row[key]) for key in stable] for row in tables[name][:1]] == [[rows[0][key] for key in stable]]


def test_tables_agree_with_the_other_commands(config: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    findings = told("findings", config=config, exit_code=3)["findings"]
    assert sorted(row["subject"] for row in tables["findings"]) == sorted(each["subject"]["key"] for each in findings)
    assert {row["key"] for row in tables["goals"]} == {each["key"] for each in told("goals", config=config)["goals"]}
    gaps = told("status", config=config)["gaps"]
    assert [(row["objective"], row["team"]) for row in tables["gaps"]][: len(gaps)] == [
        (each["goal"], each["team"]) for each in gaps
    ]


def test_each_item_has_its_missing_hop(tables: dict[str, list[dict[str, str]]]) -> None:
    unlinked = {row["item"] for row in tables["items"] if row["missing"] == "goal"}
    flagged = {row["subject"] for row in tables["findings"] if row["detector"] == "D1" and row["kind"] == "item"}
    assert flagged
    assert flagged <= unlinked
    assert not [row for row in tables["items"] if row["goal"] and row["exempt"] == "yes"]
    counted = sum(int(row["doing"]) for row in tables["breaks"] if row["missing"] == "goal")
    kinds = ("issue", "epic", "pull_request")
    assert counted == sum(
        row["missing"] == "goal" and row["category"] == "doing" and row["kind"] in kinds for row in tables["items"]
    )


def test_the_page_names_every_table_with_its_columns() -> None:
    page = (ROOT / "docs" / "commands.md").read_text().partition("### The tables\n")[2].partition("\n## ")[0]
    written = {
        row[0]: row[2].split(", ") for row in re.findall(r"^\| (\w+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    }
    written.pop("table")
    assert written == {name: list(table.columns) for name, table in TABLES.items()}


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("export", "--output", "x"), 2, "--as-of and --output are for tables"),
        (("export", "all"), 2, "all tables need a folder"),
        (("export", "goals", "-o", "/proc/no/where.csv"), 1, "/proc/no/where.csv cannot be written"),
        (("export", "goal"), 2, "goal"),
        (("export", "goals", "--as-of", "1999-01-01"), 1, "name that day or a later one"),
        (("status", "--as-of", "2999-01-01"), 1, "lies ahead"),
        (("report", "--as-of", "2999-01-01"), 1, "lies ahead"),
    ],
)
def test_what_cannot_be_asked_is_said(config: Path, asked: tuple[str, ...], code: int, said: str) -> None:
    ran = fairlead(*asked, config=config)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert said in ran.stderr


EFFORT = re.compile(r"person-days|of all effort|of its effort|points too")


def test_no_table_of_effort_or_work_names_anybody(tables: dict[str, list[dict[str, str]]], people: list[str]) -> None:
    for name in ("items", "flow", "allocation", "gaps", "breaks"):
        cells = " ".join(value for row in tables[name] for key, value in row.items() if key not in ("title", "url"))
        assert [person for person in people if person in cells] == []


def test_no_page_shows_effort_beside_a_person(config: Path, people: list[str]) -> None:
    """Owners of findings are named, figures of effort are those of teams: never both in one line."""
    pages = [fairlead(*command, config=config).stdout for command in (["status"], ["flow"], ["goals"], ["findings"])]
    assert any(EFFORT.search(page) for page in pages)
    for line in (line for page in pages for line in page.splitlines() if EFFORT.search(line)):
        assert [person for person in people if person in line] == []
    html = parsed(fairlead("report", "--output", "-", config=config).stdout)
    for id_ in ("allocation", "gap", "flow", "pace", "chain"):
        assert [person for person in people if person in words(part(html, id_))] == []


def test_no_document_has_effort_within_what_names_a_person(config: Path, people: list[str]) -> None:
    for command in (["status"], ["flow"], ["goals"]):
        for each in _objects(told(*command, config=config)):
            own = [value for value in each.values() if isinstance(value, str)]
            effort = [key for key in each if re.search(r"person_days|hours|points|share$", key) and each[key]]
            assert not (effort and "goal" not in each and [person for person in people if person in own])


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)


def test_as_of_a_day_the_tables_tell_of_then(config: Path) -> None:
    today = datetime.now(UTC).date().isoformat()
    ran = fairlead("export", "goals", "--as-of", today, config=config)
    assert ran.returncode == 0
    assert len(_read(ran.stdout)) == len(told("goals", config=config)["goals"])
