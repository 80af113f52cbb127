"""What real servers once sent, served again, with a hub in front of it as a company would set it up."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox import github, jira, sheets
from sandbox.clock import SimulatedClock
from sandbox.history import Exchange, Tool
from sandbox.server import App, Sandbox
from sandbox.sheets import load_recorded
from scheduler.hub import Hub, open_hub
from tests.contract import github_contract, jira_contract, sheets_contract

DATA = Path(__file__).parents[1] / "data"
NOW = datetime(2022, 7, 18, 9, tzinfo=UTC)  # two days after the newest of what was recorded
ANTS = "user-129d9a/ants"
CASSETTE, CACTUS = "SpreadsheetTest.test_values_get.json", "🌵 test_values_get 1"
CHECKS: Mapping[Tool, Callable[[Exchange], None]] = {
    "jira": jira_contract.check,
    "github": github_contract.check,
    "sheets": sheets_contract.check,
}
LONG = "K5-2"  # stands in for the issue, not recorded, that 279 changelog entries belong to

OKRS = [
    ["ID", "Level", "Title", "Owner"],
    ["O-1", "Objective", "Charts that teams trust", "ana@example.com"],
    ["O-2", "Objective", "A pool that never leaks"],
]
RULES = """
[[rule]]
id = "charts"
goal = "O-1"
when = { source = "jira", labels = "frontEnd" }

[[rule]]
id = "defects"
goal = "O-2"
when = { type = "缺陷" }

[[rule]]
id = "fixes"
goal = "O-2"
when = { kind = "pull_request", title = { regex = '(?i)^(bug)?fix' } }

[[rule]]
id = "new-colours"
exempt = true
when = { title = { glob = "*readme*" } }
"""


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text().splitlines()]


def issues() -> list[dict[str, Any]]:
    """The Jira issues, with the changelog entries that were recorded alone put to one of them."""
    bodies = recorded("jira_issues")
    log = next(body["changelog"] for body in bodies if body["key"] == LONG)
    log["histories"] += recorded("jira_issue_changelogs")
    log["total"] = len(log["histories"])
    return bodies


class Past:
    """Three tools with what was recorded of them. `violations` are breaches of the vendors' descriptions by either side."""

    def __init__(self) -> None:
        self.clock = SimulatedClock(NOW)
        self.violations: list[str] = []
        self.jira, self.github = jira.JiraState(self.clock), github.GitHubState(self.clock)
        self.sheets = sheets.SheetsState(self.clock)
        self.jira.page_limit = 10
        self.jira.load_recorded(issues(), *(recorded(f"jira_{kind}") for kind in ("statuses", "users", "projects")))
        ids = {issue["key"]: issue["id"] for issue in self.jira.issues.values()}
        for link in recorded("jira_remotelinks"):
            if found := ids.get(link["self"].split("/")[-3]):
                self.jira.links.setdefault(found, []).append(link)
        self.github.add_repo(ANTS)
        kinds = ("issues", "pull_requests", "comments", "events", "milestones")
        self.github.load_recorded(ANTS, *(recorded(f"github_{kind}") for kind in kinds))
        self.book, *_ = load_recorded(self.sheets, DATA / "google_sheets" / CASSETTE)
        self.sheets.add_tab(self.book, "OKRs", OKRS)
        apps: dict[Tool, App] = {
            "jira": jira.app(self.jira),
            "github": github.app(self.github),
            "sheets": sheets.app(self.sheets),
        }
        self.sandbox = Sandbox(apps, self.clock, self._observe)

    def _observe(self, exchange: Exchange) -> None:
        try:
            CHECKS[exchange.tool](exchange)
        except AssertionError as breach:
            self.violations.append(str(breach))

    def settings(self) -> dict[Tool, dict[str, Any]]:
        tabs = [{"title": CACTUS, "level": "objective", "columns": {"title": "🍇", "owners": "🍉"}}, {"title": "OKRs"}]
        return {
            "jira": {"email": self.jira.email, "projects": ["EE", "K5"], "goal_types": ["Epic"]},
            "github": {"repositories": [ANTS], "milestones_as_goals": True},
            "sheets": {"spreadsheet": self.book, "tabs": tabs},
        }


@contextmanager
def hub_of_the_past(folder: Path) -> Iterator[tuple[Past, Hub]]:
    past = Past()
    with past.sandbox as sandbox:
        tokens: dict[Tool, str] = {"jira": past.jira.token, "github": past.github.token, "sheets": past.sheets.token}
        (folder / "mappings.toml").write_text(RULES)
        config = settle(folder, sandbox.urls, tokens, past.settings())
        with open_hub(config, past.clock) as hub:
            yield past, hub
    assert past.violations == []


def settle(
    folder: Path, urls: Mapping[Tool, str], tokens: Mapping[Tool, str], settings: Mapping[Tool, Mapping[str, Any]]
) -> Path:
    """Writes a configuration that may write; the rules are the caller's."""
    text = '[hub]\nmode = "live"\nalerts_channel = "#alignment"\n[guard]\nlearning_days = 0\n'
    for tool, table in settings.items():
        (folder / f"{tool}.token").write_text(tokens[tool])
        given = {"base_url": urls[tool], "token": {"file": str(folder / f"{tool}.token")}, **table}
        text += f"\n[connectors.{tool}]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in given.items())
    path = folder / "config.toml"
    path.write_text(text)
    return path


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
