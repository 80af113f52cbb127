"""`fairlead status` of the simulated company, by the real command."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairlead.demo.house import settle
from sandbox.company import open_company
from scheduler import linking, reconciling, syncing
from scheduler.clock import Clock
from scheduler.hub import open_hub
from tests.acceptance.command import done, fairlead, told
from tests.report.page import parsed, part, words


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with open_company(7, now=datetime.now(UTC) - timedelta(minutes=2)) as opened:
        settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
        before = fairlead("status", config=settled)
        assert (before.returncode, before.stdout) == (1, "")
        assert "nothing was judged yet; `fairlead run`" in before.stderr
        done("run", config=settled)
        yield settled


@pytest.fixture(scope="module")
def status(config: Path) -> dict[str, Any]:
    return told("status", config=config)


def test_each_question_has_one_answer_with_its_figure_and_dated_evidence(status: dict[str, Any]) -> None:
    found = {answer["question"]["id"]: answer for answer in status["answers"]}
    assert list(found) == ["moving", "on_pace", "blocked", "shifting"]
    assert found["moving"]["word"] in ("yes", "partly", "no")
    assert found["moving"]["says"].startswith(f"{found['moving']['part']} of {found['moving']['of']} initiatives")
    evidence = found["on_pace"]["findings"]
    assert {finding["observation"]["detector"] for finding in evidence} <= {"D8", "D9"}
    assert all(finding["observation"]["since"] for finding in evidence)


def test_it_stands_on_the_same_findings_as_the_other_commands(config: Path, status: dict[str, Any]) -> None:
    findings = told("findings", config=config, exit_code=3)["findings"]
    assert sum(status["found"].values()) == len(findings)
    stale = {
        each["subject"]["key"] for each in findings if each["detector"] in ("D2", "D3") and each["severity"] != "info"
    }
    (moving, *_) = status["answers"]
    assert moving["of"] - moving["part"] <= len(stale)


def test_the_page_shows_the_words_the_gap_the_breaks_and_what_is_not_judged(
    config: Path, status: dict[str, Any]
) -> None:
    page = fairlead("status", config=config).stdout
    for answer in status["answers"]:
        assert re.search(rf"{re.escape(answer['question']['asks'])} +{answer['word']} ", page)
    for heading in ("Where the gap is widest", "Where the chain breaks", "What else to look at", "Not judged"):
        assert heading in page
    assert "lacks a written trade-off" in page
    assert [f"{each['what']}: " in page for each in status["unjudged"]] == [True] * len(status["unjudged"])
    assert len(page.splitlines()) < 50  # one screen


def test_it_says_when_a_tool_has_been_late_since(tmp_path: Path) -> None:
    with open_company(3, now=datetime.now(UTC) - timedelta(days=2)) as opened:
        settled = settle(opened.company, opened.sandbox.urls, tmp_path)
        _judge(settled, opened.company.clock)
    late = [each for each in told("status", config=settled)["unjudged"] if each["why"].startswith("it is late now")]
    assert [each["what"] for each in late] == [
        f"what stands on {name}" for name in ("github", "jira", "sheets", "slack")
    ]


def _judge(settled: Path, clock: Clock) -> None:
    with open_hub(settled, clock) as hub:
        syncing.sync(hub, lambda *_: None)
        linking.link(hub)
        reconciling.reconcile_findings(hub)


def test_the_report_is_one_file_that_says_the_same(config: Path, status: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / "how.html"
    page.write_text("what was there")
    ran = fairlead("report", "--output", str(page), config=config)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert str(page) in ran.stdout
    root = parsed(page.read_text())
    cards = [words(each) for each in part(root, "questions").iter("article")]
    told_ = [f"{answer['question']['asks']} {answer['word']} {answer['says']}." for answer in status["answers"]]
    assert [card[: len(said)] for card, said in zip(cards, told_, strict=True)] == told_
    assert len(list(part(root, "pace").iter("figure"))) >= 10
    assert fairlead("report", "--output", "-", config=config).stdout.startswith("<!doctype html>")


def test_a_report_that_cannot_be_written_says_so(config: Path) -> None:
    ran = fairlead("report", "-o", "/nowhere/at/all.html", config=config)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "/nowhere/at/all.html: cannot be written" in ran.stderr
