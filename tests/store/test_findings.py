"""Findings are kept as reconcile left them, and an unchanged world writes none."""

from sqlalchemy import text

from core.findings import Finding, Observation, Subject
from core.reconcile import reconcile
from store import Store, finding_marks
from store.findings import known_findings, open_findings, save_changes
from tests.store.samples import DAY, NOW


def seen(key: str, **changes: object) -> Observation:
    values: dict[str, object] = {
        "severity": "warning",
        "title": "Item",
        "says": "drifts",
        "since": NOW - DAY,
        **changes,
    }
    return Observation(detector="D1", subject=Subject("item", key), **values)  # type: ignore[arg-type]


def evaluate(store: Store, *observed: Observation, day: int) -> dict[str, int]:
    with store.write() as tx:
        changes = reconcile(
            known_findings(tx, (each.fingerprint for each in observed)),
            observed,
            NOW + day * DAY,
            previous=NOW + (day - 1) * DAY,
        )
        return {str(action): count for action, count in save_changes(tx, changes).items()}


def standing(store: Store) -> list[Finding]:
    with store.read() as tx:
        return open_findings(tx)


def test_a_finding_lives_through_the_store(store: Store) -> None:
    first = seen("jira:PAY-1", evidence={"shares": [0.5, None], "until": "2026-03-01"}, streams=("jira",))
    assert evaluate(store, first, seen("jira:PAY-2"), day=0) == {"opened": 2}
    assert {finding.observation.subject.key for finding in standing(store)} == {"jira:PAY-1", "jira:PAY-2"}
    assert evaluate(store, first, seen("jira:PAY-2"), day=1) == {}
    assert evaluate(store, first, day=2) == {"missed": 1}
    assert evaluate(store, first, day=3) == {"resolved": 1}
    assert [finding.observation for finding in standing(store)] == [first]
    assert evaluate(store, first, seen("jira:PAY-2"), day=4) == {"reopened": 1}
    with store.read() as tx:
        again = known_findings(tx)[seen("jira:PAY-2").fingerprint]
    assert (again.first_seen, again.reopened, again.resolved_at) == (NOW, 1, None)


def test_an_unchanged_world_writes_nothing(store: Store) -> None:
    evaluate(store, seen("jira:PAY-1"), day=0)
    with store.read() as tx:
        before = tx.execute(text("SELECT * FROM findings")).all()
    evaluate(store, seen("jira:PAY-1"), day=1)
    with store.read() as tx:
        assert tx.execute(text("SELECT * FROM findings")).all() == before


def test_what_was_opened_and_resolved_in_a_time_is_counted(store: Store) -> None:
    first, second = seen("jira:PAY-1"), seen("jira:PAY-2")
    evaluate(store, first, second, day=0)
    evaluate(store, first, day=2)
    evaluate(store, first, day=3)
    with store.read() as tx:
        times = [(finding_marks.opened, -1, 0), (finding_marks.opened, 0, 9), (finding_marks.resolved, 2, 3)]
        counts = [count(tx, NOW + after * DAY, NOW + until * DAY) for count, after, until in times]
        assert counts == [{"D1": 2}, {}, {"D1": 1}]
        marks = list(finding_marks.of_goals(tx, ["jira:PAY-1"], ["jira:PAY-1", "jira:PAY-2"]))
    assert marks == [("jira:PAY-1", "warning", "D1")]
