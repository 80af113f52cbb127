"""What counts for each goal, worked out of the items themselves in plain Python: what the kept rows are set against."""

from collections import Counter, defaultdict

from sqlalchemy import Connection, text

Tally = tuple[dict[str, int], dict[str, int], int, int]


def tallies(tx: Connection) -> dict[str, Tally]:
    """By goal: linked items by category, items that move below it by category, when the last of those that are done was
    finished, and the newest human activity. Threads are only activity."""
    items = {row.id: row for row in tx.execute(text("SELECT * FROM items WHERE gone_at IS NULL"))}
    own: dict[str, set[int]] = defaultdict(set)
    for row in tx.execute(text("SELECT * FROM links WHERE valid_to IS NULL AND position >= 0 AND goal IS NOT NULL")):
        own[row.goal].update({row.item_id} & items.keys())
    heads = {
        row.key: (row.source, row.item)
        for row in tx.execute(text("SELECT * FROM goals WHERE item IS NOT NULL AND gone_at IS NULL"))
    }
    newest: dict[tuple[str, str], int] = defaultdict(int)
    for row in tx.execute(text("SELECT * FROM activities WHERE NOT bot")):
        newest[row.source, row.item_key] = max(newest[row.source, row.item_key], row.at)
    found = {}
    for goal in own.keys() | heads.keys():
        names = {(items[each].source, items[each].key) for each in own[goal]}
        names |= {heads[goal]} if goal in heads else set()
        below = set(own[goal])
        while more := {i.id for i in items.values() if (i.source, i.parent_key) in names} - below:
            below |= more
            names |= {(items[each].source, items[each].key) for each in more}
        work = [items[each] for each in below if items[each].kind != "thread"]
        moving = [each for each in work if (each.source, each.key) != heads.get(goal)]
        linked = Counter(each.category for each in work if each.id in own[goal])
        done = max((each.category_since for each in moving if each.category == "done"), default=0)
        last = max((newest.get(name, 0) for name in names), default=0)
        found[goal] = (dict(linked), dict(Counter(each.category for each in moving)), done, last)
    return found
