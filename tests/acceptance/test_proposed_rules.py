"""From links by hand to a rule that does it from now on, by the real command."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from tests.acceptance.command import done, fairlead, told

NewIssue = Callable[[], str]


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(11, now=datetime.now(UTC) - timedelta(hours=1), people=16) as company:
        yield company


@pytest.fixture(scope="module")
def new_issue(opened: Opened) -> NewIssue:
    """Makes one labelled `kiosk`, which no rule knows."""
    jira, company = opened.company.tools.jira, opened.company
    reporter = next(iter(jira.users))

    def made() -> str:
        company.clock.advance(timedelta(seconds=1))
        return jira.create_issue("PAY", "Task", "Turn the screen", reporter=reporter, labels=["kiosk"])

    return lambda: opened.sandbox.call(made)


@pytest.fixture(scope="module")
def config(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
    done("sync", config=settled)
    done("map", config=settled)
    return settled


def test_links_by_hand_become_a_rule_that_links_the_next_item(config: Path, new_issue: NewIssue) -> None:
    assert told("rules", "suggest", config=config)["proposals"] == []
    ran = fairlead("rules", "suggest", "--accept", "1", config=config)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "there is no proposal 1" in ran.stderr

    issues = [new_issue() for _ in range(9)]
    done("sync", config=config)
    done("map", config=config)
    for issue in issues[:8]:
        assert fairlead("link", issue, "O-2", config=config).returncode == 0
    (proposal,) = told("rules", "suggest", config=config)["proposals"]
    assert (proposal["goal"], proposal["when"], proposal["precision"]) == ("O-2", {"labels": ["kiosk"]}, 1.0)
    assert (proposal["support"], proposal["caught"]) == (8, issues[8:])
    shown = fairlead("rules", "suggest", config=config).stdout
    assert [line for line in proposal["toml"].splitlines() if line not in shown] == []
    assert "--accept 1" in shown

    rules = config.with_name("mappings.toml")
    before = rules.read_text()
    trial = fairlead("rules", "suggest", "--accept", "1", "--dry-run", config=config)
    assert (trial.returncode, rules.read_text()) == (0, before)
    assert '+id = "o-2-kiosk"' in trial.stdout
    saved = fairlead("rules", "suggest", "--accept", "1", "--id", "kiosks", config=config, FAIRLEAD_USER="ana")
    assert saved.returncode == 0
    assert rules.read_text().startswith(before)
    assert tomllib.loads(rules.read_text())["rule"][-1]["id"] == "kiosks"
    assert [(each["actor"], each["moved"]) for each in told("rules", "history", config=config)["edits"]] == [
        ("ana", {"gained": 1})
    ]

    after = new_issue()
    done("sync", config=config)
    done("map", config=config)
    for issue in (issues[8], after):
        (link,) = told("rules", "explain", issue, config=config)["links"]
        assert (link["goal"], link["via"], link["rule"]) == ("O-2", "rule", "kiosks")
    assert told("rules", "suggest", config=config)["proposals"] == []


def test_an_id_that_is_taken_is_refused(config: Path, new_issue: NewIssue) -> None:
    """What a person linked elsewhere since is proposed beside the rule, which stays as it is."""
    issues = [new_issue() for _ in range(5)]
    done("sync", config=config)
    done("map", config=config)
    for issue in issues:
        assert fairlead("link", issue, "O-3", config=config).returncode == 0
    rules = config.with_name("mappings.toml").read_text()
    taken = tomllib.loads(rules)["rule"][0]["id"]
    options = ("--min-precision", "0.1", "--accept", "1")
    ran = fairlead("rules", "suggest", *options, "--id", taken, config=config)
    assert ran.returncode == 1
    assert f'there is a rule "{taken}" already' in ran.stderr
    assert config.with_name("mappings.toml").read_text() == rules


def test_without_links_by_hand_it_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "mappings.toml").write_text("")
    ran = fairlead("rules", "suggest", config=tmp_path / "config.toml")
    assert ran.returncode == 0
    assert "No item was linked by hand or by name yet" in ran.stdout


def test_options_of_saving_go_with_a_number(config: Path) -> None:
    ran = fairlead("rules", "suggest", "--dry-run", config=config)
    assert ran.returncode == 2
    assert "--accept N" in ran.stderr
