"""`fairlead finding …` and `fairlead silence …` as they are typed: what is said back, counted, refused, and kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.times import midnight
from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from scheduler.hub import open_hub
from scheduler.planning import plan_writes
from tests.acceptance.command import done, fairlead, told

TODAY = datetime.now(UTC).date()
WEDNESDAY = midnight(TODAY) + timedelta(days=(2 - TODAY.weekday()) % 7 + 7, hours=12)
MONTH = str(TODAY + timedelta(days=30))


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(101, now=datetime.now(UTC) - timedelta(minutes=2)) as company:
        yield company


@pytest.fixture(scope="module")
def config(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
    told("run", config=settled, exit_code=3)
    return settled


def found(config: Path, detector: str, kind: str = "item") -> list[dict[str, Any]]:
    seen = told("findings", "--detector", detector, config=config, exit_code=3)["findings"]
    return [each for each in seen if each["subject"]["kind"] == kind]


def test_a_finding_is_acknowledged_by_the_characters_that_the_list_shows(config: Path) -> None:
    finding = found(config, "D1")[0]
    line = next(each for each in fairlead("findings", config=config).stdout.splitlines() if finding["title"] in each)
    short = line.split()[-1]
    assert finding["fingerprint"].startswith(short)
    ran = fairlead(
        "finding", "acknowledge", short, "--until", MONTH, "--reason", "on it", config=config, FAIRLEAD_USER="ana"
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"{short} D1 {finding['subject']['key']} is now acknowledged by ana until ")
    listed = fairlead("findings", "--state", "acknowledged", config=config).stdout
    assert f"acknowledged until {MONTH}" in listed
    assert found(config, "D1")[1]["title"] not in listed
    assert "1 acknowledged" in fairlead("status", config=config).stdout
    (shown,) = [each for each in found(config, "D1") if each["fingerprint"] == finding["fingerprint"]]
    assert (shown["stage"], shown["decision"]["actor"], shown["decision"]["reason"]) == ("acknowledged", "ana", "on it")
    page = config.with_name("report.html")
    done("report", "--output", str(page), config=config)
    assert "acknowledged by ana until" in page.read_text()
    assert "of them 1 acknowledged</span>" in page.read_text()
    done("finding", "reopen", short, config=config)


def test_many_are_decided_by_what_they_are_after_a_look(config: Path) -> None:
    goals = [each["fingerprint"] for each in found(config, "D2", "goal")]
    tried = told("finding", "snooze", "--detector", "d2", "--ends", "changed", "--dry-run", config=config)
    assert sorted(each["fingerprint"] for each in tried["findings"]) == sorted(goals)
    assert {each["stage"] for each in found(config, "D2", "goal")} == {"open"}
    ran = fairlead("finding", "snooze", "--detector", "d2", "--ends", "changed", config=config)
    assert len(ran.stdout.splitlines()) == len(goals)
    assert {each["brief"] for each in found(config, "D2", "goal")} == {"snoozed until changed"}
    assert f"{len(goals)} snoozed" in fairlead("status", config=config).stdout
    back = told("finding", "reopen", "--detector", "D2", config=config)
    assert [each["after"] for each in back["findings"]] == [None] * len(goals)


def test_a_disputed_link_counts_on_its_rule(config: Path) -> None:
    served = next(each for each in found(config, "D10") if each["goal"])["fingerprint"]
    tried = fairlead("finding", "dispute", served, "--reason", "it goes on", "--dry-run", config=config).stdout
    assert "say so with --link" in tried
    for finding in found(config, "D10"):
        ran = fairlead(
            "finding", "dispute", finding["fingerprint"], "--link", "--reason", "another page", config=config
        )
        if ran.returncode == 0:
            break
        assert "there is no rule to dispute" in ran.stderr
    item, short = finding["subject"]["key"], finding["fingerprint"]
    rule = told("finding", "show", short, config=config)["decision"]["rule"]
    assert f'it counts against rule "{rule}"' in ran.stdout
    checked = told("rules", "check", config=config)["problems"]
    assert [each["rule"] for each in checked if f"disputed for 1 item, by 1 person: {item}" in each["message"]] == [
        rule
    ]
    with open_hub(config, lambda: WEDNESDAY) as hub:  # in the quiet hours nobody is told
        planned = [each for each in plan_writes(hub).plan.operations if "|disputes|" in each.target.topic]
    assert [f"Rule “{rule}”\n• {item} does not serve" in (each.body or "") for each in planned] == [True]
    back = fairlead("finding", "reopen", short, config=config).stdout
    assert "the item is linked to" in back
    assert "disputed" not in fairlead("rules", "check", config=config).stdout


def test_a_silence_says_what_it_quiets_and_can_be_ended(config: Path) -> None:
    quiet = found(config, "D1")[0]["team"]
    tried = told("silence", "add", f"team={quiet}", "detector=D1", "--until", MONTH, "--dry-run", config=config)
    ran = fairlead(
        "silence", "add", f"team={quiet}", "detector=D1", "--until", MONTH, "--reason", "offsite", config=config
    )
    count = len(tried["silence"]["quiets"])
    assert f"it quiets {count} open finding" in ran.stdout
    (made,) = told("silence", "list", config=config)["silences"]
    assert (made["matchers"], made["reason"], len(made["quiets"])) == (
        {"team": quiet, "detector": "D1"},
        "offsite",
        count,
    )
    assert f"silenced until {MONTH}" in fairlead("findings", "--state", "silenced", config=config).stdout
    assert fairlead("silence", "end", made["id"][:4], config=config).stdout.endswith("may be told again.\n")
    assert fairlead("silence", "list", config=config).stdout == "Nothing is silenced.\n"
    assert "ended" in fairlead("silence", "list", "--all", config=config).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("finding", "acknowledge"), ["name findings", "--team"]),
        (("finding", "acknowledge", "zzzz"), ["there is no such finding", "`fairlead findings`"]),
        (("finding", "acknowledge", "--team", "paymets"), ["team=paymets", "did you mean payments?"]),
        (("finding", "snooze", "--detector", "D1"), ["say until when"]),
        (("finding", "snooze", "--detector", "D1", "--until", "soon"), ["--until soon", "2026-01-31"]),
        (("finding", "exempt", "--detector", "D1", "--reason", " "), ["say why"]),
        (("finding", "exempt", "--detector", "D1", "--reason", "x", "--review", "2020-01-01"), ["2020-01-01 is past"]),
        (("finding", "show", "abc"), ["at least 4 characters"]),
        (("findings", "--detector", "D99"), ["detector=D99", "did you mean D"]),
        (("silence", "add", "payments", "--until", MONTH), ["write a field", "team=payments"]),
        (("silence", "add", "tema=payments", "--until", MONTH), ["no field tema", "did you mean team?"]),
        (("silence", "add", "team=payments", "team=web", "--until", MONTH), ["team is given twice"]),
        (("silence", "add", "subject=jira:PAY-99999", "--until", MONTH), ["no subject of this name"]),
        (("silence", "add", "team=payments", "--until", "9999-12-31"), ["more than ten years away"]),
        (("silence", "end", "zzzz"), ["no silence in force", "`fairlead silence list`"]),
    ],
)
def test_what_makes_no_sense_is_told_with_the_mend(config: Path, arguments: tuple[str, ...], words: list[str]) -> None:
    ran = fairlead(*arguments, config=config)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert [word for word in words if word not in ran.stderr] == []


def test_words_of_people_reach_the_terminal_without_its_orders(config: Path) -> None:
    finding = found(config, "D1")[0]["fingerprint"]
    hostile = "\x1b[31mred\x1b[0m\n[bold]<b>\u202e"
    assert fairlead("finding", "dispute", finding, "--reason", hostile, config=config).returncode == 0
    shown = fairlead("finding", "show", finding, config=config).stdout
    assert "[bold]<b>" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    done("finding", "reopen", finding, config=config)
