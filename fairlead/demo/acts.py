"""The demo's acts, each one station of the road; what is told is also returned, for `--json` and for tests."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from core.findings import Finding
from fairlead import goal_tree, screen
from fairlead.commands import road, write
from fairlead.demo.album import Album
from fairlead.demo.managers import Managers
from fairlead.demo.moments import monday_after
from fairlead.demo.pressing import Pressed, Pressing, listening
from fairlead.demo.stands import what_stands
from sandbox.company import Company
from sandbox.server import Sandbox
from scheduler import linking, reconciling
from scheduler.applying import Applied, apply_plan
from scheduler.hub import Hub
from scheduler.planning import plan_writes
from store.facts import facts

EACH = 2
PAUSE = timedelta(minutes=4)


class Acts:
    """Plays on a hub and its company. Without a console nothing is shown."""

    def __init__(self, hub: Hub, company: Company, sandbox: Sandbox, console: Console | None) -> None:
        self.hub, self.company, self.sandbox, self.console = hub, company, sandbox, console
        self.album = Album(company.tools.slack, company.now)

    def play(self) -> dict[str, Any]:
        """Everything that happened, as JSON values."""
        self._title("A simulated company of four tools, somewhere in its quarter")
        streams = self._pull()
        links = self._link()
        opened = self._judge()
        first = self._write("4 · Write the flags")
        with listening(self.hub, self.company, self.sandbox) as pressing:
            managers = Managers(self.company, pressing)
            pressed = self._answer("5 · Managers answer in Slack", managers.on_friday())
            mended = self._days_pass()
            resolved = self._look_again()
            last = self._write("7 · Take back what is mended, and tell what can wait")
            pressed += self._answer("8 · Monday's answers", managers.on_monday())
            self._home(pressing, managers.lead(self.album.pressed[-1].channel))
        return {
            "streams": streams,
            "links": links["by_via"],
            "without_link": links["without"],
            "findings": screen.by_detector(opened),
            **write.writes_document(first.done),
            "pressed": pressed,
            "mended": mended,
            "resolved": screen.by_detector(resolved),
            "after_the_day": write.writes_document(last.done),
            "failed": len(first.failed) + len(last.failed),
        }

    def _pull(self) -> list[dict[str, Any]]:
        self._title("1 · Pull from Jira, GitHub, Slack and the OKR sheet")
        rows = road.pull(self.hub, ())
        self._show(screen.pulled(rows))
        return [road.stream_document(row) for row in rows]

    def _link(self) -> dict[str, Any]:
        self._title("2 · Link every item to the goal it serves")
        linked = linking.link(self.hub)
        self._say(f"{linked.items} items: {road.by_via(linked)}; {linked.unlinked} serve no goal.")
        return road.links_document(linked)

    def _judge(self) -> list[Finding]:
        self._title("3 · See what drifts")
        reconciled = reconciling.reconcile_findings(self.hub)
        with self.hub.store.read() as tx:
            seen = facts(tx, self.hub.clock())
        self._show(goal_tree.alignment_tree(seen.goals, reconciled.open, at=seen.as_of))
        self._say(f"\n{len(reconciled.open)} findings, of each kind the worst ({screen.LEGEND}):")
        self._show(screen.findings_table(reconciled.open, EACH))
        return list(reconciled.open)

    def _write(self, title: str) -> Applied:
        self._title(title)
        planned = plan_writes(self.hub)
        if planned.held:
            self._say("The guard holds the plan until somebody looks at it:")
        for reason in planned.held:
            self._say(f"  {reason}")
        if planned.held:
            self._say(f"Somebody looks at it and approves it: fairlead apply {planned.plan.digest}")
        applied = apply_plan(self.hub, planned.plan.digest, lambda *_: None)
        self.album.look(self.company.now)
        self._show(screen.written(applied.done))
        self._say("One of each, as it now stands in the tools:")
        self._show(what_stands(self.company, planned.plan))
        return applied

    def _answer(self, title: str, presses: Iterable[Pressed]) -> list[dict[str, str]]:
        """People press one thing after the other, a few minutes apart; the hub answers each, and its messages follow."""
        self._title(title)
        told = []
        self._pause()
        for pressed in presses:
            self.album.add(pressed)
            told.append(seen := self.album.told(pressed))
            said = f": {seen['told']}" if seen["told"] else ""
            self._say(f"  {seen['who']} pressed {seen['what']} in {seen['channel']}{said}")
            self._pause()
        return told

    def _home(self, pressing: Pressing, user: str) -> None:
        """What the hub shows on their own page to the lead of the team in whose channel was pressed last."""
        self.album.homes[user] = pressing.home(user)
        self._say(f"  {self.album.name(user)} opened the home tab")

    def _pause(self) -> None:
        self.sandbox.call(lambda: self.company.clock.advance(PAUSE))

    def _days_pass(self) -> list[str]:
        self._title("6 · The weekend comes; people mend some of it in their own tools before")
        mended = [plant.what for plant in self.sandbox.call(self.company.morning)]
        for what in mended:
            self._say(f"  mended · {what}")
        self.evaluate()
        self.sandbox.call(self.company.work)
        self.sandbox.call(lambda: self.company.clock.advance(monday_after(self.company.now) - self.company.now))
        return mended

    def _look_again(self) -> list[Finding]:
        resolved = [change.finding for change in self.evaluate().changes if change.action == "resolved"]
        self._say(f"\nOn Monday, {len(resolved)} findings have resolved by themselves, such as:")
        self._show(screen.findings_table(resolved, EACH))
        return resolved

    def evaluate(self) -> reconciling.Reconciled:
        road.pull(self.hub, ())
        linking.link(self.hub)
        return reconciling.reconcile_findings(self.hub)

    def _title(self, text: str) -> None:
        self._show(Group("", Rule(Text(text, "bold"), align="left")))

    def _say(self, text: str) -> None:
        if self.console:
            self.console.print(text, markup=False)

    def _show(self, what: RenderableType) -> None:
        if self.console:
            self.console.print(what)
