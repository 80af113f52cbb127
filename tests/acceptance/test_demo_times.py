"""When the demo plays: never in the quiet hours of anybody in the company, whatever the real hour is."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.delivery import Alerts, is_quiet, last_digest
from fairlead.demo.moments import friday_before, monday_after
from sandbox.company.people import ZONES

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(0, 366, 5)]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_it_plays_on_a_friday_and_a_monday_when_everybody_is_at_work(today: date) -> None:
    friday = friday_before(today)
    monday = monday_after(friday)
    assert (friday.weekday(), monday.weekday()) == (4, 0)
    assert timedelta(days=1) <= today - monday.date() <= timedelta(days=7)
    alerts = Alerts(digest="mon 08:00")
    for zone in map(ZoneInfo, ZONES):
        assert not is_quiet(friday, zone, alerts)
        assert not is_quiet(monday, zone, alerts)
        assert last_digest(monday, zone, alerts).date() == monday.date()
