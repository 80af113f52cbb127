"""The company after the story: people go on working, until somebody presses Ctrl-C."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from sandbox.company import Company
from sandbox.server import Sandbox
from scheduler.clock import system_clock

DAY = timedelta(days=1)


def days_until_today(company: Company, sandbox: Sandbox) -> Iterator[None]:
    """People work on each of the days that are left; after each somebody may look."""
    while system_clock() - company.now > DAY:
        sandbox.call(lambda: _another_day(company))
        yield


def live(company: Company, sandbox: Sandbox) -> None:
    """From now on time goes by as it does."""
    with suppress(KeyboardInterrupt):
        while True:
            sandbox.call(lambda: company.clock.advance(max(system_clock() - company.now, timedelta())))
            time.sleep(1)


def _another_day(company: Company) -> None:
    end = company.now + DAY
    company.work()
    company.clock.advance(end - company.now)
