"""Issues that are goals as well, where the settings say so of their type."""

from collections.abc import Iterator

from connectors.jira.rows import SOURCE
from connectors.jira.shapes import Fields
from connectors.jira.site import Site
from core.records import Goal, Item


def goals(item: Item, fields: Fields, site: Site) -> Iterator[Goal]:
    """The goal that this item is; none where its type is none of the goal types."""
    level = site.settings.levels.get(item.type)
    if level is None:
        return
    owner = fields.assignee
    handle = (owner.email_address or f"{SOURCE}:{owner.id}") if owner else None
    yield Goal(
        source=SOURCE,
        key=item.key,
        level=level,
        title=item.title,
        place=f"{SOURCE}:{item.key}",
        url=item.url,
        parent=_parent(item, fields, site),
        owners=(handle,) if handle else (),
        closed=item.category == "done",
        declared=item.status,
        item=item.key,
    )


def _parent(item: Item, fields: Fields, site: Site) -> str | None:
    """The parent where it is a goal too. A field that only holds its key (Data Center) does not tell its type."""
    shown = fields.parent and fields.parent.fields and fields.parent.fields.issuetype
    type_ = shown.name if shown else item.parent and site.type_of(item.parent)
    return item.parent if type_ in site.settings.levels else None
