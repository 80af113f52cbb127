"""The company's rules hold what its own tests say, and the team's file keeps to its goals."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.demo.house import settle
from mappings import load_all
from mappings.cases import read_cases
from mappings.trials import try_cases
from sandbox.company import Company
from scheduler.config import load_config
from scheduler.plugins import discover
from scheduler.rule_files import rule_sources
from tests.sandbox.company.seen import World

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
URLS = {"jira": "http://127.0.0.1:1", "slack": "http://127.0.0.1:2"}


@pytest.mark.parametrize(("seed", "people"), [(1, 24), (2, 16), (3, 47)])
def test_the_rules_of_the_company_pass_their_own_tests(tmp_path: Path, seed: int, people: int) -> None:
    company = Company(seed, people=people, now=NOW)
    sources = rule_sources(load_config(settle(company, URLS, tmp_path), discover()))  # type: ignore[arg-type]
    ruleset = load_all(sources)
    cases = [read_cases(source, alone=False, rules=[rule.id for rule in ruleset.rules]) for source in sources]
    outcomes = [outcome for world in cases for outcome in try_cases(ruleset, world, NOW.date())]
    assert [outcome for outcome in outcomes if not outcome.passed] == []
    assert [len(world) for world in cases] == [5, 2]


def test_the_rule_of_the_team_holds_for_something_and_refers_to_its_goal() -> None:
    company = Company(1, now=NOW)
    project = company.staff.teams[0].trade.project
    epics = [
        item for item in World(company).items.values() if item.kind == "epic" and item.container == f"jira:{project}"
    ]
    assert epics
    assert company.team_rules.goals[0] in company.team_rules.text
