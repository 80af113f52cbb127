"""Items whose goal is known, made of public data: what suggestions are measured by.

Every sixth goal (by lot) is withheld: the right answer for its items is that no known goal fits. `docs/suggestions.md`
says what each set is.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import Struct, structs

from core.records import Goal, Item
from mappings.suggestions import Example

DATA = Path(__file__).parents[1] / "tests" / "data"
PERIODS = ("2024h2", "2025h1", "2025h2", "2026")
WITHHELD = 6
LEARNED = 0.6
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_BOX = re.compile(r"^[\s↳*-]*(?:\[[ xX]\])?\s*")
_TASK = re.compile(r"\w{2,}.*\W+\w{2,}")

Row = dict[str, Any]


class Asked(Struct, frozen=True):
    """An item and the goals it serves; none of the known ones where `right` is empty."""

    item: Item
    right: frozenset[str]


class Trial(Struct, frozen=True):
    goals: list[Goal]
    examples: list[Example]
    asked: list[Asked]


class Labelled(Struct, frozen=True):
    """A named set; `cold` where nothing is given to learn from."""

    name: str
    cold: bool
    trials: list[Trial]


def labelled() -> list[Labelled]:
    rust, proposals = _read("rust_project_goals"), _read("kubernetes_enhancements")
    return [
        Labelled("rust tasks", True, [_tasks(rust, period, 0) for period in PERIODS]),
        Labelled("rust tasks, learned", False, [_tasks(rust, period, LEARNED) for period in PERIODS]),
        Labelled("rust summaries", True, [_summaries(rust, period) for period in PERIODS]),
        Labelled("rust continued", True, [_continued(rust, *pair) for pair in pairwise(PERIODS)]),
        Labelled("rust themes, learned", False, [_themes(rust, LEARNED)]),
        Labelled("kubernetes groups", True, [_groups(proposals, 0)]),
        Labelled("kubernetes groups, learned", False, [_groups(proposals, LEARNED)]),
        Labelled("kubernetes related", True, [_related(proposals)]),
    ]


def lot(name: str, sides: int) -> int:
    return crc32(name.encode()) % sides


def _read(name: str) -> list[Row]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def goal_of(key: str, title: str) -> Goal:
    return Goal(source="public", key=key, level="objective", title=title, place=f"public:{key}")


def item_of(key: str, title: str, **fields: Any) -> Item:
    defaults: Row = {"kind": "issue", "container": "", "url": "", "status": "", "category": "todo"}
    return Item(source="public", id=key, key=key, title=title, created_at=_THEN, updated_at=_THEN, **defaults | fields)


def _plain(text: str) -> str:
    return _BOX.sub("", _LINK.sub(r"\1", text)).strip()


def _of_period(rows: Iterable[Row], period: str) -> list[Row]:
    return [row for row in rows if row["period"] == period and row["title"]]


def _open(goals: Mapping[str, str]) -> list[Goal]:
    return [goal_of(key, title) for key, title in goals.items() if lot(key, WITHHELD)]


def _trial(goals: list[Goal], pairs: Iterable[tuple[Item, Iterable[str]]], share: float) -> Trial:
    """The first `share` of the pairs (as they come) is learned from, as far as its goals are not withheld."""
    known = {goal.key for goal in goals}
    both = [(item, frozenset(right)) for item, right in pairs]
    begin = round(len(both) * share)
    learned = [Example(item, None, key, True) for item, right in both[:begin] for key in sorted(right & known)]
    return Trial(goals, learned, [Asked(item, right & known) for item, right in both[begin:]])


def _tasks(rows: list[Row], period: str, share: float) -> Trial:
    """What is to be done for a goal, by its line in the plan of work, in an order drawn by lot."""
    pairs = [
        (item_of(f"{row['slug']}#{at}", _plain(task["task"]), assignee=_handle(task["owner"])), [row["slug"]])
        for row in _of_period(rows, period)
        for at, task in enumerate(row["tasks"])
        if _TASK.search(_plain(task["task"]))
    ]
    pairs.sort(key=lambda pair: crc32(pair[0].key.encode()))
    return _trial(_open({row["slug"]: row["title"] for row in _of_period(rows, period)}), pairs, share)


def _handle(owner: str) -> str | None:
    found = re.search(r"@[\w-]+", owner)
    return found[0] if found else None


def _summaries(rows: list[Row], period: str) -> Trial:
    own = [row for row in _of_period(rows, period) if row["summary"]]
    pairs = [(_whole(row), [row["slug"]]) for row in own]
    return _trial(_open({row["slug"]: row["title"] for row in _of_period(rows, period)}), pairs, 0)


def _whole(row: Row, title: str = "") -> Item:
    """Without a title of its own: the first sentence of the summary."""
    summary = _plain(row["summary"] or "")
    first = re.split(r"(?<=[.!?])\s|\n", summary, maxsplit=1)
    return item_of(f"{row['period']}/{row['slug']}", title or first[0], text=summary if title else "".join(first[1:]))


def _continued(rows: list[Row], period: str, following: str) -> Trial:
    """A goal of one half-year as an item; the goal that goes on with it under another title in the next, if any does."""
    later = _of_period(rows, following)
    goals = {row["slug"]: row["title"] for row in later}
    pairs = [
        (_whole(row, row["title"]), [each["slug"] for each in later if _same(row, each)])
        for row in _of_period(rows, period)
        if row["title"].casefold() not in {title.casefold() for title in goals.values()}
    ]
    return _trial([goal_of(key, title) for key, title in goals.items()], pairs, 0)


def _same(row: Row, later: Row) -> bool:
    issue, slug = row["tracking_issue"], str(row["slug"])
    return bool(issue and issue == later["tracking_issue"]) or slug.casefold() == str(later["slug"]).casefold()


def _themes(rows: list[Row], share: float) -> Trial:
    own = sorted((row for row in rows if row["theme"] and row["title"]), key=lambda row: crc32(row["slug"].encode()))
    goals = [goal_of(theme, theme) for theme in sorted({row["theme"] for row in own})]
    return _trial(goals, [(_whole(row, row["title"]), [row["theme"]]) for row in own], share)


def _proposals(rows: list[Row]) -> list[Row]:
    own = [row for row in rows if isinstance(row["kep-number"], int)]
    return sorted(own, key=lambda row: (str(row["creation-date"]), row["kep-number"]))


def _proposal(row: Row) -> Item:
    """The owning group is what is asked for, so its name is left out of the labels."""
    others = tuple(each for each in row["participating-sigs"] or () if each != row["owning-sig"])
    owner = next(iter(row["owners"] or ()), None)
    return item_of(f"KEP-{row['kep-number']}", row["title"], labels=others, author=owner)


def _groups(rows: list[Row], share: float) -> Trial:
    """Proposals in the order they were made; the goals are the groups, by the words of their names."""
    own = _proposals(rows)
    titles = {row["owning-sig"]: row["owning-sig"].removeprefix("sig-").replace("-", " ") for row in own}
    return _trial(_open(titles), [(_proposal(row), [row["owning-sig"]]) for row in own], share)


def _related(rows: list[Row]) -> Trial:
    """A proposal, and those it says to see also, or to replace. Its own goal is never to be suggested to it."""
    own = {str(row["kep-number"]): row for row in _proposals(rows)}
    pairs = [(_proposal(row), named) for row in own.values() if (named := _named(row, own))]
    goals = [
        structs.replace(goal, item=goal.key.removeprefix("goal:"))
        for goal in _open({f"goal:KEP-{number}": row["title"] for number, row in own.items()})
    ]
    return _trial(goals, pairs, 0)


def _named(row: Row, known: Mapping[str, Row]) -> list[str]:
    links = [str(link) for field in ("see-also", "replaces") for link in row[field] or ()]
    numbers = [str(int(found[1])) for link in links if (found := re.search(r"keps/sig-[\w-]+/(\d{1,5})-", link))]
    return [f"goal:KEP-{number}" for number in numbers if number in known and number != str(row["kep-number"])]
