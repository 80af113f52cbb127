"""What people decide about findings, and when that ends: over any findings, decisions and moments."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.findings import SEVERITIES, Finding
from core.handling import Handling, Silence, in_force, matches, overtaken, review_due, silenced, voice
from core.stages import remark, stage, stages
from tests.core.test_projection import finding
from tests.core.worlds import NOW

DAY = timedelta(days=1)
MOMENTS = st.integers(-40, 40).map(lambda days: NOW + days * DAY)
FINDINGS = st.builds(
    lambda severity, says, opened, resolved, parent: replace(
        finding("item", "jira:PAY-9", severity=severity, says=says, team="payments", owner="ana@acme.test"),
        opened_at=opened,
        resolved_at=resolved,
        parent=parent,
    ),
    st.sampled_from(SEVERITIES),
    st.sampled_from(["drifts", "drifts more"]),
    MOMENTS,
    st.none() | MOMENTS,
    st.none() | st.just("0" * 16),
)
HANDLINGS = st.builds(
    Handling,
    fingerprint=st.just(finding("item", "jira:PAY-9").fingerprint),
    state=st.sampled_from(["acknowledged", "snoozed", "exempt", "disputed"]),
    actor=st.just("ana"),
    at=MOMENTS,
    until=st.none() | MOMENTS,
    ends=st.sampled_from(["", "worse", "changed"]),
    severity=st.sampled_from(SEVERITIES),
    evidence=st.just(finding("item", "jira:PAY-9").observation.digest),
)
SILENCES = st.lists(
    st.builds(
        Silence,
        id=st.just("5ilence0"),
        matchers=st.sampled_from([{"team": "PAY*"}, {"team": "web"}, {"detector": "D1", "owner": "*"}]),
        until=MOMENTS,
        actor=st.just("bo"),
        at=st.just(NOW),
    ),
    max_size=2,
)
LOUDNESS = ("leaves", "keeps", "speaks")


def decided(state: Any, about: Finding, **given: Any) -> Handling:
    seen = about.observation
    given = {"at": NOW, "severity": seen.severity, "evidence": seen.digest, **given}
    return Handling(fingerprint=about.fingerprint, state=state, actor="ana", **given)


@given(FINDINGS, HANDLINGS, MOMENTS)
def test_nothing_holds_after_its_end_or_of_what_is_resolved(seen: Finding, handling: Handling, now: Any) -> None:
    if (handling.until and now >= handling.until) or seen.resolved_at:
        assert in_force(handling, seen, now) is None
    elif not overtaken(handling, seen):
        assert in_force(handling, seen, now) is handling


@given(FINDINGS, HANDLINGS, MOMENTS)
def test_what_comes_back_is_only_still_exempt(seen: Finding, handling: Handling, now: Any) -> None:
    back = replace(seen, resolved_at=None, opened_at=handling.at + timedelta(milliseconds=1))
    held = in_force(handling, back, now)
    assert held is None or held.state == "exempt"


@given(HANDLINGS, st.sampled_from(SEVERITIES), MOMENTS)
def test_until_worse_ends_exactly_when_the_severity_rises(handling: Handling, severity: Any, now: Any) -> None:
    handling = replace(handling, ends="worse", until=None)
    seen = finding("item", "jira:PAY-9", severity=severity)
    rose = SEVERITIES.index(severity) < SEVERITIES.index(handling.severity)
    assert (in_force(handling, seen, now) is None) is rose


@given(FINDINGS, HANDLINGS, MOMENTS)
def test_until_it_changes_holds_as_long_as_it_says_the_same(seen: Finding, handling: Handling, now: Any) -> None:
    seen = replace(seen, resolved_at=None, opened_at=None)
    handling = replace(handling, ends="changed", until=None)
    assert (in_force(handling, seen, now) is handling) is (seen.observation.digest == handling.evidence)


@given(FINDINGS, st.none() | HANDLINGS, SILENCES, MOMENTS)
def test_a_silence_makes_nothing_louder_and_decides_over_nothing_that_people_did(
    seen: Finding, handling: Handling | None, silences: list[Silence], now: Any
) -> None:
    alone, among = voice(seen, handling, (), now), voice(seen, handling, silences, now)
    assert LOUDNESS.index(among) <= LOUDNESS.index(alone)
    assert (among == "leaves") is (alone == "leaves")
    if silenced(seen, silences, now):
        assert among != "speaks"
    elif not seen.parent:
        assert among == alone


@given(FINDINGS, st.none() | HANDLINGS, SILENCES, MOMENTS)
def test_voice_follows_from_the_stage(seen: Finding, handling: Handling | None, silences: Any, now: Any) -> None:
    seen = replace(seen, resolved_at=None, parent=None)
    said = {"open": "speaks", "exempt": "leaves", "acknowledged": "speaks"}
    at = stage(seen, handling, silences, now)
    if at != "acknowledged" or not silenced(seen, silences, now):
        assert voice(seen, handling, silences, now) == said.get(at, "keeps")


@given(st.lists(FINDINGS, max_size=6), HANDLINGS, SILENCES, MOMENTS)
def test_every_finding_stands_somewhere(some: list[Finding], handling: Handling, silences: Any, now: Any) -> None:
    counts = stages(some, {handling.fingerprint: handling}, silences, now)
    assert sum(counts.values()) == len(some)
    assert counts.get("resolved", 0) == sum(each.resolved_at is not None for each in some)


@given(FINDINGS, HANDLINGS, MOMENTS)
def test_an_exemption_is_in_force_or_to_be_looked_at(seen: Finding, handling: Handling, now: Any) -> None:
    exempt = replace(handling, state="exempt", ends="")
    seen = replace(seen, resolved_at=None)
    assert (in_force(exempt, seen, now) is None) is review_due(exempt, seen, now)
    assert bool(remark(seen, exempt, now))
    assert not review_due(replace(handling, state="snoozed"), seen, now)


@pytest.mark.parametrize(
    ("state", "given", "words"),
    [
        ("acknowledged", {"until": NOW.replace(hour=0, minute=0) + 8 * DAY}, "acknowledged by ana until 24 June 2026"),
        ("snoozed", {"ends": "worse"}, "snoozed by ana until it is worse"),
        (
            "snoozed",
            {"until": NOW + DAY, "ends": "changed", "reason": "offsite"},
            "snoozed by ana until 18 June 2026, or until it says something else: offsite",
        ),
        ("disputed", {"reason": "it moves"}, "disputed by ana: it moves"),
        ("disputed", {"reason": "It moves. Look."}, "disputed by ana: It moves. Look"),
    ],
)
def test_a_decision_in_words(state: Any, given: dict[str, Any], words: str) -> None:
    about = finding("item", "jira:PAY-9")
    assert remark(about, decided(state, about, **given), NOW) == words


def test_an_exemption_in_words_before_and_after_its_day() -> None:
    about = finding("item", "jira:PAY-9")
    exempt = decided("exempt", about, until=NOW + 90 * DAY, reason="an experiment")
    assert remark(about, exempt, NOW) == "exempt by ana, to be looked at on 15 September 2026: an experiment"
    assert remark(about, exempt, NOW + 90 * DAY) == (
        "exempt until 15 September 2026 (by ana: an experiment); is that still so?"
    )
    assert voice(about, exempt, (), NOW) == "leaves"
    assert voice(about, exempt, (), NOW + 90 * DAY) == "speaks"


@pytest.mark.parametrize(
    ("matchers", "held"),
    [
        ({"team": "pay*", "detector": "d1"}, True),
        ({"team": "web"}, False),
        ({"goal": ""}, True),
        ({"goal": "O-*"}, False),
        ({"subject": "jira:pay-?"}, True),
        ({"severity": "warning", "owner": "ana@*"}, True),
    ],
)
def test_matchers_are_globs_that_all_must_hold(matchers: dict[str, str], held: bool) -> None:
    assert matches(finding("item", "jira:PAY-9", team="Payments", owner="ana@acme.test"), matchers) is held
