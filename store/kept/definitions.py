"""What each kept table holds, as queries over the other tables: the only place that says so.

The same query fills a table, makes the rows of some items anew, or stands in for the table where that is out of date.
"""

from core.times import DAY
from store.item_data import number, words
from store.item_team import OWNERS, TEAM

EVER = 2**62  # a moment that never comes
PICO = 10**12  # parts of a person-day
DIVIDES = "l.valid_to IS NULL AND l.position >= 0"
# CROSS JOIN: SQLite, which knows no numbers of rows, would begin with all links or activities that there are
_SOME = "unjudged u CROSS JOIN items i"


def goal_items(*, some: bool) -> str:
    """Items in the order of their numbers, as they lie on the disk. What counts for whatever hangs below an item is worked out
    once for each such item, step by step upwards; UNION, so that a circle of parents ends."""
    items, this = (_SOME, "i.id = u.item_id") if some else ("items i", "true")
    columns = "i.id, i.source, i.key, i.kind, i.category, i.category_since, i.assignee, i.container"
    return f"""
WITH RECURSIVE heads AS (
    SELECT DISTINCT i.source, i.parent_key AS key FROM {items} WHERE {this} AND i.parent_key IS NOT NULL
), up(source, key, above) AS (
    SELECT source, key, key FROM heads
    UNION
    SELECT u.source, u.key, p.parent_key FROM up u CROSS JOIN items p
    WHERE p.source = u.source AND p.key = u.above AND p.gone_at IS NULL AND p.parent_key IS NOT NULL
), reach(goal, source, key) AS (
    SELECT l.goal, u.source, u.key FROM up u CROSS JOIN items p CROSS JOIN links l
    WHERE p.source = u.source AND p.key = u.above AND p.gone_at IS NULL AND l.item_id = p.id AND {DIVIDES}
        AND l.goal IS NOT NULL
    UNION
    SELECT g.key, u.source, u.key FROM up u JOIN goals g ON g.source = u.source AND g.item = u.above WHERE g.gone_at IS NULL
), parts AS (
    SELECT l.goal, CASE WHEN l.position = 0 THEN 'own' ELSE 'also' END AS part, {columns} FROM {items} CROSS JOIN links l
    WHERE {this} AND i.gone_at IS NULL AND l.item_id = i.id AND {DIVIDES} AND l.goal IS NOT NULL
    UNION ALL
    SELECT r.goal, 'below', {columns} FROM {items} CROSS JOIN reach r
    WHERE {this} AND i.gone_at IS NULL AND r.source = i.source AND r.key = i.parent_key
        AND NOT EXISTS (SELECT 1 FROM links l WHERE l.item_id = i.id AND {DIVIDES} AND l.goal = r.goal)
    UNION ALL
    SELECT '', i.kind, {columns} FROM {items}
    WHERE {this} AND i.gone_at IS NULL AND NOT EXISTS (SELECT 1 FROM links l WHERE l.item_id = i.id AND {DIVIDES})
)
SELECT i.goal, i.id AS item_id, CASE WHEN g.key IS NULL THEN i.part ELSE 'self' END AS part,
    CASE WHEN i.kind = 'thread' THEN 'talk' ELSE i.category END AS category,
    CASE WHEN i.kind = 'thread' OR i.category = 'done' THEN '' ELSE coalesce({TEAM}, '') END AS team,
    i.category_since AS since, coalesce(
    (SELECT max(n.at) FROM activities n WHERE n.item_key = i.key AND n.source = i.source AND n.bot = false), 0) AS newest
FROM parts i LEFT JOIN goals g ON g.key = i.goal AND g.source = i.source AND g.item = i.key AND g.gone_at IS NULL
{OWNERS}
WHERE g.key IS NULL OR i.part <> 'below'
"""


def marks(*, some: bool) -> str:
    """Looked for in data as `msgspec` writes it: what is empty is left out, and quotes within texts are escaped."""
    items, this = (_SOME, "i.id = u.item_id") if some else ("items i", "true")
    return rf"""
SELECT m.mark, CASE WHEN m.mark = 'status' THEN i.status ELSE '' END AS what, i.id AS item_id FROM {items} CROSS JOIN (
    SELECT 'status' AS mark, '%' AS written
    UNION ALL SELECT 'flagged', '%"flagged"\:true%'
    UNION ALL SELECT 'waits', '%"blocked_by"\:[%'
    UNION ALL SELECT 'labels', '%"labels"\:[%'
) m WHERE {this} AND i.gone_at IS NULL AND i.category IN ('todo', 'doing')
    AND (i.kind = 'thread') = (m.mark = 'labels') AND i.data LIKE m.written
"""


