"""What people decide about findings, on the simulated company: what is told, what is written, and what ends it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.findings import Finding
from core.plan import Operation
from core.times import midnight
from scheduler.decisions import Acknowledge, Exempt, Reopen, Snooze
from scheduler.handling import handle
from scheduler.planning import plan_writes
from scheduler.silencing import end_silence, silence
from tests.acceptance.command import fairlead, told
from tests.acceptance.road import Scene, scene

_DAY = datetime.now(UTC).date() - timedelta(days=40)
LONG_AGO = midnight(_DAY - timedelta(days=_DAY.weekday()))  # a Monday: what a company does depends on the day


def drifting(now: Scene, detector: str, kind: str, severity: str = "warning") -> Finding:
    found = now.travel().reconciled.open
    seen = sorted(found, key=lambda each: each.fingerprint)
    return next(
        each
        for each in seen
        if (each.observation.detector, each.observation.subject.kind, each.observation.severity)
        == (detector, kind, severity)
        and not each.parent
    )


def about(now: Scene, finding: Finding) -> list[Operation]:
    """What is planned in the place of an item or goal itself."""
    key = finding.observation.subject.key.rpartition(":")[2]
    return [each for each in plan_writes(now.hub).plan.operations if each.target.place == key]


def pass_days(now: Scene, days: int) -> None:
    now.opened.sandbox.call(lambda: now.company.clock.advance(timedelta(days=days)))
    now.travel()


@pytest.fixture
def stale(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, 3, people=16, now=LONG_AGO, drifts={"D2"}) as opened:
        yield opened


@pytest.fixture
def unlinked(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, 3, people=16, now=LONG_AGO, drifts={"D1"}) as opened:
        yield opened


def test_what_is_snoozed_is_told_when_it_is_worse(stale: Scene) -> None:
    finding = drifting(stale, "D2", "goal")
    assert about(stale, finding)
    handle(stale.hub, [finding.fingerprint], Snooze(ends="worse"), actor="ana", reason="on holiday")
    assert about(stale, finding) == []
    pass_days(stale, 2)
    assert about(stale, finding) == []
    pass_days(stale, 16)
    assert about(stale, finding)
    shown = fairlead("finding", "show", finding.fingerprint, config=stale.config).stdout
    assert "snoozed by ana until it is worse: on holiday" in shown
    assert "what was decided about it ended" in shown
    assert told("finding", "show", finding.fingerprint, config=stale.config)["life"]["stage"] == "open"


def test_what_is_exempt_is_taken_back_and_speaks_on_its_review_day(unlinked: Scene) -> None:
    finding = drifting(unlinked, "D1", "item")
    assert unlinked.write().failed == ()
    assert about(unlinked, finding) == []
    review = LONG_AGO.date() + timedelta(days=10)
    handle(unlinked.hub, [finding.fingerprint], Exempt(review), actor="ana", reason="an experiment")
    assert {each.step for each in about(unlinked, finding)} == {"remove"}
    assert unlinked.write().failed == ()
    pass_days(unlinked, 9)
    assert about(unlinked, finding) == []
    pass_days(unlinked, 1)
    told_again = {each.target.verb: each.body or "" for each in about(unlinked, finding) if each.step == "add"}
    words = f"exempt until {review:%-d %B %Y} (by ana: an experiment); is that still so?"
    assert f"This was {words}" in told_again["comment"]
    shown = fairlead("finding", "show", finding.fingerprint, config=unlinked.config).stdout
    assert words in shown


def test_a_silence_lets_nothing_new_out_and_leaves_what_stands(unlinked: Scene) -> None:
    finding = drifting(unlinked, "D1", "item")
    team = finding.observation.team
    assert team
    week = LONG_AGO.date() + timedelta(days=7)
    made = silence(unlinked.hub, {"team": team.upper()}, week, actor="ana")
    assert finding.fingerprint in {each.fingerprint for each in made.quiets}
    quiet = {each.fingerprint for each in made.quiets}
    planned = plan_writes(unlinked.hub).plan.operations
    assert planned
    assert [each for each in planned if quiet & set(each.findings)] == []
    end_silence(unlinked.hub, made.silence.id, actor="bo")
    assert about(unlinked, finding)
    assert unlinked.write().failed == ()
    silence(unlinked.hub, {"detector": "D1"}, week, actor="ana")
    assert plan_writes(unlinked.hub).plan.operations == ()
    pass_days(unlinked, 8)
    assert about(unlinked, finding) == []


def test_what_is_acknowledged_is_still_told_and_can_be_reopened(unlinked: Scene) -> None:
    finding = drifting(unlinked, "D1", "item")
    before = about(unlinked, finding)
    handle(unlinked.hub, [finding.fingerprint], Acknowledge(), actor="ana")
    assert {each.step for each in about(unlinked, finding)} == {each.step for each in before} == {"add"}
    handle(unlinked.hub, [finding.fingerprint], Reopen(), actor="ana")
    assert about(unlinked, finding) == before
