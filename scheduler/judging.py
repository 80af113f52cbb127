"""What the detectors see in the facts of a moment: of now for findings, of then for reports of the past."""

from datetime import datetime

from sqlalchemy import Connection

from core.detectors import judge
from core.detectors.blocked import signs
from core.facts import Facts
from core.findings import Observation
from scheduler.hub import Hub
from store.facts import facts


def judged(hub: Hub, tx: Connection, at: datetime) -> tuple[Facts, list[Observation]]:
    """The facts of the moment that `tx` tells of, and what each detector of the hub sees in them with its present settings."""
    seen = facts(tx, at, signs=signs(hub.config.detectors))
    return seen, list(judge(seen, hub.config.detectors, hub.detectors.values()))


def late_connectors(seen: Facts) -> tuple[str, ...]:
    """Connectors with a stream that failed last time, is overdue, or was never read to its end."""
    late = {
        each.connector for each in seen.streams if each.error or not each.last_success or seen.as_of > each.late_after
    }
    return tuple(sorted(late))
