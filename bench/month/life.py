"""The month itself: work and new drift by day, and every few hours a sync, an evaluation and the writes that follow."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from core.delivery import Alerts
from core.plan import Operation, Step
from core.reconcile import FindingChange
from core.writes import deed_of
from fairlead.demo.house import settle
from fairlead.demo.pressing import Pressed, Pressing, listening
from sandbox.company import Company, Expected, Opened, Plant, open_company
from sandbox.company.managers import Managers, Wish
from sandbox.company.people import Person
from sandbox.company.reading import Choice, choices, meant
from sandbox.slack.channel import Message
from scheduler import linking, reconciling, syncing
from scheduler.applying import apply_plan
from scheduler.hub import Hub, open_hub
from scheduler.planning import plan_writes
from scheduler.suggesting import suggest
from store import writes

FIRST = datetime(2026, 6, 15, tzinfo=UTC)  # a Monday
WHEN = "[alerts]\n"  # as they are when nobody says anything
FRIDAY, WORK_AT = 4, 9
SEEN_TO, LEFT = 0.25, 0.06  # shares of drift that are mended on a day: somebody has answered, or nobody
STRAYS, SLIDES = 0.06, 0.012  # new unlinked pieces, and key results that fall behind, by person and day
MOST = 100_000


@dataclass(frozen=True)
class Post:
    """A message of the app that rang: where and when, whom it calls (None: a team, a channel), what it begins with and which
    findings it told of."""

    at: datetime
    channel: str
    ts: str
    reader: Person | None
    head: str
    tells: frozenset[str]
    kind: str


@dataclass
class Month:
    """What was seen of it. `written` are writes at each item, with their moments."""

    people: int
    days: int
    alerts: Alerts
    posts: list[Post] = field(default_factory=list)
    pressed: list[tuple[datetime, Wish, Pressed]] = field(default_factory=list)
    changes: list[tuple[datetime, FindingChange]] = field(default_factory=list)
    written: dict[tuple[str, str], list[tuple[datetime, Step]]] = field(default_factory=dict)
    open: int = 0


def live(seed: int, people: int, days: int, hours: int) -> Month:
    """Every `hours` the hub looks; every hour people who are at work press what they wish to."""
    with tempfile.TemporaryDirectory() as folder, open_company(seed, people=people, now=FIRST) as opened:
        config = settle(opened.company, opened.sandbox.urls, Path(folder), when=WHEN)
        with open_hub(config, opened.company.clock) as hub, listening(hub, opened.company, opened.sandbox) as pressing:
            return Life(opened, hub, pressing, Random(seed), Month(people, days, hub.config.alerts)).run(days, hours)


class Life:
    def __init__(self, opened: Opened, hub: Hub, pressing: Pressing, random: Random, month: Month) -> None:
        self.opened, self.hub, self.pressing, self.random, self.month = opened, hub, pressing, random, month
        self.company: Company = opened.company
        self.managers = Managers(self.company.staff, random)
        self._posted: set[tuple[str, str]] = set()
        self._handled: set[str] = set()
        self._names: dict[tuple[str, str], set[str]] = defaultdict(set)  # fingerprints by kind and key of their subject

    def run(self, days: int, hours: int) -> Month:
        for day in range(days):
            for hour in range(24):
                self._wait_until(FIRST + timedelta(days=day, hours=hour))
                if hour == WORK_AT and self.company.now.weekday() <= FRIDAY:
                    self._work()
                self._press()
                if hour % hours == 0:
                    self._look()
            if day % 7 == 0:
                suggest(self.hub, [])  # learning costs more than all the rest of a day
        with self.hub.store.read() as tx:
            since = writes.newest(tx, since=FIRST, at_most=MOST)
        for each in since:
            self._count(each.at, each.operation)
        return self.month

    def _wait_until(self, moment: datetime) -> None:
        self._call(lambda: self.company.clock.advance(max(moment - self.company.now, timedelta())))

    def _look(self) -> None:
        syncing.sync(self.hub, lambda *_: None)
        linking.link(self.hub)
        found = reconciling.reconcile_findings(self.hub)
        self.month.changes += [(self.company.now, each) for each in found.changes]
        self.month.open = len(found.open)
        for each in found.open:
            self._names[each.observation.subject.kind, each.observation.subject.key].add(each.fingerprint)
        apply_plan(self.hub, plan_writes(self.hub).plan.digest, lambda *_: None)
        self._read()
        self.opened.sandbox.history.clear()

    def _read(self) -> None:
        """What has rung since, and what people make of it."""
        for channel in self.company.tools.slack.channels():
            messages = self.pressing.messages(channel.id)
            self.managers.read(channel.id, channel.name, messages, self.company.now)
            for message in messages:
                if (channel.id, message["ts"]) not in self._posted:
                    self._posted.add((channel.id, message["ts"]))
                    self.month.posts.append(_post(self.company, channel.name, message))

    def _press(self) -> None:
        for wish in self.managers.due(self.company.now):
            place = (wish.person.slack, wish.channel, wish.ts, wish.choice.what, wish.choice.about)
            try:
                pressed = self.pressing.press(*place, fill=lambda form: self.managers.fill(form, self.company.now))
            except KeyError:  # it is sorted, and the button gone
                continue
            self.month.pressed.append((self.company.now, wish, pressed))
            self._handled.add(wish.choice.about.partition(" ")[0])

    def _work(self) -> None:
        """New drift comes, some of the old is mended, and everybody works."""
        self._call(self._drift)
        self._call(self._mend)
        self._call(self.company.work)

    def _drift(self) -> None:
        company, now = self.company, self.company.now
        for team in company.staff.teams:
            for person in team.mixed:
                if self.random.random() < STRAYS * 2:
                    piece = company.stage.piece(team, "Task", by=person)
                    company.tools.create(piece, now)
                    company.tools.start(piece, person, now)
        for row in company.stage.board.results:
            if row.pace and row.pace >= 1 and not row.aside and self.random.random() < SLIDES:
                row.pace = 0.5
                company.stage.board.write(row, "Current", now.date())
                company.open.append(_slide(company, row.key))

    def _mend(self) -> None:
        """Whoever has answered mends it sooner."""
        for plant in [each for each in self.company.open if each.mend]:
            answered = any(self._names[each.kind, each.key] & self._handled for each in plant.findings())
            if self.random.random() < (SEEN_TO if answered else LEFT):
                assert plant.mend
                plant.mend(self.company.now)
                self.company.open.remove(plant)

    def _count(self, at: datetime, operation: Operation) -> None:
        if item := deed_of(operation).item:
            self.month.written.setdefault(item, []).append((at, operation.step))

    def _call(self, act: Callable[[], object]) -> None:
        self.opened.sandbox.call(act)


def _slide(company: Company, key: str) -> Plant:
    row = company.stage.board[key]

    def mend(at: datetime) -> None:
        row.pace = 1.0
        company.stage.board.write(row, "Current", at.date())

    return Plant(f"{key}: behind", lambda: [Expected("D8", "goal", key, "critical")], mend)


def _post(company: Company, channel: str, message: Message) -> Post:
    head = str(message["blocks"][0].get("text", {}).get("text", "")) if message.get("blocks") else message["text"]
    kind = "digest" if "for this week" in head else "check-in" if "key results stand" in head else "urgent"
    return Post(
        datetime.fromtimestamp(float(message["ts"]), UTC),
        channel,
        message["ts"],
        meant(company.staff, message),
        head,
        frozenset(_about(choices(message))),
        kind,
    )


def _about(offered: Iterable[Choice]) -> Iterator[str]:
    return (each.about.partition(" ")[0] for each in offered if each.act in ("acknowledge", "why", "reopen"))
