"""The peer SQL: SQLite in memory with an index for every test, texts by trigrams too; one statement a rule finds its items, one
more the winners."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bench.mapping.company import Item, Rule

TABLES = """
create table item (n integer primary key, project text, team text, parent text);
create virtual table words using fts5 (title, text, tokenize = "trigram case_sensitive 1", detail = none);
create table labels (value text, n int, primary key (value, n)) without rowid;
create table components (value text, n int, primary key (value, n)) without rowid;
"""
INDEXES = """
create index by_project on item (project);
create index by_team on item (team);
create index by_parent on item (parent);
analyze;
"""
WINNERS = """
with seen as (select n, rule, weight, min(case when stop then place end) over (partition by n) as last, place
              from hit join rule using (rule))
select n, rule, max(weight) from seen where last is null or place <= last group by n
"""


def prepare(items: Sequence[Item]) -> Callable[[Sequence[Rule]], list[str | None]]:
    db = sqlite3.connect(":memory:")
    db.executescript(TABLES)
    rows = ({"n": n, **item} for n, item in enumerate(items))
    texts = ((n, item["title"], item["text"]) for n, item in enumerate(items))
    db.executemany("insert into item values (:n, :project, :team, :parent)", rows)
    db.executemany("insert into words (rowid, title, text) values (?, ?, ?)", texts)
    for table in ("labels", "components"):
        pairs = ((value, n) for n, item in enumerate(items) for value in item[table])
        db.executemany(f"insert or ignore into {table} values (?, ?)", pairs)
    db.executescript(INDEXES)

    def match(rules: Sequence[Rule]) -> list[str | None]:
        db.executescript("create temp table rule (rule text primary key, place int, weight int, stop int);")
        db.executescript("create temp table hit (n int, rule text);")
        given = ((rule["id"], place, rule["weight"], rule["stop"]) for place, rule in enumerate(rules))
        db.executemany("insert into rule values (?, ?, ?, ?)", given)
        for rule in rules:
            where, values = _where(rule)
            db.execute(f"insert into hit select n, ? from item where {where}", [rule["id"], *values])
        found = {n: rule for n, rule, _weight in db.execute(WINNERS)}
        return [found.get(n) for n in range(len(items))]

    return match


def _where(rule: Rule) -> tuple[str, list[str]]:
    tests = list(_tests(rule["when"]))
    unless = list(_tests(rule["unless"] or {}))
    denied = f" and not ({' and '.join(test for test, _values in unless)})" if unless else ""
    return " and ".join(test for test, _values in tests) + denied, [v for _test, vs in (*tests, *unless) for v in vs]


def _tests(parts: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for field, value in parts.items():
        if field == "text":
            yield "n in (select rowid from words where text glob ?)", [f"*{value.replace('#', '[0-9]')}*"]
        elif field == "title":
            yield "n in (select rowid from words where title glob ?)", [f"*{value}*"]
        elif field in ("project", "team"):
            yield f"{field} = ?", [value]
        else:
            marks = ", ".join("?" * len(value))
            one = f"parent in ({marks})"
            yield (one if field == "parent" else f"n in (select n from {field} where value in ({marks}))"), value
