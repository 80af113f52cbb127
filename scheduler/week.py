"""What has changed since the week before: how goals stand by the reports that were kept, and findings by their own moments."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from core.since import Changed, Moment, changed
from scheduler.hub import Hub
from scheduler.report import Report, first_report
from store import finding_marks

WEEK = timedelta(days=7)


class Week(Struct, frozen=True):
    """`since` is the evaluation that is compared with. `opened` and `resolved` count findings by detector."""

    since: datetime
    changed: Changed
    opened: Mapping[str, int]
    resolved: Mapping[str, int]

    @property
    def kinds(self) -> list[str]:
        """The detectors of these findings, those of most first."""
        every = {**self.resolved, **self.opened}
        return sorted(every, key=lambda each: (-self.opened.get(each, 0) - self.resolved.get(each, 0), each))

    @property
    def quiet(self) -> bool:
        return not (self.changed or self.opened or self.resolved)


def day_to_compare(hub: Hub, seen: Report) -> date | None:
    """A week before the report, or the first day that is kept; None where none before it is."""
    first, day = first_report(hub), seen.as_of.date()
    return max(first, day - WEEK) if first and first < day else None


def week(hub: Hub, before: Report, after: Report) -> Week:
    with hub.store.read() as tx:
        opened = finding_marks.opened(tx, before.as_of, after.as_of)
        resolved = finding_marks.resolved(tx, before.as_of, after.as_of)
    return Week(before.as_of, changed(_moment(before), _moment(after)), opened, resolved)


def _moment(report: Report) -> Moment:
    return Moment(report.goals, report.stands, report.allocation)
