"""Members of an organisation: logins with the names that people gave themselves, by which one can guess who is who."""

from collections.abc import Iterator
from hashlib import blake2b

from msgspec import Struct

from connectors.github.cursors import Cursor
from connectors.github.documents import MEMBERS
from connectors.github.graph import PAGE, Graph, Nodes, Rows, following
from connectors.github.normalise import readable
from core.contract import Refused
from core.records import Account, Checkpoint, Record


class Member(Struct, gc=False):
    login: str
    name: str | None = None


class _Members(Struct, rename="camel"):
    members_with_role: Rows[Member]


class _Found(Struct):
    organization: _Members | None


def _nodes(found: _Found) -> list[Member | None]:
    return found.organization.members_with_role.nodes if found.organization else []


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
    what, after, more = f"the members of {organisation}", None, True
    while more:
        data = graph.ask(MEMBERS, _Found, what, _NODES, owner=organisation, first=PAGE, after=after)
        if data.organization is None:
            raise Refused(f"github: there is no organisation {organisation}; check people", status=404)
        rows = data.organization.members_with_role
        yield from (row for row in rows.nodes if row)
        more = rows.page_info.has_next_page
        after = following(rows.page_info, after, what) if more else None
