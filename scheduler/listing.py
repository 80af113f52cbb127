"""The open findings as a list that somebody looks through: filtered, in groups, a page at a time, with what each filter would
show. Few findings are read for it, however many there are (`store.listed`)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from core.chain import ancestors, in_order
from core.findings import Finding
from core.records import Goal
from core.telling import name_of
from scheduler.decisions import NotHandled
from scheduler.hub import Hub
from scheduler.lives import Life, lives_of
from scheduler.routing import goal_owners
from store import findings, goals
from store.listed import FACETS, Facet, Lists, Place, Sought, Tally

Grouping = Literal["detector", "goal", "owner", "team", "none"]
NOBODY = "-"
"""What a filter says for those without a goal, a team or an owner."""
PAGE, GROUPS, EACH, FOLDED = 50, 12, 6, 20
"""Findings of a page without groups, groups of one with, findings of a group, and those told below one that silences them."""
MOST = 2_000  # findings that are decided about together
NAMELESS: Mapping[str, str] = {"goal": "no goal", "owner": "nobody is known", "team": "no team"}


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to list; empty: any. Of these detectors (`D2,D3`), at a `goal` or below it, with all words of `text` in it. `mine`:
    what I own, and what is at or below my goals. `after` is where the page before ended."""

    severity: str = ""
    detector: str = ""
    goal: str = ""
    team: str = ""
    owner: str = ""
    stage: str = ""
    text: str = ""
    mine: bool = False
    group: Grouping = "detector"
    after: str = ""


class Option(Struct, frozen=True):
    """One value of a filter, and how many there would be; `depth` is that of a goal."""

    value: str
    name: str
    many: int
    depth: int = 0


class Line(Struct, frozen=True):
    """A finding of the list; it `silences` so many others in it, of which these are the first."""

    finding: Finding
    life: Life
    folded: tuple[Finding, ...] = ()
    silences: int = 0


