"""S17 and S18: a word that few may read is said by every item, goal and thread of a company, and the hub tells it to nobody:
no tool, no row that others are told from, no page, table or answer of a command."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import inspect, text

from core.audience import PRIVATE_GOAL, PRIVATE_ITEM
from core.presses import Form, Home, Press
from sandbox.company import Company
from sandbox.jira import bodies
from scheduler import planning
from scheduler.answering import reply
from scheduler.config import DashboardSettings
from scheduler.suggesting import suggest
from store.findings import open_findings
from store.goals import all_goals
from tests.acceptance.command import fairlead
from tests.acceptance.road import Scene, scene
from tests.checker import leaks, ours

WORD = "zanzibarquartz"
MORE: dict[str, dict[str, Any]] = {
    "jira": {"goal_types": ("Epic",)},
    "github": {"milestones_as_goals": True},
    "slack": {"keep_text": True},
}
# what was pulled, as it was pulled; and what a rule found there, for `explain`
OF_THE_HUB_ALONE = {"items", "item_refs", "activities", "facets", "links", "quarantine"}


def say_it_everywhere(company: Company) -> None:
    """In everything that people write."""
    tools = company.tools
    for issue in tools.jira.issues.values():
        fields = issue["fields"]
        fields["summary"] += f" {WORD}"
        fields["description"] = bodies.document(f"about {WORD}")
        fields["labels"].append(WORD)
        tools.jira.comment(issue["key"], WORD, by=fields["reporter"]["accountId"])
    for name, repo in tools.github.repos.items():
        tools.github.create_milestone(name, "Next", by=None, due=None)
        for milestone in repo.milestones.values():
            milestone["title"] += f" {WORD}"
        for number, issue in repo.issues.items():
            issue["title"] += f" {WORD}"
            issue["body"] = f"{issue['body']}\nabout {WORD}"
            tools.github.label(name, number, add=[WORD], by=issue["user"]["login"])
    for channel in tools.slack.channels():
        for message in tools.slack.messages(channel.name):
            tools.slack.edit(channel.name, message["ts"], f"{message['text']} {WORD}")


def told(settings: BaseModel, tool: str) -> BaseModel:
    return settings.model_copy(update={**MORE.get(tool, {}), **({} if tool == "sheets" else {"private": ("*",)})})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A hub that has read all of it and has written what it found."""
    now = datetime.now(UTC) - timedelta(hours=6)
    with scene(tmp_path_factory.mktemp("hub"), 5, now=now, people=16) as opened:
        opened.opened.sandbox.call(lambda: say_it_everywhere(opened.company))
        tools = {name: told(settings, name) for name, settings in opened.hub.config.connectors.items()}
        places = DashboardSettings(
            github="acme/runbooks", jira=next(iter(opened.company.tools.jira.projects)), sheets=True
        )
        opened.hub.config = replace(opened.hub.config, connectors=tools, dashboard=places)
        opened.travel()
        assert opened.write().failed == ()
        yield opened


def test_items_are_found_and_told_without_a_word_of_theirs(kept: Scene) -> None:
    with kept.hub.store.read() as tx:
        of_items = [each for each in open_findings(tx) if each.observation.subject.kind == "item"]
        titles = {goal.title for goal in all_goals(tx) if goal.source in ("jira", "github")}
    assert len(of_items) > 10
    assert {each.observation.title for each in of_items} == {PRIVATE_ITEM}
    assert titles == {PRIVATE_GOAL}


def test_no_tool_is_told_of_it(kept: Scene) -> None:
    history = kept.opened.sandbox.history
    heard = {each.tool for each in ours(history) if WORD.encode() in each.response_body}
    assert {each.tool for each in ours(history) if each.is_write} == {"jira", "github", "slack", "sheets"}
    assert heard >= {"jira", "github", "slack"}
    assert list(leaks(list(ours(history)), {"nobody": [WORD]})) == []


def test_it_stands_nowhere_but_where_it_was_pulled(kept: Scene) -> None:
    found = set()
    with kept.hub.store.read() as tx:
        for table in inspect(tx).get_table_names():
            if any(WORD in str(row).casefold() for row in tx.execute(text(f"SELECT * FROM {table}"))):
                found.add(table)
    assert "items" in found
    assert found <= OF_THE_HUB_ALONE


def test_what_is_planned_next_tells_nothing_of_it(kept: Scene) -> None:
    kept.wait(days=8)
    kept.travel()
    assert WORD not in str(planning.plan_writes(kept.hub))


def test_no_answer_to_a_press_tells_it(kept: Scene) -> None:
    """Not even of what it was suggested by, to whoever owns it."""
    suggest(kept.hub, [])
    accounts = {person.email: person.slack for person in kept.company.staff}
    with kept.hub.store.read() as tx:
        found = [each for each in open_findings(tx) if each.observation.subject.kind == "item"]
    asked = [each for each in found if each.observation.owner in accounts][:5]
    answers = [
        reply(
            kept.hub,
            Press(id="1", tool="slack", account=accounts[str(each.observation.owner)], act=act, about=each.fingerprint),
        )
        for each in asked
        for act in ("why", "snooze", "dispute", "link-other", "home")
    ]
    assert {type(each) for each in answers} == {Form, Home}
    assert WORD not in str(answers)


COMMANDS = (
    *("status", "findings", "findings --json", "goals", "goals --json", "plan", "plan --json", "flow", "flow --json"),
    *("export items", "export findings", "export goals", "export breaks", "export gaps", "report --output -", "runs"),
    *("findings --as-of {day}", "report --as-of {day} --output -", "outbox", "audit"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_that_others_are_shown_tells_it(kept: Scene, command: str) -> None:
    day = datetime.now(UTC).date()
    ran = fairlead(*command.format(day=day).split(), config=Path(kept.config))
    assert ran.returncode in (0, 3), ran.stderr
    assert ran.stdout
    assert WORD not in ran.stdout + ran.stderr
