"""Everything that passed between a hub and its four tools in the whole demo, held against the vendors and our promises."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.contract import Cells, Comments, Connector, Labels, Links, Messages, Note, Refused
from sandbox.company.goals import BOOK, TAB
from sandbox.history import TOOLS, Exchange, Tool
from scheduler.approving import NotApproved
from scheduler.hub import open_hub
from tests.acceptance.road import Scene, scene
from tests.checker import aside, leaks, makes, marks_in
from tests.contract import github_contract, jira_contract, sheets_contract, slack_contract

CHECKS: Mapping[Tool, Callable[[Exchange], None]] = {
    "jira": jira_contract.check,
    "github": github_contract.check,
    "slack": slack_contract.check,
    "sheets": sheets_contract.check,
}


@dataclass(frozen=True)
class Story:
    """`marks` are all that the hub ever made; `secrets` what no tool may be told, by the tool that alone may know it."""

    history: list[Exchange]
    marks: list[str]
    secrets: dict[str, list[str]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The demo: sync, findings, writes, a day in which people mend half of it, and the writes that follow from that."""
    with scene(tmp_path_factory.mktemp("hub"), 7, people=16) as now:
        now.travel()
        assert now.write().failed == ()
        now.pass_day()
        assert now.write().failed == ()
        yield Story(now.opened.sandbox.history, sorted(now.marks), now.secrets)


@pytest.mark.parametrize("tool", TOOLS)
def test_every_exchange_is_as_the_vendor_describes_it(story: Story, tool: Tool) -> None:
    exchanges = [exchange for exchange in story.history if exchange.tool == tool]
    assert any(exchange.is_write for exchange in exchanges)
    assert any(not exchange.is_write for exchange in exchanges)
    assert [breach for exchange in exchanges if (breach := breaks(exchange))] == []


def breaks(exchange: Exchange) -> str | None:
    try:
        CHECKS[exchange.tool](exchange)
    except AssertionError as breach:
        return str(breach)
    return None


def test_nothing_of_ours_was_refused_or_failed(story: Story) -> None:
    assert {(e.method, e.path, e.status) for e in story.history if e.status >= 400} == set()
    answers = [exchange.response_body for exchange in story.history if exchange.tool == "slack"]
    assert [answer for answer in answers if b'"ok":true' not in answer.replace(b" ", b"")] == []


def test_each_mark_is_created_once(story: Story) -> None:
    made = [(mark, aside(each)) for each in story.history if makes(each) for mark in marks_in(each)]
    created = Counter(mark for mark, reply in made if not reply)
    assert len(created) > 20
    assert set(created.values()) == set(Counter(made).values()) == {1}
    assert {mark for exchange in story.history for mark in marks_in(exchange)} == set(created) <= set(story.marks)


def test_each_token_goes_to_its_own_tool_and_nothing_else_does(story: Story) -> None:
    for exchange in story.history:
        shown = {
            owner
            for owner, values in story.secrets.items()
            if any(value in header for value in values for header in exchange.request_headers.values())
        }
        assert shown == {exchange.tool}, exchange.path
    assert list(leaks(story.history, story.secrets)) == []


def test_in_dry_run_nothing_but_questions_is_sent(tmp_path: Path) -> None:
    """Neither by the road nor by a connector that is asked to write behind its back."""
    with scene(tmp_path, 8, people=16) as now:
        now.config.write_text(now.config.read_text().replace('mode = "live"', 'mode = "dry-run"'))
        with open_hub(now.config, now.company.clock) as hub:
            dry = Scene(now.company, now.opened, hub, now.config)
            dry.travel()
            with pytest.raises(NotApproved, match="dry-run"):
                dry.write()
            attempts = [attempt for name in TOOLS for attempt in writes(hub.connect(name), places(now)[name])]
            for attempt in attempts:
                with pytest.raises(Refused, match="dry-run"):
                    attempt()
        assert len(attempts) == 7
        assert [exchange for exchange in now.opened.sandbox.history if exchange.is_write] == []
        assert {exchange.tool for exchange in now.opened.sandbox.history} == set(TOOLS)


def places(now: Scene) -> dict[Tool, str]:
    """Something to write to in each tool."""
    tools = now.company.tools
    repository, repo = next((name, repo) for name, repo in tools.github.repos.items() if repo.issues)
    return {
        "jira": next(issue["key"] for issue in tools.jira.issues.values()),
        "github": f"{repository}#{min(repo.issues)}",
        "slack": f"#{tools.slack.channels()[0].name}",
        "sheets": str(tools.sheets.rows(BOOK, TAB)[1][0]),
    }


def writes(connector: Connector, place: str) -> Iterator[Callable[[], object]]:
    note = Note(mark="m" * 16, body="It drifts.", url="https://example.com")
    if isinstance(connector, Comments):
        yield lambda: connector.ensure_comment(place, note)
    if isinstance(connector, Labels):
        yield lambda: connector.ensure_label(place, "fairlead-x", present=True)
    if isinstance(connector, Links):
        yield lambda: connector.ensure_link(place, note)
    if isinstance(connector, Messages):
        yield lambda: connector.ensure_message(place, note)
    if isinstance(connector, Cells):
        yield lambda: connector.ensure_cells({place: {"findings": "late"}})
