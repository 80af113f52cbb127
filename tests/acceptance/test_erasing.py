"""A person is erased (S24): afterwards no table holds their address, name or accounts, and the next pulls bring none back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from scheduler.erasing import erase_person
from scheduler.forgetting import NotErased
from scheduler.planning import plan_writes
from scheduler.who.sessions import begin_session, by_session
from scheduler.who.users import add_user, everybody
from store import seals
from store.care.erasing import TEXTS
from store.tables import Row
from tests.acceptance.road import Scene, scene

KNOWN = """
SELECT person, count(*) AS n FROM accounts a JOIN activities b ON b.actor = a.id AND b.source = a.source
WHERE person IS NOT NULL GROUP BY person ORDER BY n DESC, person
"""


def holding(now: Scene, words: list[str]) -> set[str]:
    """Tables and columns with any of these words, in whatever case."""
    found = set()
    with now.hub.store.read() as tx:
        for table in Row.metadata.sorted_tables:
            for column in (each for each in table.columns if isinstance(each.type, TEXTS)):
                for word in words:
                    if tx.execute(select(column).where(column.icontains(word, autoescape=True)).limit(1)).first():
                        found.add(f"{table.name}.{column.name}: {word}")
    return found


def words_of(now: Scene, person: str) -> list[str]:
    with now.hub.store.read() as tx:
        rows = tx.execute(text("SELECT id, name FROM accounts WHERE person = :person"), {"person": person}).all()
        names = tx.execute(text("SELECT name FROM people WHERE person = :person"), {"person": person}).scalars()
        return sorted({person, *names, *(word for row in rows for word in row)} - {""})


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, 61, people=16) as opened:
        opened.travel()
        opened.write()
        yield opened


def unruled(now: Scene, person: str) -> None:
    """No rule names them any more; the people map does."""
    for file in now.config.parent.glob("rules*.toml"):
        file.write_text(file.read_text().replace(person, "somebody@acme.test"))
    now.travel()


def test_nothing_of_them_is_left_and_nothing_comes_back(now: Scene) -> None:
    with now.hub.store.read() as tx:
        person = str(tx.execute(text(KNOWN)).first()[0])  # type: ignore[index]
    with pytest.raises(NotErased, match=r"rules-\w+\.toml:\d+: a rule names"):
        erase_person(now.hub, person, dry_run=False)
    unruled(now, person)
    words = words_of(now, person)
    assert len(words) > 3
    add_user(now.hub, person, "admin")
    key = begin_session(now.hub, person, "password")
    before = holding(now, words)
    assert {each.split(".")[0] for each in before} >= {"accounts", "activities", "items", "people", "audit", "writes"}
    tried = erase_person(now.hub, person, dry_run=True)
    assert holding(now, words) == before
    erased = erase_person(now.hub, person, dry_run=False)
    assert (erased.rows, erased.pseudonym) == (tried.rows, tried.pseudonym)
    assert (everybody(now.hub), by_session(now.hub, key)) == ([], None)
    assert holding(now, words) == set()
    with now.hub.store.read() as tx:
        assert seals.verify(tx).broken is None
    now.wait(hours=30)
    told = now.travel()
    assert sum(row.counts.changed for row in told.pulled) < 5
    assert holding(now, words) == set()
    told_of = [each for each in plan_writes(now.hub).plan.operations if person in str(each.body)]
    assert told_of == []
    with pytest.raises(NotErased, match="nobody has the address"):
        erase_person(now.hub, person, dry_run=False)
