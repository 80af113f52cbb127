"""A hub that is new sees much for the first time: for some days it shows what it finds, and tells nobody."""

from datetime import timedelta

from core.facts import Facts
from core.findings import Severity


def told(severity: Severity, facts: Facts, learning_days: int) -> Severity:
    """The severity, or info (shown, never written) while the first goal has been known for fewer than `learning_days`."""
    first = min((fact.first_seen for fact in facts.goals if fact.first_seen), default=None)
    return "info" if first and facts.as_of - first < timedelta(days=learning_days) else severity
