"""What all pages and the API share: the hub that holds now, and its last report, decoded once."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from scheduler.hub import Hub
from scheduler.report import Report, kept_report, newest_report, report

PAST = 4  # days of the past whose reports stay in memory


class Site:
    """`hub` gives the one that holds now: it is another after the configuration was edited."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._lock = Lock()
        self._known: tuple[datetime, Report] | None = None
        self._past = lru_cache(PAST)(self._of_day)

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

    def report_of(self, day: date) -> Report:
        """Of the end of a past day, with what detectors see in it; it takes seconds the first time. NoSuchDay."""
        return self._past(day)

    def _of_day(self, day: date) -> Report:
        return report(self.hub, day)


def site(request: Request) -> Site:
    """That of the application that was asked."""
    found: Site = request.app.state.site
    return found


SiteHere = Annotated[Site, Depends(site)]
