"""Where the hub has told people something, or tried to."""

from sqlalchemy import Connection, text

from core.plan import Target


def targets(tx: Connection) -> frozenset[Target]:
    """Of all messages that it ever meant to write, whether they stand, failed, or are gone again."""
    query = "SELECT tool, verb, place, topic FROM intents WHERE verb = 'message'"
    return frozenset(Target(*row) for row in tx.execute(text(query)))
