"""What each kept table holds, as queries over the other tables: the only place that says so.

The same query fills a table, makes the rows of some items anew, or stands in for the table where that is out of date.
"""

from core.times import DAY
from store.effort import POINTS_OF, TEAM

PICO = 10**12  # parts of a person-day
DIVIDES = "l.valid_to IS NULL AND l.position >= 0"
# CROSS JOIN: SQLite, which knows no numbers of rows, would begin with all links or activities that there are
_SOME = "unjudged u CROSS JOIN items i"


def goal_items(*, some: bool) -> str:
    """UNION, so that a circle of parents ends."""
    items, this = (_SOME, "i.id = u.item_id") if some else ("items i", "true")
    links = "unjudged u CROSS JOIN links l WHERE l.item_id = u.item_id AND" if some else "links l WHERE"
    return f"""
WITH RECURSIVE up(item_id, source, key) AS (
    SELECT i.id, i.source, i.parent_key FROM {items} WHERE {this} AND i.gone_at IS NULL AND i.parent_key IS NOT NULL
    UNION
    SELECT u.item_id, p.source, p.parent_key FROM up u JOIN items p ON p.source = u.source AND p.key = u.key
    WHERE p.gone_at IS NULL AND p.parent_key IS NOT NULL
), above(goal, item_id) AS (
    SELECT l.goal, u.item_id FROM up u CROSS JOIN items p CROSS JOIN links l
    WHERE p.source = u.source AND p.key = u.key AND p.gone_at IS NULL AND l.item_id = p.id AND {DIVIDES}
        AND l.goal IS NOT NULL
    UNION
    SELECT g.key, u.item_id FROM up u JOIN goals g ON g.source = u.source AND g.item = u.key WHERE g.gone_at IS NULL
), parts(goal, item_id, part) AS (
    SELECT l.goal, l.item_id, 'own' FROM {links} {DIVIDES} AND l.goal IS NOT NULL
    UNION ALL
    SELECT a.goal, a.item_id, 'below' FROM above a
    WHERE NOT EXISTS (SELECT 1 FROM links l WHERE l.item_id = a.item_id AND {DIVIDES} AND l.goal = a.goal)
    UNION ALL
    SELECT '', i.id, 'none' FROM {items}
    WHERE {this} AND i.category IN ('doing', 'done') AND i.kind IN ('issue', 'epic', 'pull_request')
        AND NOT EXISTS (SELECT 1 FROM links l WHERE l.item_id = i.id AND {DIVIDES})
), placed AS (
    SELECT t.goal, t.item_id, CASE WHEN g.key IS NULL THEN t.part WHEN t.part = 'own' THEN 'self' END AS part,
        CASE WHEN i.kind = 'thread' THEN 'talk' ELSE i.category END AS category, i.category_since AS since, i.source, i.key
    FROM parts t JOIN items i ON i.id = t.item_id AND i.gone_at IS NULL
    LEFT JOIN goals g ON g.key = t.goal AND g.source = i.source AND g.item = i.key AND g.gone_at IS NULL
)
SELECT d.goal, d.item_id, d.part, d.category, d.since, coalesce(
    (SELECT max(n.at) FROM activities n WHERE n.item_key = d.key AND n.source = d.source AND n.bot = false), 0) AS newest
FROM placed d WHERE d.part IS NOT NULL
"""


TALLIED = "SELECT goal, part, category, count(*) AS items, max(since) AS since, max(newest) AS newest FROM goal_items"
TALLIES = f"{TALLIED} WHERE goal <> '' GROUP BY goal, part, category"


def finished(dialect: str, since: int, *, some: bool) -> str:
    """Work done on day `since` or later."""
    items, this = (_SOME, "i.id = u.item_id") if some else ("items i", "true")
    return f"""
SELECT i.id AS item_id, i.category_since / {DAY} AS day, {TEAM} AS team, {POINTS_OF[dialect]} AS points,
    EXISTS (SELECT 1 FROM activities n WHERE n.source = i.source AND n.item_key = i.key AND n.hours IS NOT NULL) AS logged
FROM {items}
LEFT JOIN accounts a ON a.source = i.source AND a.id = i.assignee
LEFT JOIN people p ON p.person = a.person
LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
WHERE {this} AND i.category = 'done' AND i.category_since >= {since * DAY} AND i.kind <> 'thread' AND i.gone_at IS NULL
    AND {TEAM} IS NOT NULL
"""


def worked(since: int) -> str:
    """The accounts (and those of the same persons) and days that anything was done on what is to be made anew."""
    return f"""
asked AS (
    SELECT DISTINCT n.source, n.actor, n.at / {DAY} AS day FROM {_SOME} CROSS JOIN activities n
    WHERE i.id = u.item_id AND n.item_key = i.key AND n.source = i.source
        AND n.bot = false AND n.actor IS NOT NULL AND n.at >= {since * DAY}
), worked AS (
    SELECT source, actor, day FROM asked
    UNION
    SELECT b.source, b.id, w.day FROM asked w JOIN accounts a ON a.source = w.source AND a.id = w.actor
    JOIN accounts b ON b.person = a.person
)
"""


def efforts(since: int, *, some: bool) -> str:
    """From day `since` on. Of `some` items: all that was done on the days on which their people worked on them, since a day
    is shared out over all of it."""
    asked = f"{worked(since)}," if some else ""
    begin = "worked w CROSS JOIN activities n" if some else "activities n"
    theirs = f"n.actor = w.actor AND n.source = w.source AND n.at >= w.day * {DAY} AND n.at < (w.day + 1) * {DAY}"
    return f"""
WITH {asked} touched AS (
    SELECT coalesce(a.person, n.source || ':' || n.actor) AS person, n.at / {DAY} AS day, i.id, {TEAM} AS team,
        i.category = 'doing' AS doing, sum(n.hours) AS hours
    FROM {begin} CROSS JOIN items i
    LEFT JOIN accounts a ON a.source = n.source AND a.id = n.actor
    LEFT JOIN people p ON p.person = a.person
    LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
    WHERE {theirs if some else f"n.at >= {since * DAY}"} AND NOT n.bot AND n.actor IS NOT NULL
        AND NOT coalesce(a.bot, false) AND i.source = n.source AND i.key = n.item_key
        AND i.kind <> 'thread' AND i.gone_at IS NULL
    GROUP BY coalesce(a.person, n.source || ':' || n.actor), n.at / {DAY}, i.id, {TEAM}, i.category = 'doing'
), shared AS (
    SELECT id, day, person, team, doing, {PICO} / count(*) OVER (PARTITION BY person, day) AS person_days, hours,
        CAST(NULL AS DOUBLE PRECISION) AS points
    FROM touched
    UNION ALL
    SELECT item_id, day, '', team, false, 0, NULL, points FROM finished
    WHERE points IS NOT NULL {"AND item_id IN (SELECT item_id FROM unjudged)" if some else ""}
)
SELECT s.day, s.team, coalesce(l.goal, '') AS goal, s.id AS item_id, s.person, s.doing,
    CAST(round(s.person_days * coalesce(l.share, 1)) AS BIGINT) AS person_days, s.hours * coalesce(l.share, 1) AS hours,
    s.points * coalesce(l.share, 1) AS points
FROM shared s LEFT JOIN links l ON l.item_id = s.id AND {DIVIDES}
WHERE s.team IS NOT NULL AND (l.item_id IS NULL OR l.goal IS NOT NULL)
"""
