from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.findings import SEVERITIES, Finding, Observation, Severity, Subject
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


def severities(*days: Severity) -> list[Severity]:
    """What stands after each day on which this was seen."""
    known: dict[str, Finding] = {}
    stood: list[Severity] = []
    for day, severity in enumerate(days):
        known, _ = run(known, [observation(severity=severity)], day)
        stood += [finding.observation.severity for finding in known.values()]
    return stood


@pytest.mark.parametrize(
    ("days", "stood"),
    [
        (["info", "warning", "critical"], ["info", "warning", "critical"]),
        (["critical", "warning", "warning"], ["critical", "critical", "warning"]),
        (["critical", "info", "warning"], ["critical", "critical", "warning"]),
        (["critical", "warning", "critical", "warning", "critical"], ["critical"] * 5),
        (["critical", "warning", "warning", "info", "info"], ["critical", "critical", "warning", "warning", "info"]),
    ],
)
def test_severity_rises_at_once_and_falls_after_two_evaluations(days: list[Severity], stood: list[Severity]) -> None:
    assert severities(*days) == stood


def test_a_finding_that_comes_back_takes_the_severity_of_then() -> None:
    known, _ = run({}, [observation(severity="critical")], 0)
    for day in (1, 2):
        known, _ = run(known, [], day)
    known, actions = run(known, [observation(severity="info")], 3)
    assert (actions, [f.observation.severity for f in known.values()]) == (["reopened"], ["info"])


KEYS = st.lists(st.sampled_from(["jira:A-1", "jira:A-2", "github:a/b#1"]), unique=True)


@given(st.lists(KEYS, min_size=1, max_size=6))
def test_reconciling_twice_without_new_input_changes_nothing(rounds: list[list[str]]) -> None:
    known: dict[str, Finding] = {}
    for day, keys in enumerate([*rounds, rounds[-1], rounds[-1]]):
        known, _ = run(known, [observation(key) for key in keys], day)
    assert run(known, [observation(key) for key in rounds[-1]], 99)[1] == []
    still_open = {f.observation.subject.key for f in known.values() if not f.resolved_at}
    assert still_open == set(rounds[-1])


TOOLS = ("jira", "github")
VERDICTS = st.dictionaries(st.sampled_from(["jira:A-1", "github:a/b#1", "all"]), st.sampled_from(SEVERITIES))
ROUNDS = st.lists(st.tuples(VERDICTS, st.sets(st.sampled_from(TOOLS))), min_size=1, max_size=12)


def verdict(key: str, severity: Severity) -> Observation:
    tool = key.partition(":")[0]
    return observation(key, severity=severity, streams=(tool,) if tool in TOOLS else ())


def frozen(finding: Finding, late: set[str]) -> bool:
    streams = finding.observation.streams
    return bool(late & set(streams) if streams else late)


@given(ROUNDS)
def test_nothing_of_a_late_tool_changes_and_the_count_of_openings_is_right(
    rounds: list[tuple[dict[str, Severity], set[str]]],
) -> None:
    known: dict[str, Finding] = {}
    counts: dict[str, int] = {}
    for day, (verdicts, late) in enumerate(rounds):
        seen = [verdict(key, severity) for key, severity in verdicts.items()]
        changes = list(reconcile(known, seen, NOW + timedelta(days=day), late=late))
        assert not [change for change in changes if frozen(change.finding, late)]
        assert len({change.finding.fingerprint for change in changes}) == len(changes)
        for change in changes:
            counts[change.action] = counts.get(change.action, 0) + 1
        known = applied(known, changes)
        open_ = [finding for finding in known.values() if not finding.resolved_at]
        came, went = counts.get("opened", 0) + counts.get("reopened", 0), counts.get("resolved", 0)
        assert came - went == len(open_)
        assert counts.get("opened", 0) == len(known)
        assert sum(finding.reopened for finding in known.values()) == counts.get("reopened", 0)


@given(ROUNDS)
def test_the_same_verdicts_come_to_rest_after_two_more_evaluations(
    rounds: list[tuple[dict[str, Severity], set[str]]],
) -> None:
    """Whatever was before: then what stands is what is seen, and nothing changes any more."""
    known: dict[str, Finding] = {}
    for day, (verdicts, late) in enumerate(rounds):
        known, _ = run(known, [verdict(key, severity) for key, severity in verdicts.items()], day, late=late)
    last = rounds[-1][0]
    seen = [verdict(key, severity) for key, severity in last.items()]
    for day in (90, 91):
        known, _ = run(known, seen, day)
    assert run(known, seen, 92)[1] == []
    stood = {f.observation.subject.key: f.observation.severity for f in known.values() if not f.resolved_at}
    assert stood == last
