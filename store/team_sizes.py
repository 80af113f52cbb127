"""How many people each team has: those who can still sign in to a tool."""

from sqlalchemy import Connection, text

_SIZES = """
SELECT p.team, count(*) AS people FROM people p
WHERE p.team IS NOT NULL AND EXISTS (SELECT 1 FROM accounts a WHERE a.person = p.person AND a.active AND NOT a.bot)
GROUP BY p.team
"""


def team_sizes(tx: Connection) -> dict[str, int]:
    """By team; one without anybody is left out."""
    return {row.team: row.people for row in tx.execute(text(_SIZES))}
