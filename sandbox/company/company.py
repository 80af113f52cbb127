"""The simulated company: its people, goals and work in four tools, the drift planted there, and days that pass."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.company import drift, settings, truth
from sandbox.company.calendar import Calendar
from sandbox.company.drift import allocation, ownership
from sandbox.company.epics import objective_label
from sandbox.company.goals import draw_up
from sandbox.company.people import hire
from sandbox.company.stage import Stage
from sandbox.company.team_rules import team_rules
from sandbox.company.tools import Tools
from sandbox.company.truth import Plant
from sandbox.company.vocabulary import OPERATIONS_REPO, PROGRESS
from sandbox.company.work import Desk, Plan, plan
from sandbox.history import Tool

HISTORY_DAYS, ITEMS_PER_PERSON = 120, 10
MORNING = timedelta(hours=3)


class Company:
    """Everything follows from `seed`, the number of people and items, and `now` (aware): equal arguments, equal company.

    `items` is roughly how many items there are in all four tools. `drifts` are the ids of detectors whose drift is planted: the
    usual ones, unless said otherwise; a `healthy` company drifts nowhere. `tools` holds the
    states that the servers show, `clock` the simulated time, `open` and `mended` the planted drift as it stands, and
    `team_rules` the rule file that one team keeps.
    """

    def __init__(
        self,
        seed: int,
        *,
        people: int = 24,
        now: datetime,
        healthy: bool = False,
        drifts: Collection[str] = drift.USUAL,
        items: int | None = None,
    ) -> None:
        now = now.astimezone(UTC)
        self.random, self.drifts = Random(seed), frozenset(() if healthy else drifts)
        calendar = Calendar(now, HISTORY_DAYS)
        self.clock = SimulatedClock(now - timedelta(days=HISTORY_DAYS + 1))
        self.tools, self.staff = Tools(self.clock), hire(people, self.random)
        self.random.shuffle(self.staff.teams)
        board = draw_up(self.staff, calendar, self.tools.sheets, self.random)
        self.stage = Stage(self.random, calendar, self.staff, self.tools, board)
        self.mended: list[Plant] = []
        self._move_in()
        self.open = drift.plant(self.stage, self.drifts)
        wanted = items or people * ITEMS_PER_PERSON
        self.plan: Plan = plan(self.stage, max(wanted // 3, wanted - self.stage.written))
        self._announce()
        self.stage.script.play(self.clock)
        self._share_out()
        board.publish(calendar.today)
        self._rules = settings.mappings_toml(self.stage)
        self.team_rules = team_rules(self.stage)
        self.clock.advance(now - self.clock())
        self.days_passed = 0

    def _move_in(self) -> None:
        """Accounts, projects, repositories and channels."""
        if "D12" in self.drifts:
            ownership.cast(self.staff, self.stage.calendar.ago)
        for person in self.staff:
            self.tools.admit(person, gone=ownership.gone(self.staff, person))
        self.tools.admit_bots()
        for team in self.staff.teams:
            self.tools.jira.add_project(team.trade.project, team.name.capitalize())
            self.tools.github.add_repo(team.trade.repo)
            self.tools.found(team)
            self.tools.slack.add_channel(team.channel)
        self.tools.github.add_repo(OPERATIONS_REPO)
        self.tools.slack.add_channel("announcements")
        self.stage.call_in()

    def _share_out(self) -> None:
        """Target shares, once it is known who did what."""
        allocation.settle(self.stage)
        self.open += drift.plant_late(self.stage, self.drifts)

    def _announce(self) -> None:
        chief, text = self.staff.chief, "The goals have not changed: fewer things, finished."
        for day in self.stage.calendar.days[::15]:
            self.stage.script.add(self.stage.at(day), lambda at: self.tools.talk("announcements", chief, text, [], at))

    @property
    def now(self) -> datetime:
        return self.clock()

    def truth(self) -> dict[str, Any]:
        """The content of `truth.json` as of the simulated now."""
        return truth.document(self.open, self.mended, self.now)

    def pass_day(self) -> None:
        """One day: about half of the open drift is mended in the morning, then everybody works, then the night passes."""
        end = self.now + timedelta(days=1)
        self.morning()
        self.work()
        self.clock.advance(end - self.now)

    def morning(self) -> list[Plant]:
        """Three hours in which somebody mends about half of what is open, a few minutes apart. Returns what was mended."""
        start, chosen = self.now, self._half()
        step = MORNING / (len(chosen) + 1)
        for nth, plant in enumerate(chosen, 1):
            self.clock.advance(start + nth * step - self.now)
            assert plant.mend
            plant.mend(self.now)
        self.clock.advance(start + MORNING - self.now)
        self.open = [plant for plant in self.open if plant not in chosen]
        self.mended += chosen
        return chosen

    def _half(self) -> list[Plant]:
        """Half of the open cases of each detector, the larger half where their number is odd."""
        by_detector: dict[str, list[Plant]] = {}
        for plant in [plant for plant in self.open if plant.mend]:
            for finding in plant.findings()[:1]:
                by_detector.setdefault(finding.detector, []).append(plant)
        return [p for plants in by_detector.values() for p in self.random.sample(plants, (len(plants) + 1) // 2)]

    def work(self) -> None:
        """Healthy work of a few hours: initiatives are steered, pieces go on or are finished and followed by new ones."""
        self.days_passed += 1
        routine = [*self.stage.routine, *self.stage.upcoming.pop(self.days_passed, [])]
        desks = self.random.sample(self.plan.desks, len(self.plan.desks))
        for act in routine:
            act(self._tick())
        for desk in desks:
            self._advance(desk)
        for row in self.stage.board.results:
            if not any(finding.key == row.key and finding.detector == "D8" for finding in truth.expected(self.open)):
                self.stage.board.write(row, "Current", self.now.date())

    def _tick(self) -> datetime:
        self.clock.advance(timedelta(minutes=1))
        return self.now

    def _advance(self, desk: Desk) -> None:
        tools, person, piece = self.tools, desk.person, desk.piece
        assert piece is not None
        tools.say(piece, person, self.random.choice(PROGRESS), self._tick())
        if self.random.random() > 0.25:
            return
        if desk.pull:
            tools.finish(desk.pull, person, self._tick())
        tools.finish(piece, person, self._tick())
        label = objective_label(self.stage, desk.team)
        desk.pull, desk.piece = None, self.stage.piece(desk.team, "Task", by=person, labels=[label])
        tools.create(desk.piece, self._tick())
        tools.start(desk.piece, person, self._tick())

    def mappings_toml(self) -> str:
        """The rules as they stood at the beginning; every one of them matched something."""
        return self._rules

    def people_toml(self) -> str:
        return settings.people_toml(self.staff, self.stage)

    def config_toml(self, urls: Mapping[Tool, str], directory: Path) -> str:
        """See `settings.config_toml`."""
        return settings.config_toml(self.stage, urls, directory)

    def snapshot(self) -> dict[Tool, Any]:
        """All that outsiders see in the four tools."""
        tools = self.tools
        return {
            "jira": tools.jira.snapshot(),
            "github": tools.github.snapshot(),
            "slack": tools.slack.snapshot(),
            "sheets": tools.sheets.snapshot(),
        }
