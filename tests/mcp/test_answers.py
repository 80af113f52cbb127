"""An assistant is told what pages and commands tell, and can change nothing."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mcp.client import Client
from sqlalchemy import text

from core.answers import worst_first
from scheduler.hub import Hub
from scheduler.report import kept_report
from store.export import canonical
from store.findings import open_findings
from tests.acceptance.kept import begun, travelled
from web.mcp.server import assistant

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with begun(travelled, tmp_path_factory.mktemp("mcp"), 7) as now:
        yield now.hub


@pytest.fixture(scope="module")
def ask(hub: Hub) -> Ask:
    async def answered(tool: str, given: dict[str, Any]) -> Any:
        async with Client(assistant(lambda: hub)) as client:
            return await client.call_tool(tool, given)

    def asked(tool: str, **given: Any) -> Any:
        return asyncio.run(answered(tool, given))

    return asked


def test_every_tool_only_reads(hub: Hub) -> None:
    async def listed() -> Any:
        async with Client(assistant(lambda: hub)) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(listed())
    assert {tool.name for tool in tools} == {
        "overview",
        "what_drifts",
        "how_are_goals",
        "why_is_item_here",
        "who_owns",
        "preview_rule",
        "propose_decision",
        "propose_link",
    }
    assert [tool.name for tool in tools if not (tool.annotations and tool.annotations.read_only_hint)] == []
    assert [tool.name for tool in tools if not (tool.description and tool.output_schema)] == []


def test_findings_come_worst_first_and_page_by_page(hub: Hub, ask: Ask) -> None:
    with hub.store.read() as tx:
        wanted = [each.fingerprint for each in worst_first(open_findings(tx))]
    found, cursor = [], None
    while True:
        told = ask("what_drifts", limit=7, cursor=cursor).structured_content
        found += [each["fingerprint"] for each in told["findings"]]
        cursor = told["next"]
        if cursor is None:
            break
    assert found == wanted
    assert told["total"] == len(wanted)


def test_findings_are_narrowed(hub: Hub, ask: Ask) -> None:
    critical = ask("what_drifts", severity="critical", limit=50).structured_content["findings"]
    assert {each["severity"] for each in critical} == {"critical"}
    below = ask("what_drifts", below_goal="O-1", limit=50).structured_content["findings"]
    assert 0 < len(below) < ask("what_drifts").structured_content["total"]
    refused = ask("what_drifts", below_goal="O-111")
    assert refused.is_error
    assert "there is no goal O-111" in refused.content[0].text


def test_a_goal_is_told_as_the_report_has_it(hub: Hub, ask: Ask) -> None:
    report = kept_report(hub)
    assert report
    (told,) = ask("how_are_goals", key="KR-1.1").structured_content["result"]
    stands = report.stands["KR-1.1"]
    assert (told["observed"], told["pace"], told["parent"]) == (stands.observed, stands.rolled.pace, "O-1")
    assert "untrusted_text" in told["title"]


def test_an_item_is_told_with_what_led_there(hub: Hub, ask: Ask) -> None:
    with hub.store.read() as tx:
        query = """SELECT i.key, l.goal, l.rule FROM links l JOIN items i ON i.id = l.item_id
            WHERE l.valid_to IS NULL AND l.via = 'rule' AND i.source = 'jira' LIMIT 1"""
        key, goal, rule = tx.execute(text(query)).first() or pytest.fail("no item is linked by a rule")
    told = ask("why_is_item_here", item=f"jira:{key}", not_goal="O-1").structured_content
    assert (told["links"][0]["goal"], told["links"][0]["rule"]) == (goal, rule)
    assert told["why_not"]["untrusted_text"]
    assert ask("who_owns", name=f"jira:{key}").structured_content["kind"] == "item"
    assert ask("why_is_item_here", item="jira:NONE-1").is_error


def test_what_it_would_do_comes_as_a_proposal_and_nothing_is_done(hub: Hub, ask: Ask) -> None:
    def standing() -> tuple[list[str], int]:
        with hub.store.read() as tx:
            return list(canonical(tx)), tx.execute(text("SELECT count(*) FROM audit")).scalar_one()

    before = standing()
    finding = ask("what_drifts", detector="D1").structured_content["findings"][0]
    proposed = ask(
        "propose_decision", finding=finding["fingerprint"], decision="exempt", reason="it's meant"
    ).structured_content
    assert proposed["command"] == f"""fairlead finding exempt {finding["fingerprint"]} --reason 'it'"'"'s meant'"""
    item = finding["about"].removeprefix("item ")
    assert "from no goal to O-1" in ask("propose_link", item=item, goal="O-1").structured_content["would"]
    seen = ask("preview_rule", id="all-of-jira", goal="O-1", when=['source="jira"']).structured_content
    assert sum(seen["counts"].values()) > 0
    assert ask("preview_rule", id="x", goal="O-1", when=["color=red"]).is_error
    assert ask("propose_decision", finding=finding["fingerprint"], decision="exempt").is_error
    assert standing() == before
