"""What people decide about findings: whole or not at all, on record, ended by what it says, and never against sense."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.findings import Finding
from core.handling import Handling, in_force
from core.reconcile import FindingChange
from scheduler.choosing import choose
from scheduler.config import load_config
from scheduler.decisions import Acknowledge, Decision, Dispute, Exempt, NotHandled, Reopen, Snooze
from scheduler.disputing import open_disputes
from scheduler.handling import Change, handle, history
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.naming import fitting
from scheduler.reconciling import reconcile_findings
from scheduler.rule_checks import problems_of
from scheduler.rule_files import load_rules
from scheduler.wishes import Serves, TakenBack
from store import Store, choices, findings, handlings
from store.export import canonical
from tests.store.samples import DAY, ISSUES, NOW, OKRS, finish, goal, item, pull

TODAY = NOW.date()
RULES = """
[[rule]]
id = "cards"
goal = "O-1"
when = { labels = "cards" }
owner = "ana@example.com"
"""


class Desk:
    """A hub with PAY-1 linked by a rule and held back, PAY-2 and PAY-3 without a goal; judged."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.now, self.store, self.rules = NOW, store, folder / "mappings.toml"
        self.rules.write_text(RULES)
        (folder / "config.toml").write_text("")
        self.hub = Hub(load_config(folder / "config.toml", {}), store, {}, lambda: self.now)
        pull(store, goal("O-1"), goal("O-2"), stream=OKRS)
        pull(
            store,
            item(1, labels=("cards",), flagged=True, assignee="ana"),
            item(2, assignee="ana"),
            item(3, assignee="ana"),
        )
        link(self.hub)
        self.judge()

    def judge(self, **passed: int) -> None:
        self.now += timedelta(**passed)
        for stream in (ISSUES, OKRS):
            finish(self.store, stream, self.now)
        reconcile_findings(self.hub)

    def decide(self, decision: Decision, *names: str, reason: str = "", **more: Any) -> tuple[Change, ...]:
        return handle(self.hub, names, decision, actor="ana", reason=reason, **more)

    def named(self, detector: str, key: str) -> str:
        with self.store.read() as tx:
            found = findings.known_findings(tx).values()
        return next(
            each.fingerprint
            for each in found
            if (each.observation.detector, each.observation.subject.key) == (detector, key)
        )

    def finding(self, name: str) -> Finding:
        with self.store.read() as tx:
            return findings.beginning(tx, name)[0]

    def held(self, name: str) -> Handling | None:
        with self.store.read() as tx:
            return in_force(handlings.of(tx, [name]).get(name), findings.beginning(tx, name)[0], self.now)

    def complaints(self) -> list[str]:
        """Of disputes, in the check of the rules as they are written."""
        with self.store.read() as tx:
            return [
                each.message for each in problems_of(self.hub, tx, load_rules(self.hub)) if "disputed" in each.message
            ]

    def disputes(self) -> list[tuple[str, str, str, str]]:
        with self.store.read() as tx:
            found = open_disputes(tx, findings.open_findings(tx), handlings.of_open(tx), self.now)
        return [(each.owner, each.rule, each.about, each.says) for each in found]

    def story(self, name: str) -> list[tuple[str, str]]:
        with self.store.read() as tx:
            return [(each.actor, each.action) for each in history(tx, name)]


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_acknowledged_for_a_week_unless_a_day_is_given(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    (change,) = desk.decide(Acknowledge(), name[:4], reason=" on\n it ")
    assert change.after
    assert (change.before, change.after.until, change.after.reason) == (
        None,
        datetime(2026, 3, 10, tzinfo=NOW.tzinfo),
        "on it",
    )
    desk.judge(days=7)
    assert desk.held(name)
    desk.judge(hours=12)
    assert desk.held(name) is None
    assert desk.story(name) == [("ana", "acknowledge")]


def test_many_at_once_whole_or_not_at_all_and_a_trial_changes_nothing(desk: Desk) -> None:
    names = [desk.named("D1", f"jira:PAY-{n}") for n in (2, 3)]
    with desk.store.read() as tx:
        before = list(canonical(tx))
    for attempt in ({"dry_run": True}, {}):
        changes = desk.decide(Exempt(), *names, names[0], reason="housekeeping", **attempt)
        assert [each.after and each.after.state for each in changes] == ["exempt", "exempt"]
        assert [each.item and each.item.after[0].goal for each in changes] == [None, None]
        assert (desk.held(names[1]) is None) is bool(attempt)
    with pytest.raises(NotHandled, match="is exempt by ana"):
        desk.decide(Snooze(TODAY), desk.named("D10", "jira:PAY-1"), names[0])
    assert desk.held(desk.named("D10", "jira:PAY-1")) is None
    desk.decide(Reopen(), *names)
    with desk.store.read() as tx:
        assert list(canonical(tx)) == before


def test_exempting_work_without_a_goal_says_that_it_needs_none_until_the_day(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    (change,) = desk.decide(Exempt(TODAY + 10 * DAY), name, reason="an experiment")
    assert change.item
    assert change.item.after[0].goal is None
    desk.judge(days=1)
    desk.judge(days=1)
    assert desk.finding(name).resolved_at
    desk.judge(days=8)
    link(desk.hub)
    desk.judge()
    assert not desk.finding(name).resolved_at
    assert desk.held(name) is None
    with desk.store.read() as tx:
        assert handlings.of_open(tx)[name].reason == "an experiment"
    desk.decide(Reopen(), name)
    assert desk.story(name) == [("ana", "exempt"), ("ana", "reopen")]


def test_an_exemption_that_is_taken_back_by_unlink_hides_nothing(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    desk.decide(Exempt(), name, reason="an experiment")
    choose(desk.hub, "PAY-2", TakenBack(), actor="bo")
    assert desk.held(name) is None
    desk.decide(Exempt(), name, reason="an experiment")
    choose(desk.hub, "PAY-2", Serves((("O-2", 1.0),)), actor="bo")
    choose(desk.hub, "PAY-2", TakenBack(), actor="bo")
    assert desk.held(name) is None


def test_a_snooze_until_worse_ends_for_good_when_it_is(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    desk.decide(Snooze(ends="worse"), name)
    desk.judge(days=1)
    assert desk.held(name)
    for severity in ("critical", "warning"):
        _make(desk, name, severity)
        desk.judge()
        assert desk.held(name) is None
    assert desk.story(name) == [("ana", "snooze"), ("fairlead", "end")]


def _make(desk: Desk, name: str, severity: Any) -> None:
    """As if its detector had once judged it so."""
    with desk.store.write() as tx:
        found = findings.beginning(tx, name)[0]
        seen = replace(found.observation, severity=severity)
        findings.save_changes(tx, [FindingChange("updated", "", replace(found, observation=seen))])


def test_a_disputed_link_goes_and_counts_until_it_is_taken_back(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    (change,) = desk.decide(Dispute(link=True), name, reason="another card")
    assert change.after
    assert change.item
    assert (change.after.rule, change.item.disputed, change.item.after) == ("cards", ("O-1",), ())
    with desk.store.read() as tx:
        assert [(each.item, each.goal, each.rule) for each in choices.disputes(tx)] == [("PAY-1", "O-1", "cards")]
    (change,) = desk.decide(Reopen(), name)
    assert change.item
    assert [each.goal for each in change.item.after] == ["O-1"]
    with desk.store.read() as tx:
        assert choices.disputes(tx) == []


def test_a_dispute_of_a_finding_leaves_the_link_alone(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    (change,) = desk.decide(Dispute(), name, reason="it goes on")
    assert change.after
    assert (change.after.rule, change.item) == (None, None)
    desk.judge(days=30)
    assert desk.held(name)


def test_a_link_by_hand_settles_the_dispute(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    desk.decide(Dispute(link=True), name, reason="another card")
    desk.judge(hours=1)
    assert desk.held(name)
    choose(desk.hub, "PAY-1", Serves((("O-2", 1.0),)), actor="bo")
    assert desk.disputes() == []
    desk.judge(hours=1)
    assert desk.held(name) is None


def test_an_edit_of_the_rule_answers_the_dispute(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    desk.decide(Dispute(link=True), name, reason="another card")
    desk.judge(hours=1)
    assert desk.held(name)
    desk.rules.write_text(RULES.replace('"cards" }', '["cards", "card"] }'))
    link(desk.hub)
    desk.judge(hours=1)
    assert desk.held(name) is None
    assert desk.story(name)[-1] == ("fairlead", "end")


@pytest.mark.parametrize(
    ("decision", "reason", "words"),
    [
        (Acknowledge(TODAY - DAY), "", "2026-03-01 is past; give a day from 2026-03-02 on"),
        (Acknowledge(date.max), "", "more than ten years away"),
        (Snooze(), "", "say until when D1 jira:PAY-2 is snoozed"),
        (Exempt(), " ", "say why D1 jira:PAY-2 is exempt"),
        (Exempt(TODAY), "x", "2026-03-02 is today; give a day from 2026-03-03 on"),
        (Dispute(), "", "say why D1 jira:PAY-2 is disputed"),
        (Dispute(link=True), "x", "jira:PAY-2 is linked to no goal"),
        (Dispute(), "x" * 1_001, "a reason has 1,000 characters at most"),
        (Reopen(), "", "there is nothing to take back"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, decision: Decision, reason: str, words: str) -> None:
    name = desk.named("D1", "jira:PAY-2")
    with pytest.raises(NotHandled, match=words):
        desk.decide(decision, name, reason=reason)
    assert desk.story(name) == []


def test_nothing_is_decided_of_what_is_resolved(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    choose(desk.hub, "PAY-2", Serves((("O-1", 1.0),)), actor="bo")
    desk.judge(hours=1)
    desk.judge(hours=1)
    for decision in (Acknowledge(), Snooze(TODAY), Exempt(), Dispute(), Reopen()):
        with pytest.raises(NotHandled, match=r"resolved|nothing to take back"):
            desk.decide(decision, name, reason="x")


@pytest.mark.parametrize(
    ("name", "words"),
    [("a1", "at least 4 characters"), ("zzzz", "no such finding"), ("%___", "no such finding"), ("", "at least 4")],
)
def test_a_name_that_is_none(desk: Desk, name: str, words: str) -> None:
    with pytest.raises(NotHandled, match=words):
        desk.decide(Acknowledge(), name)


def test_a_name_that_begins_several_names_them(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    twin = replace(desk.finding(name), fingerprint=name[:6] + "0" * 10)
    with desk.store.write() as tx:
        findings.save_changes(tx, [FindingChange("opened", "", twin)])
    with pytest.raises(NotHandled, match=f"2 findings begin so: .*{twin.fingerprint}"):
        desk.decide(Acknowledge(), name[:4])
    assert desk.decide(Acknowledge(), name[:12])[0].finding.fingerprint == name


def test_those_that_fit_a_description(desk: Desk) -> None:
    unlinked = {"detector": "d1", "subject": "jira:*"}
    names = fitting(desk.hub, unlinked, Acknowledge())
    assert sorted(names) == sorted(desk.named("D1", f"jira:PAY-{n}") for n in (2, 3))
    desk.decide(Exempt(), names[0], reason="x")
    assert fitting(desk.hub, unlinked, Snooze()) == names[1:]
    assert fitting(desk.hub, unlinked, Reopen()) == names[:1]
    with pytest.raises(NotHandled, match="no detector of this name is known; did you mean D1"):
        fitting(desk.hub, {"detector": "D1x"}, Acknowledge())
    with pytest.raises(NotHandled, match="no open finding with severity=critical and detector=D10 is left"):
        fitting(desk.hub, {"severity": "critical", "detector": "D10"}, Acknowledge())


def test_a_disputed_link_counts_in_the_check_of_its_rule_and_is_told_to_its_owner(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    desk.decide(Dispute(link=True), name, reason="another card")
    assert desk.complaints() == [
        'rule "cards" is disputed for 1 item, by 1 person: jira:PAY-1 (another card); '
        "`fairlead rules explain jira:PAY-1` tells why it holds"
    ]
    assert desk.disputes() == [("ana@example.com", "cards", "jira:PAY-1", "does not serve O-1")]
    desk.judge(hours=1)
    desk.rules.write_text(RULES.replace('"cards" }', '["cards", "card"] }'))
    assert desk.complaints() == []
    link(desk.hub)
    desk.judge(hours=1)
    assert desk.disputes() == []


def test_a_disputed_finding_is_told_to_the_admins_until_it_is_reopened(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    desk.decide(Dispute(), name, reason="it goes on")
    ((owner, rule, about, says),) = desk.disputes()
    assert (owner, rule, about) == ("", "", "jira:PAY-1")
    assert says == "should not be told “is blocked: it is flagged as such” (D10)"
    assert desk.complaints() == []
    desk.decide(Reopen(), name)
    assert desk.disputes() == []
