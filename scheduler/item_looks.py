"""One item looked at: what it is, whose it is, what drifts there, and why it serves what it serves."""

from msgspec import Struct
from sqlalchemy import Connection

from core.audience import title_of
from core.authority import Answerable, Visitor, may
from core.findings import Finding
from core.records import Item
from mappings import RulesError
from scheduler.answerable import answerable_for, named
from scheduler.choosing import Chosen, choose_in, known_item
from scheduler.explaining import Explained, explained, for_others
from scheduler.hub import Hub
from scheduler.lives import Life, lives_of
from scheduler.wishes import Wish
from store import findings, goals
from store.account_holders import holder


class NotTheirItem(Exception):
    """This visitor may not say what the item serves; the text says who may."""


class ItemSeen(Struct, frozen=True, kw_only=True):
    """`name` is `source:key`, `title` what it is called where others may read it. `owner` is a person (e-mail), a name of an
    account that is nobody's, or empty. `road` is None while the rule files cannot be used. `goals` are titles of those that it
    serves or served, by key."""

    name: str
    item: Item
    title: str
    team: str | None
    owner: str
    is_person: bool
    found: tuple[Finding, ...]
    lives: dict[str, Life]
    road: Explained | None
    answerable: Answerable
    whose: str
    goals: dict[str, str]


def item_seen(hub: Hub, name: str, why_not: str | None = None) -> ItemSeen:
    """With why it does not serve the goal `why_not`. NotChosen for an item that nobody knows."""
    with hub.store.read() as tx:
        found = known_item(tx, name)
        item = found.placed.item
        key = f"{item.source}:{item.key}"
        about, allowed = findings.about(tx, "item", key), answerable_for(tx, found)
        who = holder(tx, item.source, item.assignee) if item.assignee else None
        try:
            road = for_others(hub.config, explained(hub, tx, found, why_not), narrow=item.narrow)
        except RulesError:
            road = None
        return ItemSeen(
            name=key,
            item=item,
            title=title_of(item),
            team=found.placed.team,
            owner=(who.person or who.name) if who else "",
            is_person=bool(who and who.person),
            found=tuple(about),
            lives=lives_of(hub, tx, about),
            road=road,
            answerable=allowed,
            whose=named(tx, allowed),
            goals={key: goal.title for key, goal in goals.by_key(tx).items()},
        )


def may_say(visitor: Visitor, about: Answerable) -> bool:
    """Whether somebody may say what an item serves: who edits links may, and who answers for the item."""
    return may(visitor, "edit") or may(visitor, "decide", about)


def say(hub: Hub, visitor: Visitor, name: str, wish: Wish, *, reason: str = "", dry_run: bool = False) -> Chosen:
    """As `scheduler.choosing.choose`, by this visitor. NotTheirItem when it is for others; NotChosen for what cannot be."""
    with hub.store.trial() if dry_run else hub.store.write() as tx:
        _insist(tx, visitor, name)
        return choose_in(hub, tx, [(name, wish)], actor=visitor.person, reason=reason)[0]


def _insist(tx: Connection, visitor: Visitor, name: str) -> None:
    allowed = answerable_for(tx, known_item(tx, name))
    if not may_say(visitor, allowed):
        raise NotTheirItem(f"what {name} serves is for {named(tx, allowed) or 'others'} to say, or for authors")