class Section(Struct, frozen=True):
    """A group with its first findings, and how many it has."""

    value: str
    name: str
    many: int
    lines: tuple[Line, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """`many` findings are asked for, of `all` that are open. `hidden` says by filter how many more there were without it. The
    `next` page begins there; empty at the end."""

    asked: Asked
    sections: tuple[Section, ...]
    many: int
    all: int
    mine: int
    options: Mapping[Facet, tuple[Option, ...]]
    hidden: Mapping[str, int]
    next: str = ""


def listing(hub: Hub, asked: Asked, person: str) -> Listing:
    """NotHandled for a place (`after`) that no page gave."""
    with hub.store.read() as tx:
        strategy = goals.by_key(tx)
        lists = Lists(tx, _sought(tx, asked, person, strategy), hub.clock())
        tallies = lists.tallies()
        places, sections, following = _page(lists, asked)
        lines = _lines(hub, tx, lists, places)
    many = _many(tallies, asked)
    return Listing(
        asked=asked,
        sections=tuple(_section(hub, strategy, asked, each, places, lines) for each in sections if each.many),
        many=many,
        all=sum(each.many for each in tallies["all"]),
        mine=sum(each.many for each in tallies["mine"]),
        options={facet: tuple(_options(hub, facet, tallies[facet], strategy)) for facet in FACETS},
        hidden={name: more for name in _filters(asked) if (more := _without(name, tallies) - many) > 0},
        next=following,
    )


def listed(
    hub: Hub, asked: Asked, person: str, size: int, after: Sequence[Any] = ()
) -> tuple[Sequence[Line], Sequence[Any] | None]:
    """So many of all that are asked for, the worst first, those that others silence among them; and the place after which the
    next ones stand, None at the end."""
    with hub.store.read() as tx:
        lists = Lists(tx, _sought(tx, asked, person, goals.by_key(tx)), hub.clock())
        places = lists.every(size + 1, after)
        names = [each.fingerprint for each in places[:size]]
        found = {each.fingerprint: each for each in findings.called(tx, names)}
        lives = lives_of(hub, tx, found.values())
    last = places[size - 1] if len(places) > size else None
    following = (last.rank, last.known, last.fingerprint) if last else None
    return [Line(found[name], lives[name]) for name in names], following


def named_by(hub: Hub, asked: Asked, person: str) -> list[str]:
    """Fingerprints of all that are asked for, the worst first. NotHandled when these are too many to decide about together."""
    with hub.store.read() as tx:
        found = Lists(tx, _sought(tx, asked, person, goals.by_key(tx)), hub.clock()).names(MOST + 1)
    if len(found) > MOST:
        raise NotHandled(f"these are more than {MOST:,} findings; narrow the list, or decide about its parts in turn")
    return found


def _sought(tx: Connection, asked: Asked, person: str, strategy: Mapping[str, Goal]) -> Sought:
    facets = {facet: [_meant(value)] for facet in FACETS if (value := getattr(asked, facet))}
    if asked.detector:
        facets["detector"] = asked.detector.split(",")
    if asked.goal and asked.goal != NOBODY:
        facets["goal"] = _below([asked.goal], strategy) or [asked.goal]
    owned = [key for key, owners in goal_owners(tx, strategy).items() if person in owners]
    return Sought(
        facets=facets,
        words=asked.text,
        mine=asked.mine,
        person=person,
        theirs=_below(owned, strategy),
        resolved=asked.stage == "resolved",
    )


def _meant(value: str) -> str:
    return "" if value == NOBODY else value


def _below(keys: Sequence[str], strategy: Mapping[str, Goal]) -> list[str]:
    """These goals and all below them."""
    wanted = set(keys)
    return [key for key in strategy if any(goal.key in wanted for goal in ancestors(key, strategy))] if wanted else []


def _page(lists: Lists, asked: Asked) -> tuple[list[Place], list[Tally], str]:
    """The findings of the page, the groups that they are in, and where the next one begins."""
    if asked.group == "none":
        places = lists.page(PAGE + 1, _place(asked.after))
        last = places[PAGE - 1] if len(places) > PAGE else None
        following = _written(last.rank, last.known, last.fingerprint) if last else ""
        return places[:PAGE], [Tally("", len(places[:PAGE]), 0)], following
    groups = lists.groups(asked.group, GROUPS + 1, _place(asked.after))
    end = groups[GROUPS - 1] if len(groups) > GROUPS else None
    following = _written(end.rank, -end.many, end.value) if end else ""
    shown = groups[:GROUPS]
    return lists.grouped(asked.group, [each.value for each in shown], EACH), shown, following


def _place(after: str) -> tuple[int, int, str] | tuple[()]:
    try:
        return msgspec.json.decode(urlsafe_b64decode(after), type=tuple[int, int, str]) if after else ()
    except (ValueError, msgspec.MsgspecError):
        raise NotHandled("the list has no such page; look at it from its beginning") from None


def _written(*place: Any) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _lines(hub: Hub, tx: Connection, lists: Lists, places: Sequence[Place]) -> dict[str, Line]:
    names = [each.fingerprint for each in places]
    folded = lists.folded(names, FOLDED)
    found = {each.fingerprint: each for each in findings.called(tx, [*names, *(each.fingerprint for each in folded)])}
    below: dict[str, list[Finding]] = {}
    for each in folded:
        below.setdefault(each.group, []).append(found[each.fingerprint])
    silences, lives = {each.group: each.many for each in folded}, lives_of(hub, tx, [found[name] for name in names])
    return {name: Line(found[name], lives[name], tuple(below.get(name, ())), silences.get(name, 0)) for name in names}


def _section(
    hub: Hub,
    strategy: Mapping[str, Goal],
    asked: Asked,
    group: Tally,
    places: Sequence[Place],
    lines: Mapping[str, Line],
) -> Section:
    mine = tuple(lines[each.fingerprint] for each in places if each.group == group.value)
    name = _name(hub, asked.group, group.value, strategy) if asked.group != "none" else ""
    return Section(group.value or NOBODY, name, group.many, mine)


def _name(hub: Hub, facet: str, value: str, strategy: Mapping[str, Goal]) -> str:
    if not value:
        return NAMELESS.get(facet, value)
    if facet == "detector":
        return f"{value} {name_of(value, hub.detectors)}"
    if facet == "goal" and value in strategy:
        return f"{value} {strategy[value].title}"
    return value


def _options(hub: Hub, facet: Facet, tallies: Sequence[Tally], strategy: Mapping[str, Goal]) -> Iterable[Option]:
    if facet == "goal":
        yield from _goal_options(tallies, strategy)
        return
    by_name = facet in ("team", "owner")
    for each in sorted(tallies, key=lambda one: one.value) if by_name else tallies:
        yield Option(each.value or NOBODY, _name(hub, facet, each.value, strategy), each.many)


def _goal_options(tallies: Sequence[Tally], strategy: Mapping[str, Goal]) -> Iterable[Option]:
    """In order of the chain, each with all that is below it; goals that are gone come last."""
    sums = Counter[str]()
    for each in tallies:
        sums.update({goal.key: each.many for goal in ancestors(each.value, strategy)})
    for depth, key in in_order(strategy):
        if sums[key]:
            yield Option(key, f"{key} {strategy[key].title}", sums[key], depth)
    for each in tallies:
        if each.value not in strategy:
            yield Option(each.value or NOBODY, each.value or NAMELESS["goal"], each.many)


def _filters(asked: Asked) -> list[str]:
    return [name for name in (*FACETS, "text", "mine") if getattr(asked, name)]


def _many(tallies: Mapping[str, Sequence[Tally]], asked: Asked) -> int:
    """Those of one facet that are asked for: it is counted under all other conditions."""
    wanted = _meant(asked.severity)
    return sum(each.many for each in tallies["severity"] if not asked.severity or each.value == wanted)


def _without(name: str, tallies: Mapping[str, Sequence[Tally]]) -> int:
    return sum(each.many for each in tallies[{"text": "words", "mine": "anybody"}.get(name, name)])
