"""Rule files of the configuration: which takes precedence, what a team's file may do, and what is said when one is missing."""

from pathlib import Path

import pytest

from mappings import Linker, RulesError
from scheduler.config import ConfigError
from scheduler.rule_files import load_rules, restored, rule_sources, stored
from tests.mappings.make import DAY, first, goals, item, rule
from tests.scheduler.little import little, written

OWN = rule('{ labels = "a" }', "own", 'goal = "O-1"', "weight = 9")
TEAM = rule('{ labels = "a" }', "team", 'goal = "O-2"')


def team(precedence: int = 0, goals: str = '"O-2"', exempt: bool = False, file: str = "pay.toml") -> str:
    terms = f"precedence = {precedence}\nexempt = {str(exempt).lower()}"
    return f'\n[[rules]]\nfile = "{file}"\ngoals = [{goals}]\n{terms}\n'


def config(folder: Path, more: str, text: str = TEAM) -> Path:
    (folder / "pay.toml").write_text(text)
    return written(folder, OWN, more=more)


def winner(path: Path) -> str | None:
    with little(path) as hub:
        link = first(Linker(load_rules(hub), goals("O-1", "O-2"), today=DAY), item(labels=("a",)))
    return link.rule if link else None


@pytest.mark.parametrize(("precedence", "wins"), [(-1, "own"), (0, "own"), (1, "team")])
def test_the_file_decides_before_weight(tmp_path: Path, precedence: int, wins: str) -> None:
    assert winner(config(tmp_path, team(precedence))) == wins


def test_files_stand_in_order_of_precedence_and_else_as_they_are_named(tmp_path: Path) -> None:
    for name in ("b", "c", "d"):
        (tmp_path / f"{name}.toml").write_text("")
    more = team(file="d.toml") + team(1, file="b.toml") + team(file="c.toml") + team(-1)
    with little(config(tmp_path, more)) as hub:
        names = [Path(source.path).name for source in rule_sources(hub.config)]
    assert names == ["b.toml", "mappings.toml", "d.toml", "c.toml", "pay.toml"]


def refused(path: Path) -> list[str]:
    with little(path) as hub, pytest.raises(RulesError) as caught:
        load_rules(hub)
    return [f"{Path(each.place).name} {each.message}" for each in caught.value.problems]


def test_a_team_leads_only_to_the_goals_it_is_given(tmp_path: Path) -> None:
    assert winner(config(tmp_path, team(1, '"O-[12]*", "O-2*"'))) == "team"
    assert refused(config(tmp_path, team(1, '"KR-*"'))) == [
        "pay.toml:3 it leads to O-2, and this file may lead to KR-* only"
    ]
    shared = rule('{ labels = "a" }', "team", 'goal = { "O-2" = 0.5, "O-3" = 0.5 }\nalso = ["O-4"]')
    found = refused(config(tmp_path, team(1), shared))
    assert [each.split(" leads to ")[1][:3] for each in found] == ["O-3", "O-4"]


def test_a_team_exempts_items_only_where_it_may(tmp_path: Path) -> None:
    exempt = rule('{ labels = "a" }', "team", "exempt = true")
    assert "may not exempt" in refused(config(tmp_path, team(1), exempt))[0]
    assert winner(config(tmp_path, team(1, exempt=True), exempt)) == "team"


def test_an_id_is_unique_over_all_files(tmp_path: Path) -> None:
    (told,) = refused(config(tmp_path, team(), rule('{ labels = "b" }', "own", 'goal = "O-2"')))
    assert told.startswith('pay.toml:2 the id "own" is taken by the rule at ')


def test_a_missing_file_is_named_with_the_place_to_mend(tmp_path: Path) -> None:
    with (
        little(config(tmp_path, team(file="gone.toml"))) as hub,
        pytest.raises(
            ConfigError, match=r"gone.toml: no such file; name the rule file in \[\[rules\]\] of .*config.toml"
        ),
    ):
        load_rules(hub)
    (tmp_path / "mappings.toml").unlink()
    with little(tmp_path / "config.toml") as hub, pytest.raises(ConfigError, match=r"in \[hub\] rules of"):
        load_rules(hub)


def test_rules_come_back_from_the_store_as_they_were(tmp_path: Path) -> None:
    text = TEAM + rule("{ any = [{ points = 3 }, { due = 2026-01-01 }] }", "b", 'goal = "O-2"', "stop = true")
    with little(config(tmp_path, team(1), text)) as hub:
        ruleset = load_rules(hub)
    assert restored(stored(ruleset).values()) == ruleset
