from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.findings import Finding, Observation, Subject
from core.reconcile import FindingChange, reconcile
from tests.core.worlds import NOW


def observation(key: str = "jira:PAY-1", **given: Any) -> Observation:
    defaults: dict[str, Any] = {
        "severity": "warning",
        "title": "it",
        "says": "drifts",
        "since": NOW,
        "streams": ("jira",),
    }
    return Observation(detector="D1", subject=Subject("item", key), **{**defaults, **given})


def applied(known: dict[str, Finding], changes: list[FindingChange]) -> dict[str, Finding]:
    return known | {change.finding.fingerprint: change.finding for change in changes}


def run(
    known: dict[str, Finding], observed: list[Observation], day: int, **given: Any
) -> tuple[dict[str, Finding], list[str]]:
    changes = list(reconcile(known, observed, NOW + timedelta(days=day), **given))
    return applied(known, changes), [change.action for change in changes]


def test_life_of_a_finding() -> None:
    seen = [observation()]
    known, first = run({}, seen, 0)
    known, again = run(known, seen, 1)
    known, missed = run(known, [], 2, previous=NOW + timedelta(days=1))
    known, resolved = run(known, [], 3, previous=NOW + timedelta(days=2))
    known, quiet = run(known, [], 4)
    (gone,) = known.values()
    assert [first, again, missed, resolved, quiet] == [["opened"], [], ["missed"], ["resolved"], []]
    assert (gone.first_seen, gone.last_seen, gone.resolved_at) == (
        NOW,
        NOW + timedelta(days=1),
        NOW + timedelta(days=3),
    )
    known, back = run(known, seen, 5)
    (finding,) = known.values()
    assert back == ["reopened"]
    assert (finding.reopened, finding.resolved_at, finding.first_seen) == (1, None, NOW)


def test_one_clean_evaluation_is_not_enough() -> None:
    known, _ = run({}, [observation()], 0)
    known, _ = run(known, [], 1)
    known, actions = run(known, [observation()], 2)
    assert actions == ["updated"]
    assert [finding.clean for finding in known.values()] == [0]


def test_since_never_moves_forward() -> None:
    known, _ = run({}, [observation()], 0)
    known, actions = run(known, [observation(since=NOW + timedelta(days=1))], 1)
    assert actions == []
    known, actions = run(known, [observation(since=NOW - timedelta(days=1))], 2)
    assert actions == ["updated"]


def test_changed_evidence_is_an_update() -> None:
    known, _ = run({}, [observation()], 0)
    known, actions = run(known, [observation(severity="critical")], 1)
    assert actions == ["updated"]
    assert [finding.observation.severity for finding in known.values()] == ["critical"]


def test_a_late_connector_freezes_what_stands_on_it() -> None:
    known, _ = run({}, [observation()], 0)
    assert run(known, [], 1, late={"jira"})[1] == []
    assert run(known, [observation(severity="critical")], 1, late={"jira"})[1] == []
    assert run({}, [observation()], 1, late={"jira"})[1] == []
    assert run(known, [], 1, late={"slack"})[1] == ["missed"]
    assert run({}, [observation(streams=())], 1, late={"slack"})[1] == []


KEYS = st.lists(st.sampled_from(["jira:A-1", "jira:A-2", "github:a/b#1"]), unique=True)


@given(st.lists(KEYS, min_size=1, max_size=6))
def test_reconciling_twice_without_new_input_changes_nothing(rounds: list[list[str]]) -> None:
    known: dict[str, Finding] = {}
    for day, keys in enumerate([*rounds, rounds[-1], rounds[-1]]):
        known, _ = run(known, [observation(key) for key in keys], day)
    assert run(known, [observation(key) for key in rounds[-1]], 99)[1] == []
    still_open = {f.observation.subject.key for f in known.values() if not f.resolved_at}
    assert still_open == set(rounds[-1])
