"""An edit of the rules maps again only what it can touch, and the links are those of mapping everything anew."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.contract import Stream
from core.links import Choice
from core.records import Goal, Item
from scheduler.hub import Hub, open_hub
from scheduler.linking import link
from scheduler.mapping import map_items, open_linker
from scheduler.rule_files import load_rules
from store import choices, linking, pulls
from store.export import canonical
from tests.mappings.any import AIMS, MORE, conditions
from tests.mappings.make import goals, item, rule
from tests.seeds import examples

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = [
    "a",
    "A",
    "B",
    "c",
    "card",
    "pay",
    "off",
    "oﬀ",
    "Straße",
    "STRASSE",
    "ſt",
    "Kilo",
    "İx",
    'q"x',
    "50%",
    "a_b",
    "x\ny",
]
HOME = "https://tool.example"
CONFIG = """
[hub]
database = "{database}"
[guard]
relinked_share = 1.0
[[rules]]
file = "team.toml"
goals = ["O-*"]
exempt = true
precedence = 1
"""

_words = st.lists(st.sampled_from(WORDS), max_size=3).map(tuple)
_moments = st.integers(0, 40).map(lambda days: START - timedelta(days=days))


@st.composite
def companies(draw: st.DrawFn) -> list[Item]:
    """Items that hang below and name earlier ones, so that no parents make a circle."""
    found: list[Item] = []
    for number in range(draw(st.integers(3, 12))):
        source, kind = draw(
            st.sampled_from([("jira", "issue"), ("jira", "epic"), ("github", "pull_request"), ("slack", "thread")])
        )
        above = draw(st.sampled_from([None, *(each.key for each in found if each.source == source)]))
        named = draw(st.lists(st.sampled_from(["O-1", "O-9", "PAY-0", *(each.key for each in found)]), max_size=2))
        found.append(
            item(
                f"PAY-{number}",
                source=source,
                kind=kind,
                parent=above,
                refs=tuple(named),
                url=f"{HOME}/{number}",
                title=" ".join(draw(_words)),
                text=" ".join(draw(_words)),
                labels=draw(_words),
                components=draw(_words),
                fields=draw(st.dictionaries(st.sampled_from(["cost Center", "Squad"]), _words, max_size=2)),
                container=draw(st.sampled_from(WORDS[:8])),
                milestone=draw(st.sampled_from([None, *WORDS])),
                type=draw(st.sampled_from(["", *WORDS])),
                assignee=draw(st.sampled_from([None, "ana", "bo"])),
                points=draw(st.sampled_from([None, 1.0, 2.5, 3.0])),
                replies=draw(st.sampled_from([0, 1, 3])),
                due=draw(st.sampled_from([None, date(2026, 1, 31), date(2026, 3, 5)])),
                created_at=draw(_moments),
            )
        )
    return found


@st.composite
def rule_files(draw: st.DrawFn, prefix: str) -> str:
    """Rules under ids that the next draw uses again, some with dates that pass, in any order; maybe a default."""
    ids = draw(st.lists(st.integers(0, 5), unique=True, max_size=5))
    more = [*MORE, "valid_from = 2026-03-04", "valid_to = 2026-03-03", "stop = true\nweight = -1"]
    aims = [aim for aim in AIMS if "I-1" not in aim]
    written = [
        rule(
            draw(
                conditions()
                | st.sampled_from([f"{{ {field} = {json.dumps(word)} }}" for field in FIELDS for word in WORDS])
            ),
            f"{prefix}{number}",
            draw(st.sampled_from(aims)),
            draw(st.sampled_from(more)) + (f"\nunless = {draw(conditions())}" if draw(st.booleans()) else ""),
        )
        for number in ids
    ]
    default = draw(st.sampled_from(["", '[defaults.jira]\ngoal = "O-1"\n', '[defaults.slack]\ngoal = "O-2"\n']))
    return "".join(written) + default


FIELDS = ("labels", "title", "milestone", "type", "project", "components")
_days = st.integers(0, 3)
_said = st.sampled_from(["nothing", "choice", "exempt", "dispute", "forget"])
_steps = st.lists(st.tuples(rule_files("r"), rule_files("t"), _days, _said, st.integers(0, 11)), min_size=2, max_size=4)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def hub_of(folder: Path, database: str, items: list[Item]) -> Iterator[tuple[Hub, Clock]]:
    clock = Clock()
    (folder / "config.toml").write_text(CONFIG.format(database=database))
    for name in ("mappings.toml", "team.toml"):
        (folder / name).write_text("")
    with open_hub(folder / "config.toml", clock) as hub:
        with hub.store.write() as tx:
            wanted: list[Goal] = list(goals("O-1", "O-2", "O-9").values())
            pulls.commit(tx, "sheets", Stream("goals", "OKRs"), wanted, "1", START)
            for source in ("jira", "github", "slack"):
                mine = [each for each in items if each.source == source]
                pulls.commit(tx, source, Stream("items", source), mine, "1", START)
        yield hub, clock


def say(hub: Hub, what: str, number: int) -> None:
    """Somebody says something of an item, until tomorrow where that can be said."""
    tomorrow = hub.clock().date() + timedelta(days=1)
    with hub.store.write() as tx:
        found = linking.find(tx, f"PAY-{number}")
        if found is None:
            return
        if what == "choice":
            choices.choose(tx, found.id, Choice(shares=(("O-2", 1.0),), actor="ana", until=tomorrow), hub.clock())
        elif what == "exempt":
            choices.choose(tx, found.id, Choice(actor="ana"), hub.clock())
        elif what == "dispute":
            choices.dispute(tx, found.id, "O-1", None, "ana", "no", hub.clock())
        elif what == "forget":
            choices.forget(tx, found.id)


def links(tx: Any) -> list[str]:
    return [line for line in canonical(tx) if line.startswith('{"table":"links"')]


def links_anew(hub: Hub) -> list[str]:
    """The links that mapping everything makes of nothing, tried and taken back."""
    with hub.store.trial() as tx:
        tx.execute(text("DELETE FROM links"))
        map_items(hub, tx, open_linker(hub, tx, load_rules(hub)), everything=True)
        return links(tx)
    raise AssertionError


def insist_on_links_as_of_anew(database: str, items: list[Item], steps: list[Any]) -> None:
    with TemporaryDirectory() as folder, hub_of(Path(folder), database, items) as (hub, clock):
        for own, team, days, said, number in steps:
            (Path(folder) / "mappings.toml").write_text(own)
            (Path(folder) / "team.toml").write_text(team)
            clock.now += timedelta(days=days)
            say(hub, said, number)
            link(hub)
            with hub.store.read() as tx:
                assert links(tx) == links_anew(hub)


@settings(deadline=None, max_examples=examples(8), suppress_health_check=list(HealthCheck))
@given(items=companies(), steps=_steps, batch=st.sampled_from([2, 500]))
def test_after_any_edits_the_links_are_those_of_mapping_everything_anew(
    monkeypatch: pytest.MonkeyPatch, items: list[Item], steps: list[Any], batch: int
) -> None:
    monkeypatch.setattr(linking, "INPUTS", batch)
    insist_on_links_as_of_anew("sqlite:///hub.db", items, steps)


@settings(deadline=None, max_examples=examples(3), suppress_health_check=list(HealthCheck))
@given(items=companies(), steps=_steps)
def test_so_they_are_on_postgresql(emptied: Callable[[], str], items: list[Item], steps: list[Any]) -> None:
    insist_on_links_as_of_anew(emptied(), items, steps)
