"""What all pages and the API share: the hub that holds now, and its last report, decoded once."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from scheduler.clock import Ahead, end_of
from scheduler.hub import Hub
from scheduler.kept_plan import KeptPlan
from scheduler.looking import NoSuchDay
from scheduler.report import Report, first_report, kept_report, newest_report, report
from web.past import KEPT, Past


class Site:
    """`hub` gives the one that holds now: it is another after the configuration was edited."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._lock = Lock()
        self._known: tuple[datetime, Report] | None = None
        self._held: tuple[Hub, date | None] | None = None
        self._past = Past(self._of_day)
        self._kept = lru_cache(KEPT)(self._kept_of)
        self.plan = KeptPlan(lambda: self.hub)

    @property
    def hub(self) -> Hub:
        return self._hub()

    def report(self) -> Report | None:
        """As the last evaluation left it, without findings: these stand in their table. None before the first."""
        with self._lock:
            newest = newest_report(self.hub)
            if newest is None:
                return None
            if self._known is None or self._known[0] != newest:
                kept = kept_report(self.hub)
                self._known = (newest, kept) if kept else None
            return self._known[1] if self._known else None

    def seen(self, day: date | None) -> Report | None:
        """Of now, or of the end of a past day with what detectors see in it. None before the first evaluation, and while that
        of a past day is being put together. NoSuchDay."""
        if day is None or day == self.hub.clock().date():
            return self.report()
        self._hold_what_is_kept()
        return self._past.soon(day)

    def report_of(self, day: date) -> Report:
        """Of the end of a past day, however long that takes. NoSuchDay."""
        self._hold_what_is_kept()
        return self._past.at_last(day)

    def end_of(self, day: date | None) -> datetime | None:
        """The moment that a past day is told of; None for now. NoSuchDay for one that lies ahead."""
        now = self.hub.clock()
        if day is None or day == now.date():
            return None
        try:
            return end_of(day, now)
        except Ahead as error:
            raise NoSuchDay(str(error)) from None

    def kept_of(self, day: date) -> Report | None:
        """That of the last evaluation up to the end of a day that is over."""
        self._hold_what_is_kept()
        return self._kept(day)

    def _hold_what_is_kept(self) -> None:
        """What was erased from the database is not kept here either, nor what other settings made."""
        hub = self.hub
        held = (hub, first_report(hub))
        if held != self._held:
            self._held = held
            self._past.forget()
            self._kept.cache_clear()

    def _of_day(self, day: date) -> Report:
        return report(self.hub, day)

    def _kept_of(self, day: date) -> Report | None:
        return kept_report(self.hub, day)


def site(request: Request) -> Site:
    """That of the application that was asked."""
    found: Site = request.app.state.site
    return found


SiteHere = Annotated[Site, Depends(site)]
