"""S8 to S12: a company in which every title of work and of goals, every name and every reason means harm. The hub finds, writes
and shows all of it in four tools; there it is text, and nothing is mentioned, closed, run or forged by it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from markdown_it import MarkdownIt

from sandbox.company import Company
from sandbox.company.goals import BOOK
from sandbox.history import Exchange
from scheduler.decisions import Dispute
from scheduler.handling import handle
from scheduler.tabular import FORMULA
from store.findings import open_findings
from tests.acceptance.command import fairlead
from tests.acceptance.road import Scene, scene
from tests.checker import ours
from tests.contract.slack_contract import check_arguments
from tests.hostile import CANARY, HOSTILE
from tests.slack.test_parts import harmless

REPO = "acme/runbooks"
PAGE = f'\n[dashboard]\ngithub = "{REPO}"\nsheets = true\n'
SPOKEN = ("/api/chat.postMessage", "/api/chat.update")


def mean_harm(company: Company) -> None:
    """Titles keep what rules and people find in them, after the harm."""
    tools, words = company.tools, cycle(HOSTILE)
    for issue in tools.jira.issues.values():
        issue["fields"]["summary"] = f"{next(words)} {issue['fields']['summary']}"
    for repo in tools.github.repos.values():
        for issue in repo.issues.values():
            issue["title"] = f"{next(words)} {issue['title']}"
    for row in company.stage.board.rows:
        row.title = f"{next(words)} {row.title}"
        company.stage.board.write(row, "Title", company.now.date())


def named(people: str) -> str:
    """The file of people, in which each has a name that means harm."""
    words = cycle(each for each in HOSTILE if len(each) < 200)
    return re.sub(r'^name = ".*"$', lambda _: f"name = {_quoted(next(words))}", people, flags=re.MULTILINE)


def _quoted(name: str) -> str:
    """As TOML writes it."""
    plain = name.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda sign: f"\\u{ord(sign[0]):04x}", plain) + '"'


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """All is told twice: as it was found, and disputed with a reason that means harm."""
    with scene(tmp_path_factory.mktemp("hub"), 5, people=16, more=PAGE) as opened:
        opened.opened.sandbox.call(lambda: mean_harm(opened.company))
        people = opened.config.parent / "people.toml"
        people.write_text(named(people.read_text()))
        opened.travel()
        assert opened.write().failed == ()
        with opened.hub.store.read() as tx:
            names = [each.fingerprint for each in open_findings(tx)]
        for name, reason in zip(names, HOSTILE * 9, strict=False):
            handle(opened.hub, [name], Dispute(), actor="chief@acme.test", reason=reason[:400])
        opened.wait(days=1)
        opened.travel()
        assert opened.write().failed == ()
        yield opened


def written(told: Scene, tool: str) -> list[Exchange]:
    return [each for each in ours(told.opened.sandbox.history) if each.is_write and each.tool == tool]


def bodies(told: Scene, tool: str, *ends: str) -> list[dict[str, Any]]:
    """What was sent to an address that ends so, with something of the harm in all of it together."""
    sent = [
        json.loads(each.request_body) for each in written(told, tool) if each.path.endswith(ends) and each.request_body
    ]
    assert CANARY in str(sent)
    return sent


def test_slack_is_told_valid_messages_that_call_nobody_but_their_reader(told: Scene) -> None:
    for content in bodies(told, "slack", *SPOKEN):
        check_arguments("chat.postMessage", {name: value for name, value in content.items() if name != "ts"})
        reader = re.match(r"<@U\w+>", content["text"])
        harmless(content, reader[0] if reader else "")


def test_github_renders_it_as_text(told: Scene) -> None:
    texts = [each["body"] for each in bodies(told, "github", "/comments", "/issues") if "body" in each]
    for text in texts:
        shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
        assert set(re.findall(r"<(\w+)", shown)) <= {"h2", "p", "ul", "li", "a", "code", "br", "strong", "em"}, shown
        assert "evil.example" not in "".join(re.findall(r'href="([^"]*)"', shown))
        words = re.sub(r"<code>.*?</code>", "", shown)
        assert re.search(rf"@{CANARY}|@acme/|(?i:fix(es)?|closes) \S*#\d|&amp;#64;{CANARY}", words) is None, words
        assert len(re.findall(r"^<!-- fairlead\S*:\w+ -->$", text, re.MULTILINE)) <= 1


def test_jira_is_given_text_nodes_and_links_of_ours(told: Scene) -> None:
    sent = json.dumps(bodies(told, "jira", "/remotelink", "/comment"))
    assert set(re.findall(r'"type": "(\w+)"', sent)) <= {
        "doc",
        "paragraph",
        "text",
        "link",
        "hardBreak",
        "bulletList",
        "listItem",
    }
    assert re.search(r'"(href|url)": "[^"]*evil', sent) is None


def test_no_sheet_runs_anything_of_it(told: Scene) -> None:
    for each in bodies(told, "sheets", ":batchUpdate"):
        assert each.get("valueInputOption", "RAW") == "RAW"
        assert "formulaValue" not in json.dumps(each)
    cells = str([tab.filled() for tab in told.company.tools.sheets.books[BOOK].tabs])
    assert CANARY in cells
    assert "Formula(" not in cells


@pytest.mark.parametrize("table", ["items", "findings", "goals"])
def test_no_cell_of_an_export_is_a_formula(told: Scene, table: str) -> None:
    """S11."""
    ran = fairlead("export", table, config=told.config)
    rows = list(csv.reader(io.StringIO(ran.stdout, newline="")))
    assert CANARY in ran.stdout
    texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?\d+(\.\d+)?", cell)]
    assert [cell for cell in texts if cell.startswith(FORMULA)] == []


@pytest.mark.parametrize("command", ["findings", "goals", "plan", "status", "audit"])
def test_no_terminal_obeys_any_of_it(told: Scene, command: str) -> None:
    ran = fairlead(command, config=told.config)
    assert CANARY in ran.stdout
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", ran.stdout) is None


def test_who_copies_a_mark_of_ours_forges_nothing(told: Scene) -> None:
    """S12: all that we wrote on GitHub is said again by others, word for word. It stays theirs, and ours stands as it stood."""
    github = told.company.tools.github
    standing = {(name, id_): each for name, repo in github.repos.items() for id_, each in repo.comments.items()}
    ours_ = {at: each["body"] for at, each in standing.items() if each["user"]["login"] == github.login}
    assert ours_
    somebody = next(person.login for person in told.company.staff if person.on_github)
    copies = {}
    for (name, id_), body in ours_.items():
        number = int(standing[name, id_]["issue_url"].rpartition("/")[2])
        copies[name, github.comment(name, number, body, by=somebody)] = body
    told.travel()
    assert told.write().failed == ()
    after = {(name, id_): each["body"] for name, repo in github.repos.items() for id_, each in repo.comments.items()}
    assert {at: after[at] for at in copies} == copies
    assert ours_.keys() <= after.keys()
    assert {at for at in after if at not in standing and at not in copies} == set()
