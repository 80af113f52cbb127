"""What the hub holds is counted right on both databases, and how each stream does is read from its row."""

from datetime import timedelta

from core.findings import Finding
from core.plan import Operation, Target
from core.reconcile import FindingChange
from core.records import Tombstone
from core.stream_state import StreamState
from store import Store, findings, gauges, outbox, pulls, roster
from store.stream_states import stream_states
from tests.core.desk import finding
from tests.store.samples import ISSUES, NOW, item, pull

AFTER = NOW + timedelta(minutes=3)


def test_living_items_by_the_connector_that_brought_them(store: Store) -> None:
    pull(store, *(item(number) for number in range(1, 6)))
    pull(store, Tombstone("jira", item(1).id, "deleted"))
    with store.read() as tx:
        assert gauges.items(tx) == {"jira": 4}
    with store.write() as tx:
        roster.retire(tx, "jira", ())
    with store.read() as tx:
        assert gauges.items(tx) == {gauges.NOBODY: 4}


def test_open_findings_and_writes(store: Store) -> None:
    told: list[Finding] = [finding(1), finding(2), finding(3, "warning")]
    write = Operation("m1", "add", Target("jira", "label", "PAY-1", "x"), "x")
    with store.write() as tx:
        findings.save_changes(tx, [FindingChange("opened", "first seen", each) for each in told])
        outbox.record_intents(tx, [write], "run", NOW)
    with store.read() as tx:
        assert gauges.findings(tx) == {"critical": 2, "warning": 1}
        assert gauges.outbox(tx) == {("jira", "planned"): 1}


def test_how_streams_do(store: Store) -> None:
    with store.write() as tx:
        pulls.succeeded(tx, "jira", ISSUES, NOW, complete=True, every_minutes=5)
        pulls.failed(tx, "jira", ISSUES, AFTER, "away", begun=AFTER, pause=lambda _: timedelta(minutes=1))
    with store.read() as tx:
        assert stream_states(tx) == [
            StreamState(
                connector="jira",
                stream="issues",
                container="PAY",
                since=NOW,
                every=timedelta(minutes=5),
                last_success=NOW,
                next_due_at=AFTER + timedelta(minutes=1),
                failures=1,
                error="away",
                error_since=AFTER,
                doubt=None,
            )
        ]
