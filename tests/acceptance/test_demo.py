"""`fairlead demo`, as a newcomer runs it."""

import json
import re
import signal
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from markupsafe import escape
from rich.cells import cell_len

from core.likelihood import WORDS
from sandbox.company.drift import USUAL
from tests.acceptance.command import FAIRLEAD, fairlead, surroundings


def test_the_demo_tells_the_whole_road_as_one_document_and_what_it_kept_answers_until_ctrl_c() -> None:
    with subprocess.Popen(
        [FAIRLEAD, "demo", "--web", "--port", "0", "--json"], stdout=subprocess.PIPE, env=surroundings()
    ) as kept:
        try:
            assert kept.stdout
            lines = iter(kept.stdout.readline, b"}\n")
            story = json.loads(b"".join(lines) + b"}")
            config = Path(story["config"])
            _tells(story)
            assert "How work serves the strategy" in urlopen(story["pages"]).read().decode()
            ran = fairlead("doctor", config=config)
            assert ran.returncode == 0, ran.stdout
            kept.send_signal(signal.SIGINT)
            assert kept.wait(60) == 0
        finally:
            kept.kill()
    assert not config.parent.exists()


def _tells(story: dict[str, Any]) -> None:
    assert {stream["connector"] for stream in story["streams"]} == {"jira", "github", "slack", "sheets"}
    assert [stream["error"] for stream in story["streams"] if stream["error"]] == []
    assert set(story["links"]) == {"key", "rule", "inherited"}
    assert set(story["findings"]) - {"D4"} == USUAL - {"D4"}
    assert {tool: set(verbs) for tool, verbs in story["writes"].items()} == {
        "jira": {"label", "comment", "link"},
        "github": {"label", "comment"},
        "slack": {"message"},
        "sheets": {"cells"},
    }
    assert sum(story["resolved"].values()) >= 10
    assert story["steps"].keys() == {"add"}
    assert story["after_the_day"]["steps"]["remove"] > 10
    assert story["after_the_day"]["writes"].keys() == story["writes"].keys()
    assert story["failed"] == 0
    assert story["seconds"] > 0
    page, slack = Path(story["report"]), Path(story["slack"])
    assert "How work serves the strategy" in page.read_text()
    _shows(slack.read_text(), story["pressed"])
    page.unlink()
    slack.unlink()


def _shows(slack: str, pressed: list[dict[str, str]]) -> None:
    """The page of Slack: everything that was pressed, the answer to it, and messages before and after."""
    acts = [each["what"].partition(" ")[0] for each in pressed]
    assert acts == ["Acknowledge", "Snooze…", "Why?", "Confirm", "Link"]
    for each in pressed:
        assert f"<b>{each['who']}</b> pressed <b>{each['what']}</b>" in slack
        assert str(escape(each["told"])) in slack
    assert ["acknowledged by you" in pressed[0]["told"], "snoozed by you" in pressed[1]["told"]] == [True, True]
    assert "is linked to" in pressed[4]["told"]
    assert any(f'<li class="chosen">{word.capitalize()}: ' in slack for _, word in WORDS)
    assert f"by {pressed[4]['who']}, checked at the next evaluation" in slack
    assert re.search(r"Hello [^.]+\. This is what stands on", slack)
    assert "as it was before" in slack
    assert "things for this week" in slack
    assert "<script" not in slack
    assert "&lt;@U" not in slack


def test_the_demo_shows_a_person_what_happened_in_a_small_terminal_too() -> None:
    ran = fairlead("demo", "--seed", "3", "--people", "16", COLUMNS="80")
    assert ran.returncode == 0, ran.stderr
    for sight in ("S-1", "unlinked work", "The guard holds the plan", "Slack #", "Sheet", "resolved by themselves"):
        assert sight in ran.stdout
    assert ran.stderr == ""
    assert "&amp;" not in ran.stdout
    pages = re.findall(r"(?:on one page|people see it):\s+(\S+\.html)", ran.stdout)
    assert len(pages) == 2
    for page in pages:
        Path(page).unlink()
    _fits(ran)


def _fits(ran: subprocess.CompletedProcess[str]) -> None:
    """And what is worst stands first."""
    lines = ran.stdout.splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []
    findings = ran.stdout.partition("of each kind the worst")[2]
    assert findings.index("\n●") < findings.index("\n▲")
    assert "\x1b" not in ran.stdout