def divided(dialect: str, *, some: bool) -> str:
    """Out of `goal_items`, where at least one of several goals has the item as `also` or `self`. In order of goals, so that the
    same ones are written in one way."""
    items = "unjudged u CROSS JOIN goal_items i" if some else "goal_items i"
    this = (
        "i.item_id = u.item_id"
        if some
        else "i.item_id IN (SELECT item_id FROM goal_items WHERE part IN ('also', 'self'))"
    )
    together = "json_group_array" if dialect == "sqlite" else "json_agg"
    return f"""
SELECT goals, category, count(*) AS items FROM (
    SELECT i.category, CAST({together}(i.goal) OVER whole AS TEXT) AS goals, count(*) OVER whole AS parts,
        row_number() OVER whole AS nth
    FROM {items} WHERE {this} AND i.goal <> '' AND i.part <> 'below' AND i.category <> 'talk'
    WINDOW whole AS (PARTITION BY i.item_id ORDER BY i.goal ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
) AS told WHERE parts > 1 AND nth = 1 GROUP BY goals, category
"""


def quotes(since: int, *, some: bool) -> str:
    """What the items of `titled` name in their texts."""
    return f"""
SELECT r.ref, o.id AS item_id, o.waits FROM ({titled(since, some=some)}) AS o CROSS JOIN item_refs r WHERE r.item_id = o.id
"""


def titled(since: int, *, some: bool) -> str:
    """Titles of work in progress, and of what was created and waits since that moment (milliseconds) or later. Of narrow items
    not even that they are like another is told: who reads its title would know theirs."""
    items, this = (_SOME, "i.id = u.item_id") if some else ("items i", "true")
    return f"""
SELECT id, title, waits FROM (
    SELECT i.id, i.title, CASE WHEN i.category = 'doing' THEN {EVER} WHEN i.created_at < i.category_since THEN i.created_at
        ELSE i.category_since END AS waits
    FROM {items} WHERE {this} AND i.gone_at IS NULL AND NOT i.narrow AND i.kind IN ('issue', 'epic', 'row')
        AND (i.category = 'doing' OR i.category = 'todo' AND i.category_since >= {since})
) AS open_items WHERE waits >= {since}
"""


TALLIED = (
    "SELECT goal, part, category, team, count(*) AS items, max(since) AS since, max(newest) AS newest FROM goal_items"
)
TALLIES = f"{TALLIED} GROUP BY goal, part, category, team"


def finished(dialect: str, since: int, *, some: bool) -> str:
    """Work done on day `since` or later."""
    items, this = (_SOME, "i.id = u.item_id") if some else ("items i", "true")
    return f"""
SELECT i.id AS item_id, i.category_since / {DAY} AS day, {TEAM} AS team, coalesce({words(dialect, "type")}, i.kind) AS type,
    {number(dialect, "points")} AS points, {number(dialect, "estimate")} AS estimate,
    EXISTS (SELECT 1 FROM activities n WHERE n.source = i.source AND n.item_key = i.key AND n.hours IS NOT NULL) AS logged
FROM {items}
{OWNERS}
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
    begin = "worked w CROSS JOIN activities n CROSS JOIN items i" if some else "items i CROSS JOIN activities n"
    theirs = f"n.actor = w.actor AND n.source = w.source AND n.at >= w.day * {DAY} AND n.at < (w.day + 1) * {DAY} AND NOT n.bot"
    when = theirs if some else f"n.at >= {since * DAY} AND n.bot = false"  # as the indexes say it
    return f"""
WITH {asked} touched AS (
    SELECT coalesce(a.person, n.source || ':' || n.actor) AS person, n.at / {DAY} AS day, i.id, {TEAM} AS team,
        i.category = 'doing' AS doing, sum(n.hours) AS hours
    FROM {begin}
    LEFT JOIN accounts a ON a.source = n.source AND a.id = n.actor
    LEFT JOIN people p ON p.person = a.person
    LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
    WHERE {when} AND n.actor IS NOT NULL
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
