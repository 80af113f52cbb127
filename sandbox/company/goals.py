"""The goals of the company as they stand in its OKR sheet, one row each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from sandbox.company.calendar import Calendar
from sandbox.company.people import Staff
from sandbox.company.register import (
    CHECK_INS,
    DECISIONS,
    METRIC,
    METRICS,
    TARGETS,
    Cells,
    check_ins,
    decisions,
    targets,
    trade_off,
)
from sandbox.company.rows import COLUMNS, HEADERS, Row
from sandbox.sheets import SheetsState

BOOK, TAB = "1AcmeOkr5heetOfTheSimulatedCompany00000000", "OKRs"
FIRST_WEIGHT = 2  # of an objective's first key result; the others count for 1 each
LAST_YEAR, SUPERSEDED = "O-5", "O-6"
HOLLOW, YOUNG = "O-7", "O-8"
FADING, LASTING = "O-9", "O-10"

ASIDE = (LAST_YEAR, SUPERSEDED, HOLLOW, YOUNG, FADING, LASTING)  # objectives that no team works for as it should


class Wish(Struct, frozen=True):
    """An objective with its share of the company's effort and its key results as (title, start, target)."""

    title: str
    share: float
    results: tuple[tuple[str, float, float], ...]


WISHES = (
    Wish(
        "Customers pay without thinking about it",
        0.35,
        (
            ("Share of checkouts paid at the first try, %", 71, 92),
            ("Median seconds from cart to receipt", 48, 15),
            ("Refunds settled without a ticket, %", 35, 80),
        ),
    ),
    Wish(
        "We release daily and sleep well",
        0.25,
        (
            ("Deploys per week", 9, 40),
            ("Minutes from merge to production", 95, 12),
            ("Services with a tested rollback, %", 22, 90),
        ),
    ),
    Wish(
        "New customers see the value in their first week",
        0.20,
        (
            ("Trials that import data on day one, %", 28, 60),
            ("Days until the first report is shared", 11, 3),
            ("Trials that become customers, %", 9, 16),
        ),
    ),
    Wish(
        "Run the business: keep the lights on",
        0.20,
        (
            ("Monthly support tickets per thousand users", 64, 30),
            ("Security updates applied within a week, %", 55, 98),
            ("Availability in hundredths of a percent above 99", 50, 95),
        ),
    ),
)


@dataclass
class Board:
    """The sheet. The first row of `rows` is the second of the tab, below the headers. Of `unweighed` objectives nobody wrote
    what is not done for them. `decided` and `metrics` are further lines of their tabs; a register without any is no tab. Who
    may decide what is in `deciders`."""

    rows: list[Row]
    sheets: SheetsState
    unweighed: list[Row] = field(default_factory=list)
    decided: Cells = field(default_factory=list)
    metrics: Cells = field(default_factory=list)
    deciders: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Row:
        return next(row for row in self.rows if row.key == key)

    @property
    def objectives(self) -> list[Row]:
        """Those that count now."""
        return [row for row in self.rows if row.level == "Objective" and row.key not in ASIDE]

    @property
    def results(self) -> list[Row]:
        return [row for row in self.rows if row.level == "Key result"]

    def publish(self, today: date) -> None:
        for row in self.objectives:
            behind = any(each.status != "On track" for each in self.results if each.parent == row.key)
            row.words = "At risk" if behind else "On track"
        self.sheets.add_spreadsheet(BOOK, "Acme OKRs")
        self.sheets.add_tab(BOOK, TAB, [list(HEADERS), *(row.cells(today) for row in self.rows)])
        self.sheets.add_tab(BOOK, TARGETS, targets(self.results))
        self.sheets.add_tab(BOOK, CHECK_INS, check_ins(self.results, today))
        weighed = [row for row in self.rows if row.level == "Objective" and row not in self.unweighed]
        self.sheets.add_tab(BOOK, DECISIONS, [*decisions(weighed), *self.decided])
        if self.metrics:
            self.sheets.add_tab(BOOK, METRICS, [list(METRIC), *self.metrics])

    def weigh(self, row: Row) -> None:
        """Writes down at last what is not done for it."""
        self.unweighed.remove(row)
        self.sheets.insert_row(BOOK, DECISIONS, 1, trade_off(row))

    def place(self, row: Row, header: str) -> str:
        """The cell as people name it: `OKRs!K9`."""
        return f"{TAB}!{COLUMNS[header]}{self.rows.index(row) + 2}"

    def write(self, row: Row, header: str, today: date) -> None:
        """Puts what the row says now into the cell."""
        self.sheets.set(BOOK, self.place(row, header), row.cells(today)[HEADERS.index(header)])


def draw_up(staff: Staff, calendar: Calendar, sheets: SheetsState, random: Random) -> Board:
    """This year's goals, all owned and on pace, and two of last year."""
    return Board(list(_rows(staff, calendar.today, random)), sheets)


def _rows(staff: Staff, today: date, random: Random) -> Iterator[Row]:
    def day(offset: int) -> date:
        return today + timedelta(days=offset)

    chief, teams = [staff.chief], staff.teams
    yield Row("S-1", "Strategy", "The calm way to run a small business", "", chief, day(-200), day(530))
    for number, wish in enumerate(WISHES, 1):
        owner, team = f"O-{number}", teams[(number - 1) % len(teams)]
        begins, ends = day(-random.randint(75, 95)), day(random.randint(28, 45))
        yield Row(owner, "Objective", wish.title, "S-1", [team.lead], begins, ends, share=wish.share)
        for nth, (title, start, target) in enumerate(wish.results, 1):
            person, pace = team.steady[nth % 2], round(random.uniform(1.08, 1.25), 2)
            key, weight = f"KR-{number}.{nth}", FIRST_WEIGHT if nth == 1 else None
            yield Row(key, "Key result", title, owner, [person], begins, ends, None, start, target, pace, weight=weight)
    yield Row("KPI-1", "KPI", "Net revenue retention, %", "O-1", chief, day(-200), day(165), None, 96, 110, 1.1)
    yield Row(LAST_YEAR, "Objective", "Open the marketplace", "S-1", [teams[0].lead], day(-420), day(-50), share=0.0)
    old = Row(SUPERSEDED, "Objective", "Release every month", "S-1", [teams[1].lead], day(-420), day(-60), share=0.0)
    old.superseded = "O-2"
    yield old
