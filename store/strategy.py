"""The strategy as people wrote it down, for its checks."""

from datetime import date

from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.records import Decision, Metric, Reading, Target
from core.strategy import Strategy
from store import statements
from store.goals import all_goals

_READING = Decoder(Reading).decode


def strategy(tx: Connection, today: date) -> Strategy:
    """All that stands now; of the readings those of goals and those that are dated ahead, for a series may be long. People
    are known by e-mail and by handle."""
    readings = tx.execute(text(_READINGS), {"today": today.isoformat()}).scalars()
    return Strategy(
        today=today,
        goals=tuple(all_goals(tx)),
        targets=tuple(statements.of(tx, Target)),
        metrics=tuple(statements.of(tx, Metric)),
        readings=tuple(map(_READING, readings)),
        decisions=tuple(statements.of(tx, Decision)),
        people=frozenset(tx.execute(text(_PEOPLE)).scalars()),
    )


_READINGS = """
SELECT data FROM statements WHERE kind = 'reading' AND gone_at IS NULL
    AND (at > :today OR subject IN (SELECT key FROM goals WHERE gone_at IS NULL))
ORDER BY source, id
"""
_PEOPLE = """
SELECT person FROM people
UNION SELECT person FROM accounts WHERE person IS NOT NULL
UNION SELECT source || ':' || id FROM accounts
"""
