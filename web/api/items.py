"""Items: the list, one with why it is where it is, and the goals that it probably serves."""

from datetime import date, datetime
from typing import Annotated

from fastapi import HTTPException, Query
from sqlalchemy import Connection

from core.chain import ancestors
from core.records import Category, Kind
from scheduler.explaining import Explained
from scheduler.item_looks import item_seen
from scheduler.suggesting import suggest_soon
from scheduler.wishes import NotChosen
from store import goals, item_list
from store.item_list import Wanted
from web.api.by_hand import Name, Reader, found_item
from web.api.explained import ExplanationOut, IntervalOut, LinkOut, RoadOut, SayingOut, WhyNotOut
from web.api.paging import Number, PageAsked, Paged, cursor_of, place_of
from web.api.router import resources
from web.api.shapes import Told, Words
from web.site import SiteHere

router = resources("items")


class ItemsPage(PageAsked):
    """Which items; of what is left out any. `goal` means all below it too, `text` are words that all stand in key and title.
    `unlinked`: those that serve no goal, and of which nobody said that they need none."""

    goal: Words = ""
    source: Words = ""
    container: Words = ""
    kind: Kind | None = None
    category: Category | None = None
    team: Words = ""
    text: Words = ""
    unlinked: bool = False


class ItemOut(Told):
    """`since` is when its category began. `links` divide it between goals, the main one first; with a goal of null it needs
    none."""

    name: str
    source: str
    key: str
    kind: Kind
    container: str
    title: str
    status: str
    category: Category
    since: datetime
    due: date | None
    team: str | None
    url: str
    links: list[LinkOut]


class ItemInFull(Told):
    """`owner` is a person, or the name of an account that is nobody's; `findings` are those that drift there (fingerprints).
    `road` is why it serves what it serves, null while the rule files cannot be read."""

    name: str
    title: str
    kind: Kind
    type: str
    container: str
    status: str
    category: Category
    owner: str | None
    team: str | None
    parent: str | None
    labels: list[str]
    due: date | None
    created_at: datetime
    updated_at: datetime
    done_at: datetime | None
    private: bool
    findings: list[str]
    url: str
    road: RoadOut | None


class SuggestionOut(Told):
    """A goal that the item probably serves: of many with this confidence (0-1), that share is right."""

    goal: str
    title: str
    confidence: float
    reasons: list[str]


@router.get("/items")
def items(here: SiteHere, _visitor: Reader, asked: Annotated[ItemsPage, Query()]) -> Paged[ItemOut]:
    """In the order in which the hub met them."""
    after = place_of(asked.cursor, tuple[Number])[0] if asked.cursor else 0
    with here.hub.store.read() as tx:
        below = _below(tx, asked.goal) if asked.goal else ()
        wanted = Wanted(
            goals=below,
            source=asked.source,
            container=asked.container,
            kind=asked.kind or "",
            category=asked.category or "",
            team=asked.team,
            words=asked.text,
            unlinked=asked.unlinked,
        )
        found, following = item_list.listed(tx, wanted, asked.limit, after)
    told = [ItemOut.model_validate(each) for each in found]
    return Paged(items=told, next=cursor_of([following]) if following else None)


@router.get("/items/{name:path}/suggestions")
def suggestions(here: SiteHere, _visitor: Reader, name: Name) -> list[SuggestionOut]:
    """Goals that it probably serves, the best first. Nothing is linked by it. Of a private item the reasons are not told."""
    with here.hub.store.read() as tx:
        found_item(tx, name)
        titles = {goal.key: goal.title for goal in goals.all_goals(tx)}
    return [
        SuggestionOut(goal=each.goal, title=titles[each.goal], confidence=each.confidence, reasons=list(each.reasons))
        for each in suggest_soon(here.hub, name)
        if each.goal in titles
    ]


@router.get("/items/{name:path}")
def item(here: SiteHere, _visitor: Reader, name: Name, why_not: Annotated[Words, Query()] = "") -> ItemInFull:
    """One item, with why it serves what it serves, and why it does not serve the goal `why_not`."""
    try:
        seen = item_seen(here.hub, name, why_not or None)
    except NotChosen as error:
        raise HTTPException(404, str(error)) from None
    return ItemInFull(
        **{field: getattr(seen.item, field) for field in _TOLD},
        name=seen.name,
        title=seen.title,
        labels=[] if seen.item.narrow else list(seen.item.labels),
        owner=seen.owner or None,
        team=seen.team,
        private=seen.item.narrow,
        findings=[each.fingerprint for each in seen.found],
        road=_road(seen.road) if seen.road else None,
    )


def _road(seen: Explained) -> RoadOut:
    return RoadOut(
        explanation=ExplanationOut.model_validate(seen.explanation),
        why_not=WhyNotOut.model_validate(seen.why_not) if seen.why_not else None,
        history=[IntervalOut.model_validate(each) for each in seen.links],
        sayings=[SayingOut.model_validate(each) for each in seen.sayings],
        edited=seen.edited,
    )


def _below(tx: Connection, key: str) -> list[str]:
    """The goal and all below it; the key itself where no such goal is known."""
    known = goals.by_key(tx)
    return [each for each in known if any(goal.key == key for goal in ancestors(each, known))] or [key]


_TOLD = (
    *("kind", "type", "container", "status", "category", "parent", "due", "created_at", "updated_at"),
    *("done_at", "url"),
)
