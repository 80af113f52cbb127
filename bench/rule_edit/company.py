"""A hub whose items are spread evenly over projects and labels, with rules for them, and edits of those rules."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

from bench.judging.company import CATEGORIES, SHARES
from bench.judging.company import WORDS as RARE
from core.contract import Stream
from core.history import extend
from core.records import Goal, Item
from core.references import references
from store import Store, pulls
from store.bulk import batches
from store.item_rows import Rows, stands

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROJECTS, LABELS, GOALS, IN_EPIC = 200, 500, 40, 20  # items are spread evenly over projects and labels
WORDS = (
    *("payment", "retry", "ledger", "export", "latency", "cache", "invoice", "login", "token", "queue", "report"),
    *("refund", "search", "upload", "widget", "quota", "backup", "alert", "banner", "coupon", "tariff", "webhook"),
)
RULE = '[[rule]]\nid = "{id}"\ngoal = "O-{goal}"\nwhen = {when}\n\n'
EDITS = {
    "project": '{ project = "p7" }',
    "label": '{ labels = "Area-7" }',
    "title": '{ title = { glob = "*quota tariff coupon*" } }',
    "label in a project": '{ project = ["P8", "P9"], labels = { glob = "area-1*" } }',
    "pattern in the text": "{ text = { regex = '(?i)banner webhook alert quota' } }",
    "points": '{ points = 13, type = "Spike" }',
    "nothing": "",
}


def rules() -> Iterator[str]:
    for number in range(60):
        yield RULE.format(id=f"project-{number}", goal=number % GOALS, when=f'{{ project = "P{number + 20}" }}')
    for number in range(100):
        yield RULE.format(id=f"label-{number}", goal=number % GOALS, when=f'{{ labels = "area-{number + 20}" }}')
    for number, word in enumerate(WORDS):
        yield RULE.format(id=f"title-{word}", goal=number, when=f'{{ title = {{ glob = "{word} *{WORDS[0]}" }} }}')


def fill(store: Store, count: int) -> None:
    rng = random.Random(1)
    goals = [
        Goal(
            source="sheets", key=f"O-{number}", level="objective", title=f"Objective {number}", place=f"OKRs!A{number}"
        )
        for number in range(GOALS)
    ]
    with store.write() as tx:
        pulls.commit(tx, "sheets", Stream("goals", "OKRs"), goals, "1", NOW)
    for numbers_ in batches(range(count), 20_000):
        rows = Rows(1)
        for number in numbers_:
            item = _item(number, rng)
            line = msgspec.json.encode(item)
            versions = extend(None, item)
            rows.add(number + 1, line, stands(item, versions[-1].since, line.decode(), ()), versions)
        with store.write() as tx:
            rows.write(tx)


def _item(number: int, rng: random.Random) -> Item:
    """The first of every twenty of a project is the epic of the others."""
    project, place = number % PROJECTS, number // PROJECTS
    epic = place % IN_EPIC == 0
    created = NOW - timedelta(days=rng.randrange(1, 700))
    text = " ".join(rng.choices(WORDS, k=50))
    return Item(
        source="jira",
        id=str(number),
        key=f"P{project}-{place}",
        kind="epic" if epic else "issue",
        type="Epic" if epic else rng.choice(("Story", "Bug", "Spike")),
        container=f"P{project}",
        title=" ".join([*rng.choices(WORDS, k=7), *rng.choices(RARE, k=3)]),  # of 22 words alone all were alike
        text=text,
        url=f"https://jira.example.com/browse/P{project}-{place}",
        status=rng.choice(("Open", "In Progress", "Done")),
        category=rng.choices(CATEGORIES, SHARES)[0],
        labels=tuple(f"area-{rng.randrange(LABELS)}" for _ in range(rng.randrange(4))),
        parent=None if epic else f"P{project}-{place - place % IN_EPIC}",
        assignee=f"u-{rng.randrange(500)}",
        author=f"u-{rng.randrange(500)}",
        points=rng.choice((None, 1.0, 3.0, 5.0, 8.0, 13.0)),
        due=date(2026, 4, 1) if rng.random() < 0.1 else None,
        created_at=created,
        updated_at=created + timedelta(days=1),
        refs=references(text),
    )
