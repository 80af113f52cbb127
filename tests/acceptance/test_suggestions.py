"""What the hub would link, told by the real command, and accepted by the command that it names."""

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairlead.demo.house import settle
from sandbox.company import open_company
from tests.acceptance.command import done, fairlead, told


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with open_company(7, now=datetime.now(UTC) - timedelta(minutes=2)) as opened:
        settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
        done("run", config=settled)
        yield settled


def suggested(config: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told("suggest", *arguments, config=config)["items"]
    return found


def test_a_suggestion_is_accepted_by_the_command_it_names(config: Path) -> None:
    first = suggested(config)[0]
    (best, *_others), name = first["suggestions"], f"{first['source']}:{first['key']}"
    shown = fairlead("suggest", config=config).stdout
    assert name in shown
    assert best["accept"] in shown
    assert best["reasons"][0] in shown
    assert fairlead(*shlex.split(best["accept"])[1:], config=config).returncode == 0
    assert first["key"] not in [each["key"] for each in suggested(config, "--at-least", "0")]
    (linked,) = suggested(config, name)
    assert [each["goal"] for each in linked["links"]] == [best["goal"]]
    assert f"serves {best['goal']}" in fairlead("suggest", name, config=config).stdout


def test_nothing_is_linked_by_looking(config: Path) -> None:
    before = fairlead("export", config=config).stdout
    told("suggest", config=config)
    assert fairlead("export", config=config).stdout == before


def test_bars_and_limits(config: Path) -> None:
    every = suggested(config, "--at-least", "0")
    sure = suggested(config, "--at-least", "0.6")
    assert 0 < len(sure) < len(every)
    assert min(each["confidence"] for item in sure for each in item["suggestions"]) >= 0.6
    assert len(suggested(config, "--at-least", "0", "--limit", "2")) == 2
    ran = fairlead("suggest", "--at-least", "1", config=config)
    assert (ran.returncode, "The surest suggestion has 0." in ran.stdout) == (0, True)


def test_an_explanation_of_an_unlinked_item_tells_them_too(config: Path) -> None:
    name = suggested(config, "--at-least", "0")[0]["key"]
    (item,) = suggested(config, name)
    explained = told("rules", "explain", name, config=config)
    assert explained["suggestions"] == item["suggestions"]
    assert "It probably serves" in fairlead("rules", "explain", name, config=config).stdout
    assert told("rules", "explain", name, "--no-suggestions", config=config)["suggestions"] == []


def test_who_is_unknown_is_told_with_what_may_be_meant(config: Path) -> None:
    ran = fairlead("suggest", "pay-2", config=config)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert 'did you mean "PAY-2"?' in ran.stderr


def test_an_empty_hub_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "mappings.toml").write_text("")
    ran = fairlead("suggest", config=tmp_path / "config.toml")
    assert ran.returncode == 0
    assert "No open goal is known" in ran.stdout
    assert "fairlead sync" in ran.stdout
