"""The benchmark of syncing runs, serves what clients ask for, and sees what an engine did not keep."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bench.sync import case, jira_case
from bench.sync.compare import Trips, serving
from bench.sync.engines import Engine, Left
from bench.sync.github import ISSUES, GitHub
from bench.sync.jira import Jira
from bench.sync.served import Answer, Request

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("asked", [case, jira_case])
def test_a_small_sync_measures_and_later_trips_cost_what_changed(asked: ModuleType) -> None:
    options = argparse.Namespace(items=300, runs=1, only=["floor", "fairlead"])
    full, after = asked.measure(options).tables
    assert [row[0] for row in full.rows] == ["floor", "fairlead"]
    assert all(value > 0 for value in _column(full, "items/s"))
    assert [row[0] for row in after.rows] == ["fairlead, nothing changed", "fairlead, 1 % changed"]
    assert _column(after, "written") == [0, 3]
    assert max(_column(after, "requests")) < 10


def _column(table: Any, head: str) -> list[Any]:
    return [row[table.heads.index(head)] for row in table.rows]


def test_an_engine_that_does_not_keep_all_ends_the_run(tmp_path: Path) -> None:
    made = "create table issues (title); insert into issues values (1)"
    kept = f"import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript({made!r})"
    engine = Engine(lambda _tool, _base, folder: [sys.executable, "-c", kept, str(folder / "a.db")], Left("a.db"))
    with serving("github", 3) as served, pytest.raises(SystemExit, match=r"one .*\(1, 0\) issues .* not \(3, 0\)"):
        Trips("one", engine, "full").go(served, tmp_path, served.issues, 0)


def test_github_lists_by_update_from_a_time_on_and_knows_what_is_unchanged() -> None:
    served = GitHub(250)
    query = f"{ISSUES}?state=all&sort=updated&direction=asc&per_page=100"
    first = _ask(served, query)
    rows = json.loads(first.body)
    assert [row["updated_at"] for row in rows] == sorted(row["updated_at"] for row in rows)
    assert len(rows) == 100
    assert _ask(served, query, {"if-none-match": first.headers["ETag"]}).status == 304
    assert served.change(100, NOW) == 3
    assert _ask(served, query, {"if-none-match": first.headers["ETag"]}).status == 200
    changed = json.loads(_ask(served, query + "&since=2026-02-01T00:00:00Z").body)
    assert [row["title"][:9] for row in changed] == ["Changed: "] * 3
    assert served.change(0, NOW) == 0
    assert json.loads(_ask(served, query).body) == rows


def test_jira_leads_from_page_to_page_by_tokens_and_hears_what_jql_asks() -> None:
    served = Jira(250)
    found, token = [], ""
    while True:
        page = _search(served, "project = BIG ORDER BY created ASC", nextPageToken=token)
        found += page["issues"]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert [row["key"] for row in found] == [f"BIG-{number}" for number in range(1, 251)]
    assert any(row["changelog"]["histories"] for row in found)
    served.change(100, NOW)
    for since in (f"{int(NOW.timestamp() * 1000)}", "'2026/02/01 00:00'"):
        assert len(_search(served, f"updated >= {since} ORDER BY updated ASC")["issues"]) == 3


def _search(served: Jira, jql: str, **query: str) -> Any:
    body = json.dumps({"jql": jql, "maxResults": 100, **query}).encode()
    return json.loads(served.answer(Request("POST", "", "/rest/api/3/search/jql", {}, {}, body)).body)


def _ask(served: GitHub, target: str, headers: dict[str, str] | None = None) -> Answer:
    url = urlsplit(target)
    return served.answer(Request("GET", target, url.path, dict(parse_qsl(url.query)), headers or {}, b""))
