"""Presses: who may, what becomes of each, twice is once, and what anybody sends breaks nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from core.findings import Finding
from core.handling import Handling
from core.presses import Form, Home, Press, Reply, Said, Wrong
from core.reconcile import FindingChange
from scheduler.answering import answer, reply
from scheduler.choosing import choose
from scheduler.handling import history
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.reconciling import reconcile_findings
from scheduler.suggesting import suggest
from scheduler.wishes import Serves
from store import findings, handlings, linking
from store.links import holders
from tests.scheduler.little import little, written
from tests.store.samples import ISSUES, NOW, OKRS, account, finish, goal, item

PEOPLE = """
[people."ana@example.com"]
name = "Ana Lopez"
team = "pay"
accounts = ["jira:ana", "slack:U1"]
[people."bo@example.com"]
team = "web"
accounts = ["jira:bo", "slack:U2"]
[people."left@example.com"]
accounts = ["slack:U3"]
[teams.pay]
[teams.web]
"""
RULES = '[[rule]]\nid = "cards"\ngoal = "O-1"\nwhen = { labels = "cards" }\n'
ITEMS = (
    item(1, labels=("cards",), flagged=True, assignee="ana"),
    item(2, assignee="ana"),
    item(3, assignee="ana"),
    item(4, assignee="ana", title="Rework currency rounding"),
    item(5, assignee="ana", title="Rework currency rounding", narrow=True),
)


@dataclass
class Desk:
    hub: Hub
    numbers: list[int] = field(default_factory=list)

    def press(self, act: str, about: str, account: str = "U1", **fields: str) -> Reply:
        """With fields it is a form that was sent."""
        self.numbers.append(len(self.numbers))
        return self.again(act, about, account, **fields)

    def again(self, act: str, about: str, account: str = "U1", **fields: str) -> Reply:
        """The newest one, as when the tool heard no answer in time."""
        key = f"p{self.numbers[-1]}"
        told = Press(id=key, tool="slack", account=account, act=act, about=about, fields=fields or None)
        return reply(self.hub, told)

    def said(self, act: str, about: str, account: str = "U1", **fields: str) -> str:
        found = self.press(act, about, account, **fields)
        assert isinstance(found, Said), found
        return found.text

    def form(self, act: str, about: str) -> Form:
        found = self.press(act, about)
        assert isinstance(found, Form), found
        return found

    def wrong(self, act: str, about: str, **fields: str) -> Mapping[str, str]:
        found = self.press(act, about, **fields)
        assert isinstance(found, Wrong), found
        return found.fields

    def named(self, detector: str, key: str) -> str:
        with self.hub.store.read() as tx:
            known = findings.known_findings(tx).values()
        return next(
            each.fingerprint
            for each in known
            if (each.observation.detector, each.observation.subject.key) == (detector, key)
        )

    def finding(self, name: str) -> Finding:
        with self.hub.store.read() as tx:
            return findings.beginning(tx, name)[0]

    def held(self, name: str) -> Handling | None:
        with self.hub.store.read() as tx:
            return handlings.of(tx, [name]).get(name)

    def serves(self, key: str) -> list[str | None]:
        with self.hub.store.read() as tx:
            found = linking.find(tx, key)
            assert found
            return [each.goal for each in holders(tx, [found.id])[0].links]

    def story(self, name: str) -> list[tuple[str, str]]:
        with self.hub.store.read() as tx:
            return [(each.actor, each.action) for each in history(tx, name)]

    def resolve(self, name: str) -> None:
        found = self.finding(name)
        with self.hub.store.write() as tx:
            findings.save_changes(tx, [FindingChange("resolved", "", replace(found, resolved_at=NOW))])


@pytest.fixture
def desk(tmp_path: Path, url: str) -> Iterator[Desk]:
    config = written(tmp_path, RULES, database=url)
    (tmp_path / "people.toml").write_text(PEOPLE)
    accounts = [account(each, source="slack", email=None) for each in ("U1", "U2", "U9")]
    accounts.append(account("U3", source="slack", email=None, active=False))
    with little(
        config, (goal("O-1"), goal("O-2", title="Currency rounding"), goal("O-9", closed=True)), (*ITEMS, *accounts)
    ) as hub:
        for stream in (ISSUES, OKRS):
            finish(hub.store, stream)
        link(hub)
        reconcile_findings(hub)
        yield Desk(hub)


def test_acknowledge_and_reopen_at_once(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    assert desk.said("acknowledge", name) == "PAY-2 Item 2: acknowledged by you until 9 March 2026."
    assert desk.said("reopen", name) == "PAY-2 Item 2: open again, as if nobody had decided anything."
    assert desk.said("reopen", name).startswith("Nobody has decided anything about D1 jira:PAY-2")
    assert desk.story(name) == [("ana@example.com", "acknowledge"), ("ana@example.com", "reopen")]


def test_a_press_that_comes_again_does_nothing_twice_and_is_told_the_same(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    first = desk.press("acknowledge", name)
    assert desk.again("acknowledge", name) == first
    assert desk.story(name) == [("ana@example.com", "acknowledge")]
    second = desk.press("link", f"{name} O-2")
    assert second == Said("PAY-2 Item 2 is linked to O-2; the next evaluation checks it.")
    assert desk.again("link", f"{name} O-2") == second


def test_a_snooze_asks_first_and_says_beside_the_field_what_is_wrong(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    form = desk.form("snooze", name)
    assert (form.act, form.about, [each.name for each in form.fields]) == ("snooze", name, ["day", "ends", "reason"])
    assert desk.wrong("snooze", name, day="2026-03-01", ends="day", reason="") == {
        "day": "2026-03-01 is past; give a day from 2026-03-02 on."
    }
    assert "is no day" in desk.wrong("snooze", name, day="soon", ends="day", reason="")["day"]
    assert "say until when" in desk.wrong("snooze", name, day="", ends="day", reason="")["day"].lower()
    assert "1,000 characters" in desk.wrong("snooze", name, day="", ends="worse", reason="x" * 1001)["reason"]
    assert desk.held(name) is None
    told = desk.said("snooze", name, day="2026-03-20", ends="worse", reason="waits for law.")
    assert told == "PAY-2 Item 2: snoozed by you until 20 March 2026, or until it is worse: waits for law."
    held = desk.held(name)
    assert held
    assert (held.state, held.ends, held.actor) == ("snoozed", "worse", "ana@example.com")


def test_an_exemption_wants_a_reason_and_says_that_unlinked_work_needs_no_goal(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    assert [each.name for each in desk.form("exempt", name).fields] == ["reason", "day"]
    assert "Say why" in desk.wrong("exempt", name, reason=" ", day="2026-04-01")["reason"]
    assert "an experiment" in desk.said("exempt", name, reason="an experiment", day="2026-04-01")
    assert desk.serves("PAY-2") == [None]


def test_a_dispute_of_a_link_takes_it_away_and_counts_against_its_rule(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    assert [each.name for each in desk.form("dispute", name).fields] == ["what", "reason"]
    told = desk.said("dispute", name, what="link", reason="another card")
    assert told.endswith("another card. It counts against rule cards.")
    assert desk.serves("PAY-1") == []
    assert [each.name for each in desk.form("dispute", desk.named("D1", "jira:PAY-2")).fields] == ["reason"]


def test_link_to_a_goal_that_is_suggested_chosen_or_typed(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-3")
    form = desk.form("link-other", name)
    assert "still being learned" in form.parts[-1].text
    suggest(desk.hub, [])
    options = desk.form("link-other", name).fields[0].options
    assert [each.value for each in options][-1] == "none"
    assert {"goal O-1", "goal O-2"} <= {each.value for each in options}
    assert "goal O-9" not in {each.value for each in options}
    assert "Goal O-9 is closed" in desk.wrong("link-other", name, goal="goal O-9", reason="")["goal"]
    assert "No goal O-77" in desk.wrong("link-other", name, goal="goal O-1", other="O-77", reason="")["other"]
    assert desk.wrong("link-other", name, goal="none", reason="")["reason"].startswith("Say why")
    assert desk.serves("PAY-3") == []
    assert desk.said("link-other", name, goal="goal O-2", reason="it is") == (
        "PAY-3 Item 3 is linked to O-2; the next evaluation checks it."
    )
    assert desk.serves("PAY-3") == ["O-2"]
    assert "It serves O-2 so far." in desk.form("link-other", name).parts[-1].text
    other = desk.named("D1", "jira:PAY-2")
    assert "needs no goal" in desk.said("link-other", other, goal="none", reason="an experiment")
    held = desk.held(other)
    assert held
    assert held.state == "exempt"


def test_why_a_goal_is_suggested_is_not_told_of_an_item_for_few(desk: Desk) -> None:
    suggest(desk.hub, [])
    told = {}
    for key in ("PAY-4", "PAY-5"):
        form = desk.form("link-other", desk.named("D1", f"jira:{key}"))
        told[key] = "\n".join(part.text for part in form.parts)
        assert form.fields[0].options[0].value == "goal O-2"
    assert "title shares" in told["PAY-4"]
    assert "currency" not in told["PAY-5"]


def test_a_goal_behind_a_button_takes_the_place_of_what_was_said_before(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    choose(desk.hub, "PAY-2", Serves((("O-1", 1.0),)), actor="bo")
    assert desk.said("link", f"{name} O-2").startswith("PAY-2 Item 2 is linked to O-2")
    assert desk.serves("PAY-2") == ["O-2"]
    assert "No goal nowhere is known" in desk.said("link", f"{name} nowhere")


def test_why_tells_everybody_how_it_came_to_be(desk: Desk) -> None:
    name = desk.named("D10", "jira:PAY-1")
    desk.press("acknowledge", name)
    form = desk.press("why", name, "U2")
    assert isinstance(form, Form)
    told = "\n".join(part.text for part in form.parts)
    assert 'rule "cards" holds' in told
    assert "It stands so since 2 March 2026." in told
    assert "acknowledged by Ana Lopez" in told


def test_home_shows_what_is_mine(desk: Desk) -> None:
    shown = desk.press("home", "")
    assert isinstance(shown, Home)
    titles = [part.title for part in shown.parts]
    assert "PAY-2 Item 2" in titles
    empty = desk.press("home", "", "U2")
    assert isinstance(empty, Home)
    assert "Nothing is yours yet" in empty.parts[-1].text


def test_strangers_those_who_left_and_others_are_told_why_not(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    for stranger in ("U9", "U404"):
        told = desk.said("acknowledge", name, stranger)
        assert f'accounts = ["slack:{stranger}"] to a person in people.toml' in told
    assert "not active any more" in desk.said("acknowledge", name, "U3")
    assert desk.said("acknowledge", name, "U2") == (
        "That is for Ana Lopez or anybody of team pay to decide; nothing was done."
    )
    assert desk.said("snooze", name, "U2", day="2026-03-20").startswith("That is for Ana Lopez")
    assert desk.story(name) == []


def test_what_is_sorted_or_unknown_is_said_kindly(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    desk.resolve(name)
    for act in ("acknowledge", "snooze", "exempt", "dispute", "link-other"):
        assert desk.said(act, name) == "PAY-2 Item 2: that is sorted since 2 March 2026. Thank you!"
    assert desk.said("snooze", name, day="2026-03-20", ends="day", reason="").startswith("PAY-2 Item 2: that is sorted")
    assert isinstance(desk.press("why", name), Form)
    assert "does not know this finding" in desk.said("acknowledge", "0" * 16)
    assert "does not know this finding" in desk.said("why", "")
    assert "older Fairlead" in desk.said("dance", name)
    assert desk.story(name) == []


def test_without_a_live_hub_the_decision_stands_and_nothing_is_written(desk: Desk) -> None:
    name = desk.named("D1", "jira:PAY-2")
    told = answer(desk.hub, Press(id="x", tool="slack", account="U1", act="acknowledge", about=name, ref="C1:1.0"))
    assert isinstance(told, Said)
    assert desk.held(name)


ACTS = (
    "acknowledge",
    "snooze",
    "exempt",
    "dispute",
    "link",
    "link-other",
    "check-in",
    "check-in-other",
    "commit",
    "why",
)
ODD = some.one_of(
    some.text(max_size=30), some.sampled_from(["none", "goal O-1", "link", "worse", "2026-03-09", "\x00", "\ud800"])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    act=some.sampled_from(ACTS),
    about=some.one_of(some.text(max_size=40), some.just("PAY"), some.just("KR-1 2026-W10 42 7")),
    fields=some.one_of(
        some.none(),
        some.dictionaries(some.sampled_from(["day", "ends", "reason", "what", "goal", "other", "value", "note"]), ODD),
    ),
)
def test_what_anybody_sends_breaks_nothing(desk: Desk, act: str, about: str, fields: dict[str, str] | None) -> None:
    name = desk.named("D1", "jira:PAY-2")
    for of in (about, f"{name}{about[:5]}", f"{name} {about}"):
        desk.numbers.append(len(desk.numbers))
        press = Press(id=f"{desk.numbers[-1]}\x00", tool="slack", account="U1", act=act, about=of, fields=fields)
        assert isinstance(reply(desk.hub, press), Said | Wrong | Form)
    with desk.hub.store.write() as tx:
        handlings.forget(tx, [name])
