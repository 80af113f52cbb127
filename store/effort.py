"""What effort is, for set-based SQL: who worked on what on which day.

Effort is person-days: each UTC day on which a person did something is shared out evenly over the items that the person
touched that day. Threads are talk and not counted; neither are bots, nor exempt items, which somebody said to leave out.
The days belong to the person's team, else to the container's; days of neither have no team and are left out.

Worklogs and story points are another measure of the same work, told beside the person-days.
"""

from core.times import DAY
from store.item_team import TEAM

ROUNDED = 6  # digits: databases add up in different orders
# what people did on work between two moments
WORKED = """
FROM activities n
JOIN items i ON i.source = n.source AND i.key = n.item_key
LEFT JOIN accounts a ON a.source = n.source AND a.id = n.actor
LEFT JOIN people p ON p.person = a.person
LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
WHERE NOT n.bot AND n.at >= :start AND n.at < :end AND n.actor IS NOT NULL AND NOT coalesce(a.bot, false)
    AND i.kind <> 'thread' AND (i.gone_at IS NULL OR i.gone_at > :end)
"""
# by item, person and day: which part of the day it took
SHARED = f"""
WITH touched AS (
    SELECT DISTINCT coalesce(a.person, n.source || ':' || n.actor) AS person, n.at / {DAY} AS day, i.id, {TEAM} AS team
    {WORKED}
), shared AS (
    SELECT id, day, team, 1.0 / count(*) OVER (PARTITION BY person, day) AS share FROM touched
)
"""
