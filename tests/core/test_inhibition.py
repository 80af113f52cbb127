"""Which finding is silenced by which, and that nothing is written twice because a parent came and went."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detectors import BY_ID
from core.findings import SEVERITIES, Finding, Observation, Subject
from core.inhibition import INHIBITIONS, parents, silence
from core.plan import Plan, Standing, Target, make_plan
from core.projection import Known, Routing, project
from core.reconcile import reconcile
from tests.core.worlds import NOW, goal

GOALS = {
    each.key: each
    for each in (
        goal("O-1", level="objective"),
        goal("BIG-1", level="initiative", parent="O-1"),
        goal("PAY-1", level="initiative", parent="BIG-1"),
        goal("PAY-2", level="initiative", parent="O-1"),
    )
}


def observed(detector: str, kind: Any, key: str, severity: Any = "warning", below: str | None = None) -> Observation:
    return Observation(
        detector=detector,
        subject=Subject(kind, key),
        severity=severity,
        title=key,
        says="drifts",
        since=NOW,
        goal=below,
    )


STALE, ZOMBIE = observed("D2", "goal", "PAY-1"), observed("D3", "goal", "PAY-1")
BELOW = observed("D12", "item", "jira:PAY-7", below="PAY-1")


def silenced(*seen: Observation) -> dict[str, str]:
    """Detector and key of what is silenced, by detector and key of what silences it."""
    findings = [Finding(fingerprint=s.fingerprint, observation=s, first_seen=NOW, last_seen=NOW) for s in seen]
    names = {s.fingerprint: f"{s.detector} {s.subject.key}" for s in seen}
    return {names[child]: names[parent] for child, parent in parents(findings, GOALS).items()}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([STALE, ZOMBIE], {"D3 PAY-1": "D2 PAY-1"}),
        ([observed("D2", "goal", "PAY-1", "info"), ZOMBIE], {"D2 PAY-1": "D3 PAY-1"}),
        ([STALE, observed("D3", "goal", "PAY-2")], {}),
        ([STALE, BELOW], {"D12 jira:PAY-7": "D2 PAY-1"}),
        ([STALE, ZOMBIE, BELOW], {"D3 PAY-1": "D2 PAY-1", "D12 jira:PAY-7": "D2 PAY-1"}),
        ([ZOMBIE, BELOW], {"D12 jira:PAY-7": "D3 PAY-1"}),
        ([observed("D2", "goal", "PAY-1", "info"), BELOW], {}),
        ([STALE, observed("D12", "item", "jira:PAY-7", "critical", below="PAY-1")], {}),
        ([STALE, observed("D17", "item", "jira:PAY-8", below="PAY-2")], {}),
        ([STALE, observed("D12", "goal", "PAY-1")], {}),
        ([observed("D2", "goal", "BIG-1"), STALE, BELOW], {"D2 PAY-1": "D2 BIG-1", "D12 jira:PAY-7": "D2 BIG-1"}),
        ([observed("D2", "goal", "BIG-1"), observed("D2", "goal", "PAY-1", "critical")], {}),
        ([observed("D4", "goal", "O-1"), observed("D5", "goal", "O-1")], {"D5 O-1": "D4 O-1"}),
        ([observed("D4", "goal", "O-1"), observed("D5", "company", "allocation", "critical")], {}),
        ([observed("D5", "company", "allocation", "critical"), observed("D5", "goal", "O-1")], {}),
        ([observed("D1", "team", "pay", "critical"), observed("D1", "item", "jira:PAY-9")], {}),
        ([STALE, observed("unmoved", "item", "jira:PAY-7", below="PAY-1")], {}),
    ],
)
def test_what_silences_what(seen: list[Observation], expected: dict[str, str]) -> None:
    assert silenced(*seen) == silenced(*reversed(seen)) == expected


ANY = st.builds(
    observed,
    st.sampled_from([*BY_ID, "unmoved"]),
    st.just("goal"),
    st.sampled_from(sorted(GOALS)),
    st.sampled_from(SEVERITIES),
) | st.builds(
    observed,
    st.sampled_from([*BY_ID, "unmoved"]),
    st.just("item"),
    st.sampled_from(["jira:PAY-7", "jira:PAY-8"]),
    st.sampled_from(SEVERITIES),
    st.sampled_from([*GOALS, "GONE-1", None]),
)


@given(st.lists(ANY, max_size=9, unique_by=lambda seen: seen.fingerprint))
def test_whoever_silences_speaks_and_is_as_severe(seen: list[Observation]) -> None:
    by_name = {s.fingerprint: s for s in seen}
    findings = [Finding(fingerprint=s.fingerprint, observation=s, first_seen=NOW, last_seen=NOW) for s in seen]
    found = parents(findings, GOALS)
    for child, parent in found.items():
        assert parent not in found
        assert by_name[parent].severity != "info"
        assert SEVERITIES.index(by_name[parent].severity) <= SEVERITIES.index(by_name[child].severity)
        assert any(by_name[parent].detector in i.parents and by_name[child].detector in i.silenced for i in INHIBITIONS)


class Hub:
    """Evaluations one after the other, each followed by an apply; `written` counts what was written of each target."""

    def __init__(self) -> None:
        self.known: dict[str, Finding] = {}
        self.standing: dict[Target, Standing] = {}
        self.written: list[str] = []
        self.day = 0

    def evaluate(self, *seen: Observation) -> list[str]:
        self.day += 1
        now = NOW + timedelta(days=self.day)
        changes = list(silence(self.known, reconcile(self.known, seen, now), GOALS))
        self.known |= {change.finding.fingerprint: change.finding for change in changes}
        self._apply()
        return sorted(f"{change.action} {change.finding.observation.detector}" for change in changes)

    def _apply(self) -> None:
        open_ = [finding for finding in self.known.values() if not finding.resolved_at]
        routing = Routing({"jira": frozenset({"comment", "label"})})
        known = Known(now=NOW, findings=tuple(open_), goals=GOALS, routing=routing, standing=self.standing)
        plan: Plan = make_plan(project(known), self.standing, b"key")
        for step in plan.operations:
            self.written.append(f"{step.step} {step.target.verb} {step.target.place}")
            if step.body is None:
                del self.standing[step.target]
            else:
                self.standing[step.target] = Standing(step.target, step.body, step.url, "ref", step.findings)


def test_nothing_is_written_of_what_is_silenced_until_its_parent_is_gone() -> None:
    hub = Hub()
    assert hub.evaluate(STALE, BELOW) == ["opened D12", "opened D2"]
    assert hub.evaluate(STALE, BELOW) == []
    assert [each for each in hub.written if "PAY-7" in each] == []
    assert hub.evaluate(BELOW) == ["missed D2"]
    assert [each for each in hub.written if "PAY-7" in each] == []  # a parent that is away once still silences
    assert hub.evaluate(BELOW) == ["resolved D2", "unsilenced D12"]
    assert [each for each in hub.written if "PAY-7" in each] == ["add comment PAY-7", "add label PAY-7"]


def test_a_parent_that_comes_and_goes_writes_nothing_of_its_children_twice() -> None:
    hub = Hub()
    hub.evaluate(BELOW)
    for _ in range(5):
        assert hub.evaluate(STALE, BELOW)[-1] == "silenced D12"
        hub.evaluate(BELOW)
        assert hub.evaluate(BELOW) == ["resolved D2", "unsilenced D12"]
    assert [each for each in hub.written if "PAY-7" in each] == ["add comment PAY-7", "add label PAY-7"]


def test_what_is_silenced_and_mended_goes_from_the_tools() -> None:
    hub = Hub()
    hub.evaluate(BELOW)
    hub.evaluate(STALE, BELOW)
    hub.evaluate(STALE)
    assert hub.evaluate(STALE) == ["resolved D12"]
    assert [each for each in hub.written if "PAY-7" in each][2:] == ["remove comment PAY-7", "remove label PAY-7"]
    assert [finding.parent for finding in hub.known.values()] == [None, None]


@given(st.lists(st.lists(ANY, max_size=6, unique_by=lambda seen: seen.fingerprint), min_size=1, max_size=5))
def test_an_unchanged_world_changes_nothing_and_names_parents_that_are_open(rounds: list[list[Observation]]) -> None:
    hub = Hub()
    for seen in rounds:
        hub.evaluate(*seen)
        open_ = {fingerprint for fingerprint, finding in hub.known.items() if not finding.resolved_at}
        assert {finding.parent for finding in hub.known.values() if finding.parent} <= open_
        assert not [finding for finding in hub.known.values() if finding.resolved_at and finding.parent]
    for _ in range(2):
        hub.evaluate(*rounds[-1])
    written = len(hub.written)
    assert hub.evaluate(*rounds[-1]) == []
    assert len(hub.written) == written
