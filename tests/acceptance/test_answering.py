"""People press what `apply` wrote into the simulated Slack: it is decided, they are told, and the messages follow."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
from msgspec.structs import replace

from core.findings import Finding
from core.handling import in_force
from core.presses import Press
from core.reconcile import FindingChange
from sandbox.slack import open_home, press, press_in, submit
from sandbox.slack.conversation import View
from scheduler import halting
from scheduler.answering import answer
from scheduler.answering.desk import Heard
from scheduler.answering.listening import listen
from scheduler.approving import NotApproved
from store import StoreError, findings, handlings, outbox
from tests.acceptance.road import Scene, scene
from tests.slack.conftest import eventually

NOW = '\n[[routes]]\nurgency = "now"\nchannel = "#announcements"\n'


@dataclass
class Office:
    """One finding that stands in a message, and whoever presses below it."""

    scene: Scene
    finding: Finding
    heard: list[Heard] = field(default_factory=list)

    @property
    def slack(self) -> Any:
        return self.scene.company.tools.slack

    @property
    def owner(self) -> str:
        return self.account(self.finding.observation.owner or "")

    def account(self, email: str) -> str:
        return {person.email: person.slack for person in self.scene.company.staff}[email]

    @property
    def place(self) -> tuple[str, str]:
        with self.scene.hub.store.read() as tx:
            notes = outbox.standing(tx).items()
        (ref,) = [n.ref for t, n in notes if t.verb == "message" and self.finding.fingerprint in n.findings]
        channel, _, ts = (ref or "").partition(":")
        return channel, ts

    def call(self, act: Callable[..., Any], *arguments: object) -> Any:
        """What somebody does, once the app has acknowledged it and it was answered."""
        before = len(self.heard)
        delivery = self.scene.opened.sandbox.call(lambda: act(self.slack, *arguments))
        answer = delivery.wait()
        eventually(lambda: len(self.heard) > before or None)
        return answer

    def press(self, what: str, user: str = "") -> None:
        self.call(press, user or self.owner, *self.place, what, self.finding.fingerprint)

    def form(self, what: str) -> View:
        self.slack.talk.modals.clear()
        self.press(what)
        return eventually(lambda: next(iter(self.slack.talk.modals.values()), None))

    def told(self) -> str:
        """What was whispered; it is over then."""
        (whisper,) = eventually(lambda: self.slack.talk.whispers or None)
        self.slack.talk.whispers.clear()
        return str(whisper.text)

    def shows(self, text: str) -> None:
        eventually(lambda: text in self.message() or None)

    def open_again(self) -> None:
        eventually(lambda: not any(f"{each} by " in self.message() for each in ("acknowledged", "snoozed")) or None)

    def message(self) -> str:
        return str(self.scene.opened.sandbox.call(lambda: self.slack.message(*self.place)["blocks"]))

    def state(self) -> str | None:
        with self.scene.hub.store.read() as tx:
            known = handlings.of(tx, [self.finding.fingerprint]).get(self.finding.fingerprint)
        held = in_force(known, self.finding, self.scene.hub.clock())
        return held.state if held else None


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, list[Heard]]]:
    """A company to which all is told at once, and what is heard of it."""
    heard: list[Heard] = []
    with scene(tmp_path_factory.mktemp("told"), 1, people=16, drifts={"D1"}, more=NOW) as now:
        now.travel()
        now.write()
        thread = Thread(target=listen, args=(now.hub, heard.append), daemon=True)
        thread.start()
        eventually(lambda: now.company.tools.slack.talk.lines or None)
        yield now, heard
        now.hub.stopping.set()
        thread.join(10)
        assert not thread.is_alive()


def office(told: tuple[Scene, list[Heard]], number: int) -> Office:
    """Of those who own several items without a goal, one in each test."""
    now, heard = told
    with now.hub.store.read() as tx:
        seen = [each for each in findings.open_findings(tx) if each.observation.detector == "D1"]
    mine = Counter(each.observation.owner for each in seen if each.observation.subject.kind == "item")
    owner = sorted(owner for owner, count in mine.items() if owner and count > 1)[number]
    return Office(now, next(each for each in seen if each.observation.owner == owner), heard)


def test_a_day_of_pressing(told: tuple[Scene, list[Heard]]) -> None:
    """Each button and form, one after the other, as people would."""
    desk = office(told, 0)
    name = desk.finding.observation.subject.key.partition(":")[2]
    desk.press("Acknowledge")
    assert "acknowledged by you until" in desk.told()
    desk.shows("acknowledged by ")
    desk.press("reopen")
    assert "open again" in desk.told()
    desk.open_again()
    _snoozed(desk)
    _explained(desk)
    _refused(desk)
    _linked(desk, name)
    _at_home(desk, name)
    assert [each.outcome for each in desk.heard if each.outcome == "broken"] == []


def _snoozed(desk: Office) -> None:
    form = desk.form("Snooze…")
    answer = desk.call(submit, form, {"day": "2026-01-01", "reason": "<!channel> = & waits"})
    assert list(answer["errors"]) == ["day"]
    desk.call(submit, form, {"reason": "<!channel> = & waits"})
    assert "&lt;!channel&gt; = &amp; waits" in desk.told()
    assert desk.state() == "snoozed"
    desk.shows("snoozed by ")
    assert "<!channel>" not in desk.message()
    desk.press("reopen")
    desk.told()
    desk.open_again()


def _explained(desk: Office) -> None:
    told = str(desk.form("why")["blocks"])
    assert "How it came to its goal" in told
    assert "snoozed by" in told
    assert "@acme.test" not in told


def _refused(desk: Office) -> None:
    """Somebody of another team, and a robot."""
    teams = desk.scene.company.staff.teams
    other = next(team for team in teams if team.name != desk.finding.observation.team)
    desk.press("Acknowledge", other.members[-1].slack)
    assert "to decide; nothing was done" in desk.told()
    desk.press("Acknowledge", "U0RELEASE")
    assert "does not know whose account slack:U0RELEASE is" in desk.told()
    assert desk.state() is None
    assert desk.heard[-1].who == "slack:U0RELEASE"


def _linked(desk: Office, name: str) -> None:
    form = desk.form("Link to a goal…")
    goal = next(block for block in form["blocks"] if block.get("block_id") == "goal")
    option = next(each for each in goal["element"]["options"] if each["value"] == "goal O-1")
    desk.call(submit, form, {"goal": option["value"]})
    assert f"{name} " in (told := desk.told())
    assert "is linked to O-1; the next evaluation checks it" in told
    desk.shows("linked to O-1 by ")
    assert not next(each for each in _open(desk) if each.fingerprint == desk.finding.fingerprint).resolved_at


def _open(desk: Office) -> list[Finding]:
    with desk.scene.hub.store.read() as tx:
        return findings.open_findings(tx)


def _at_home(desk: Office, name: str) -> None:
    """The home tab shows it, and follows what is pressed there."""
    desk.call(open_home, desk.owner)
    view = eventually(lambda: desk.slack.talk.homes.get(desk.owner))
    assert "linked to O-1 by " in str(view["blocks"])
    others = [each for each in _open(desk) if each.observation.owner == desk.finding.observation.owner]
    other = next(each for each in others if each.fingerprint != desk.finding.fingerprint)
    desk.call(press_in, desk.owner, view, "Acknowledge", other.fingerprint)
    eventually(lambda: "acknowledged by" in str(desk.slack.talk.homes[desk.owner]["blocks"]) or None)
    assert name in str(view["blocks"])


def test_while_halted_in_a_dry_run_and_when_it_is_sorted(told: tuple[Scene, list[Heard]]) -> None:
    desk = office(told, 1)
    hub = desk.scene.hub
    with pytest.raises(StoreError, match="another `fairlead listen` is under way"):
        listen(hub, print)
    before = desk.message()
    halting.halt(hub, "a look at it")
    desk.press("Acknowledge")
    assert desk.state() == "acknowledged"
    assert desk.message() == before
    assert desk.slack.talk.whispers == []
    halting.resume(hub)
    eventually(lambda: _written(desk.scene) or None)
    desk.shows("acknowledged by ")
    desk.press("reopen")
    desk.told()
    desk.open_again()
    _in_a_dry_run(desk)
    _resolve(desk)
    desk.press("Acknowledge")
    assert "that is sorted since" in desk.told()


def _written(now: Scene) -> bool:
    """Once the listener has nothing more to write meanwhile."""
    try:
        return now.write().failed == ()
    except NotApproved:
        return False


def _in_a_dry_run(desk: Office) -> None:
    """What is decided is kept, and nothing is edited; so in a tool that is read only."""
    hub, before = desk.scene.hub, desk.message()
    live, dry = hub.config, hub.config.hub.model_copy(update={"mode": "dry-run"})
    hub.config = dataclasses.replace(live, hub=dry)
    pressed = Press(id="dry", tool="slack", account=desk.owner, act="acknowledge", about=desk.finding.fingerprint)
    answer(hub, pressed)
    assert desk.state() == "acknowledged"
    assert desk.message() == before
    hub.config = live
    answer(hub, replace(pressed, id="live", act="reopen"))
    assert desk.state() is None


def _resolve(desk: Office) -> None:
    """As an evaluation does that does not see it any more."""
    (found,) = [each for each in _open(desk) if each.fingerprint == desk.finding.fingerprint]
    over = replace(found, resolved_at=desk.scene.hub.clock())
    with desk.scene.hub.store.write() as tx:
        findings.save_changes(tx, [FindingChange("resolved", "", over)])
