"""What real tools really sent travels the whole road: nothing of it is lost, and our writing leaves it as it was."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.times import moment
from scheduler import applying, linking, planning, reconciling, syncing
from scheduler.hub import Hub
from tests.acceptance.recorded import ANTS, LONG, Past, hub_of_the_past, issues, recorded
from tests.acceptance.test_quiescence import counted

LEFT_OUT = {"subscribed": "it happens to people who do nothing", "mentioned": "it happens to people who do nothing"}


@pytest.fixture(scope="module")
def travelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Past, Hub]]:
    """After one trip."""
    with hub_of_the_past(tmp_path_factory.mktemp("hub")) as (past, hub):
        travel(hub)
        yield past, hub


def travel(hub: Hub) -> reconciling.Reconciled:
    rows = syncing.sync(hub, lambda *_: None)
    assert [row.error for row in rows if row.error] == []
    linking.link(hub)
    return reconciling.reconcile_findings(hub)


def rows(hub: Hub, query: str, **names: Any) -> list[Any]:
    with hub.store.read() as tx:
        return list(tx.execute(text(query), names).all())


def column(hub: Hub, query: str, **names: Any) -> list[Any]:
    return [row[0] for row in rows(hub, query, **names)]


def test_every_recorded_issue_and_pull_request_is_an_item(travelled: tuple[Past, Hub]) -> None:
    _, hub = travelled
    sent = {body["id"] for body in issues()}
    sent |= {body["node_id"] for kind in ("issues", "pull_requests") for body in recorded(f"github_{kind}")}
    assert len(sent) == 33 + 75
    assert set(column(hub, "SELECT external_id FROM items WHERE gone_at IS NULL")) == sent
    assert rows(hub, "SELECT place, reason FROM quarantine") == []


def test_every_recorded_comment_change_worklog_and_event_is_an_activity(travelled: tuple[Past, Hub]) -> None:
    """Most recorded events and some comments are of issues that were not recorded: they are kept all the same."""
    past, hub = travelled
    sent = {f"created-{body['id']}" for body in issues()}
    sent |= {f"change-{entry['id']}" for body in issues() for entry in body["changelog"]["histories"]}
    sent |= {f"comment-{note['id']}" for body in issues() for note in (body["fields"]["comment"] or {})["comments"]}
    sent |= {
        f"worklog-{log['id']}" for body in issues() for log in (body["fields"].get("worklog") or {}).get("worklogs", [])
    }
    assert set(column(hub, "SELECT id FROM activities WHERE source = 'jira'")) == sent
    events = recorded("github_events")
    sent = {f"event-{event['id']}" for event in events if event["event"] not in LEFT_OUT}
    sent |= {f"comment-{note['id']}" for note in recorded("github_comments")}
    sent |= {f"issue-{body['id']}" for body in past.github.repos[ANTS].issues.values()}
    assert set(column(hub, "SELECT id FROM activities WHERE source = 'github'")) == sent
    assert len(sent) == 48 - 1 + 94 + 75  # one event and one comment were recorded twice


def test_words_of_other_languages_and_missing_values_survive(travelled: tuple[Past, Hub]) -> None:
    _, hub = travelled
    query = "SELECT key, status, category, assignee, due, data FROM items WHERE source = 'jira' ORDER BY key"
    found = {row.key: row for row in rows(hub, query)}
    chinese, ends_in_nul, bare = found["EE-1"], found["EE-4"], found["K5-2"]
    assert (chinese.status, chinese.category, chinese.due) == ("已完成", "todo", "2025-03-09")
    assert "故事" in chinese.data
    assert "四个排序图：测试/注释覆盖度" in chinese.data
    assert "问题分布的帕累托图\N{REPLACEMENT CHARACTER}" in ends_in_nul.data
    assert (bare.assignee, bare.due, bare.status) == (None, None, "To Do")


def test_history_is_what_the_changelog_says(travelled: tuple[Past, Hub]) -> None:
    _, hub = travelled
    for body in issues():
        intervals = rows(
            hub,
            "SELECT v.* FROM item_versions v JOIN items i ON i.id = v.item_id WHERE i.external_id = :id ORDER BY valid_from",
            id=body["id"],
        )
        assert all(before.valid_to == after.valid_from for before, after in pairwise(intervals))
        assert intervals[-1].valid_to is None
        for name, field in (("status", "status"), ("assignee", "assignee")):
            told = [(moment(row.valid_from), getattr(row, name)) for row in intervals]
            if body["key"] != LONG:
                assert steps(told) == steps(logged(body, field)), body["key"]


def logged(body: dict[str, Any], field: str) -> list[tuple[datetime, str | None]]:
    """The values of a field, each with the moment from which it stood, read from the recorded body alone."""
    fields = body["fields"]
    moves = sorted(
        (at(entry["created"]), entry["id"], change)
        for entry in body["changelog"]["histories"]
        for change in entry["items"]
        if change["field"] == field
    )
    was, now = ("fromString", "toString") if field == "status" else ("from", "to")
    present = fields["status"]["name"] if field == "status" else (fields["assignee"] or {}).get("accountId")
    first = moves[0][2][was] if moves else present
    told = [(at(fields["created"]), first), *((when, change[now]) for when, _, change in moves)]
    return [*told, (at(fields["updated"]), present)]


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def steps(told: list[tuple[datetime, str | None]]) -> list[tuple[datetime, str | None]]:
    """Without those that change nothing; of several in one moment the last."""
    last_of = dict(told)
    kept: list[tuple[datetime, str | None]] = []
    for when, value in last_of.items():
        if not kept or kept[-1][1] != value:
            kept.append((when, value))
    return kept


def test_links_say_how_each_item_came_to_its_goal(travelled: tuple[Past, Hub]) -> None:
    _, hub = travelled
    query = "SELECT i.key, l.goal, l.via, l.rule, l.origin FROM links l JOIN items i ON i.id = l.item_id"
    links = {row.key: tuple(row)[1:] for row in rows(hub, query)}
    assert links["EE-4"] == ("O-1", "rule", "charts", None)
    assert links["EE-34"] == ("O-1", "inherited", "charts", "jira:EE-3")
    assert links["K5-3"] == ("K5-4", "inherited", None, "jira:K5-4")
    assert links[f"{ANTS}#23"] == (f"{ANTS}/milestone/7", "key", None, None)
    assert links[f"{ANTS}#114"] == ("O-2", "rule", "fixes", None)
    assert links[f"{ANTS}#66"] == (None, "rule", "new-colours", None)
    goals = column(hub, "SELECT key FROM goals ORDER BY source, key")
    assert goals[:2] == [f"{ANTS}/milestone/7", "K5-4"]
    assert {"O-1", "O-2"} < set(goals[2:])


def test_what_we_write_stands_beside_what_was_recorded_and_changes_none_of_it(tmp_path: Path) -> None:
    with hub_of_the_past(tmp_path) as (past, hub):
        take_up(past, "EE-14")
        before = past.jira.snapshot()
        drifting = defaultdict(set)
        for finding in travel(hub).open:
            drifting[finding.observation.detector].add(finding.observation.subject.key)
        assert drifting == {
            "D1": {"jira:EE-14", *(f"github:{ANTS}#{number}" for number in (158, 167, 176, 211))},
            "D3": {f"{ANTS}/milestone/7"},
            "D12": {"O-2"},
            "D19": {"O-1", "O-2", "test-values-get-1/dda54cfe4ffa"},
        }
        applied = applying.apply_plan(hub, planning.plan_writes(hub).plan.digest, lambda *_: None)
        assert (sum(applied.done.values()), applied.failed) == (4 * 2 + 2 + 3 + 2, ())  # two have moved
        after = past.jira.snapshot()
        assert {key for key in before if before[key] != after[key]} == {"EE-14"}
        assert after["EE-14"]["issue"]["fields"]["labels"] == ["fairlead-unlinked"]
        assert [len(past.github.comments(ANTS, number)) for number in (158, 167, 176, 211)] == [1] * 4
        assert str(past.sheets.cell(past.book, "OKRs!E3")).startswith("Warning: this has no owner")
        settle_down(hub)
        asked = len(past.sandbox.history)
        with counted(tmp_path / "fairlead.db") as written:
            assert travel(hub).changes == ()
            assert planning.plan_writes(hub).plan.operations == ()
        assert dict(written) == {}
        assert not any(exchange.is_write for exchange in past.sandbox.history[asked:])


def take_up(past: Past, key: str) -> None:
    """Ten days ago its assignee began to work on an issue."""
    who = past.jira.issue(key)["fields"]["assignee"]["accountId"]
    past.sandbox.call(lambda: past.jira.transition(key, "In Progress", by=who, at=past.clock() - timedelta(days=10)))


def settle_down(hub: Hub) -> None:
    for _ in range(2):
        travel(hub)
