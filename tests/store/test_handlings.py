"""Decisions about findings, and silences, as both databases keep them."""

from datetime import timedelta

from core.findings import Finding, Observation, Subject
from core.handling import Handling, Silence
from core.reconcile import FindingChange
from store import Store, findings, handlings, rules, silences
from store.rules import StoredRule
from tests.store.samples import DAY, NOW


def finding(key: str, *, resolved: bool = False) -> Finding:
    seen = Observation(
        detector="D1", subject=Subject("item", key), severity="warning", title=key, says="drifts", since=NOW
    )
    at = NOW if resolved else None
    return Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=NOW, last_seen=NOW, resolved_at=at)


def handling(about: Finding, **given: object) -> Handling:
    values = {"state": "snoozed", "actor": "ana", "at": NOW, "severity": "warning", "evidence": "e"}
    return Handling(fingerprint=about.fingerprint, **{**values, **given})  # type: ignore[arg-type]


def test_the_newest_decision_is_kept_also_of_what_is_resolved(store: Store) -> None:
    here, gone = finding("jira:PAY-1"), finding("jira:PAY-2", resolved=True)
    full = handling(here, state="exempt", reason="a tést", until=NOW + DAY, rule="cards")
    with store.write() as tx:
        findings.save_changes(tx, [FindingChange("opened", "", each) for each in (here, gone)])
        handlings.save(tx, [handling(here, ends="worse"), handling(gone)])
        handlings.save(tx, [full])
        assert handlings.of_open(tx) == {here.fingerprint: full}
        assert set(handlings.of(tx, [here.fingerprint, gone.fingerprint])) == {here.fingerprint, gone.fingerprint}
        handlings.forget(tx, [here.fingerprint])
        assert handlings.of_open(tx) == {}


def test_a_decision_that_is_ended_holds_no_more(store: Store) -> None:
    about = finding("jira:PAY-1")
    with store.write() as tx:
        handlings.save(tx, [handling(about, ends="worse")])
        handlings.end(tx, [about.fingerprint], NOW + DAY)
        (ended,) = handlings.of(tx, [about.fingerprint]).values()
        assert (ended.until, ended.ends) == (NOW + DAY, "worse")


def test_a_dispute_is_answered_by_an_edit_of_its_rule(store: Store) -> None:
    about = [finding(f"jira:PAY-{n}") for n in range(3)]
    with store.write() as tx:
        rules.save_rules(tx, {"cards": StoredRule("v1", "m:1", "{}"), "old": StoredRule("v1", "m:2", "{}")}, NOW)
        handlings.save(
            tx,
            [
                handling(about[0], state="disputed", rule="cards", at=NOW + DAY),
                handling(about[1], state="disputed", rule="old", at=NOW + DAY),
                handling(about[2], state="disputed", at=NOW + DAY),
            ],
        )
        assert handlings.answered(tx) == set()
        rules.save_rules(tx, {"cards": StoredRule("v2", "m:1", "{}")}, NOW + 2 * DAY)
        assert handlings.answered(tx) == {about[0].fingerprint, about[1].fingerprint}


def test_silences_in_force_and_all(store: Store) -> None:
    long = Silence(id="b", matchers={"team": "pay*", "detector": "D2"}, until=NOW + 9 * DAY, actor="ana", at=NOW)
    short = Silence(
        id="a", matchers={"team": "wéb"}, until=NOW + DAY, actor="bo", at=NOW + timedelta(hours=1), reason="x"
    )
    with store.write() as tx:
        silences.save(tx, long)
        silences.save(tx, short)
        assert silences.in_force(tx, NOW) == (short, long)
        assert silences.in_force(tx, NOW + DAY) == (long,)
        silences.end(tx, "b", NOW + DAY)
        assert silences.in_force(tx, NOW + DAY) == ()
        assert [each.id for each in silences.everything(tx)] == ["a", "b"]
