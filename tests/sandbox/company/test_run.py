"""The company can be reached through its servers by the hub's own connectors, with the files it writes for them."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.contract import Wire
from core.records import Account, Goal, Item, Rejected
from mappings.lint import check
from mappings.reader import load
from sandbox.company import Company, open_company
from scheduler.config import load_config, load_people
from scheduler.plugins import discover
from tests.sandbox.company.seen import World

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)


@pytest.mark.parametrize(("seed", "people"), [(1, 24), (2, 16), (3, 47)])
def test_the_rules_are_clean_and_each_matches_something(seed: int, people: int) -> None:
    company = Company(seed, people=people, now=NOW)
    assert not [
        problem
        for problem in check(load(company.mappings_toml(), "mappings.toml"), today=NOW.date())
        if problem.level == "error"
    ]
    world = World(company)
    for rule in world.rules:
        assert any(world.holds(rule["when"], item) for item in world.items.values()), rule["id"]
        assert rule.get("exempt") or rule["goal"] in world.rows


def test_the_people_map_names_every_person_with_a_team(tmp_path: Path) -> None:
    (tmp_path / "people.toml").write_text(Company(1, now=NOW).people_toml())
    people = load_people(tmp_path / "people.toml")
    assert len(people.people) == 24
    assert sum(person.team is None for person in people.people.values()) == 1
    assert all(team.channel and len(team.containers) >= 3 for team in people.teams.values())


def test_tokens_are_written_where_only_their_owner_can_read_them(tmp_path: Path) -> None:
    company = Company(1, now=NOW)
    text = company.config_toml({"jira": "http://127.0.0.1:1", "slack": "http://127.0.0.1:2"}, tmp_path / "new")
    secrets = sorted((tmp_path / "new").iterdir())
    assert len(secrets) == 5  # Slack has two
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
    assert not any(path.read_text() in text for path in secrets)


def test_the_connectors_see_every_item_of_the_company(tmp_path: Path) -> None:
    plugins = discover()
    with open_company(1, now=NOW) as (company, sandbox, truth):
        config = tmp_path / "config.toml"
        config.write_text(company.config_toml(sandbox.urls, tmp_path))
        settings = load_config(config, plugins).connectors
        seen: Counter[type] = Counter()
        keys: set[str] = set()
        for name, given in settings.items():
            connector = plugins[name].connect(given, Wire(contact="test"))
            for stream in connector.streams():
                for record in connector.pull(stream, None):
                    seen[type(record)] += 1
                    if isinstance(record, Item):
                        keys.add(f"{record.source}:{record.key}")
            connector.close()
        wanted = {key for key, item in World(company).items.items() if item.kind != "thread"}
        assert {key for key in keys if not key.startswith("slack:")} == wanted
        assert seen[Rejected] == sum(each["detector"] == "D26" for each in truth["findings"])
        assert seen[Goal] > 30
        assert seen[Account] > 40


def test_a_day_can_pass_while_the_servers_run() -> None:
    with open_company(2, now=NOW, people=16) as (company, sandbox, _):
        sandbox.call(company.pass_day)
        assert (company.now - NOW).days == 1
        assert company.truth()["resolved"]
