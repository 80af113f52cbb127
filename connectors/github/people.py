"""Members of an organisation: logins with the names that people gave themselves, by which one can guess who is who."""

from collections.abc import Iterator
from hashlib import blake2b

from msgspec import Struct

from connectors.github.cursors import Cursor
from connectors.github.documents import MEMBERS
from connectors.github.graph import PAGE, Graph, Nodes, Rows
from connectors.github.normalise import readable
from core.records import Account, Checkpoint, Record


class Member(Struct, gc=False):
    login: str
    name: str | None = None


class _Members(Struct, rename="camel"):
    members_with_role: Rows[Member]


class _Found(Struct):
    organization: _Members | None


def _rows(found: _Found) -> Rows[Member] | None:
    return found.organization.members_with_role if found.organization else None


def _nodes(found: _Found) -> list[Member | None]:
    rows = _rows(found)
    return rows.nodes if rows else []


_NODES = Nodes(("data", "organization", "membersWithRole", "nodes"), Member, _nodes)


def members(graph: Graph, organisation: str, cursor: Cursor) -> Iterator[Record | Checkpoint]:
    """Nothing but the same cursor when they are who they were."""
    rows = list(_asked(graph, organisation))
    yield from graph.odd()
    told = "\n".join(sorted(f"{row.login} {row.name}" for row in rows))
    now = Cursor(etag=blake2b(told.encode(), digest_size=12).hexdigest())
    if now != cursor:
        for row in rows:
            yield Account(source="github", id=row.login, name=readable(row.name or ""))
    yield now.checkpoint(len(rows), len(rows))


def _asked(graph: Graph, organisation: str) -> Iterator[Member]:
    """E-mail addresses are left out: to ask for them a token needs one scope more, and few people show theirs."""
    what, missing = f"the members of {organisation}", f"there is no organisation {organisation}; check people"
    for page in graph.pages(MEMBERS, _Found, what, _rows, missing, _NODES, owner=organisation, first=PAGE):
        yield from (row for row in page.nodes if row)
