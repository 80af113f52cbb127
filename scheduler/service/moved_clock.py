"""A clock that was set back: what is due would wait for it to come to where it had been."""

import logging
from datetime import timedelta

from sqlalchemy import Connection

from scheduler.hub import Hub
from store import duties, roster

log = logging.getLogger(__name__)

SLACK = timedelta(minutes=1)
"""Clocks of several machines differ, and are set right now and again; nobody waits long for that."""
DAYS = timedelta(days=2)
"""Set back by more than this, a time of the day comes twice rather than not for so long."""


def follow(hub: Hub, tx: Connection, back: timedelta) -> None:
    """What waits for an interval waits no longer than before. A time of the day that has had its pull has no other."""
    if back <= SLACK:
        return
    log.warning("the clock went back by %s: intervals go on from there", back)
    duties.set_back(tx, back)
    for name in hub.tools:
        settings = hub.config.connectors[name]
        at_times = getattr(settings, "schedule", None) and back <= DAYS
        roster.set_back(tx, name, back, list(getattr(settings, "stream_minutes", {})) if at_times else None)
