"""What is known of findings and of whom they concern, for whatever tells people of them."""

from collections.abc import Iterable

from msgspec.structs import replace
from sqlalchemy import Connection

from core.findings import Finding
from core.projection import Known, Routing
from scheduler.by_hand import chosen_since
from scheduler.hub import Hub
from scheduler.readers import readers
from scheduler.routing import goal_owners, routing_of
from store import findings, goals, handlings, overviews, silences


def known_of(hub: Hub, tx: Connection, found: Iterable[Finding], routing: Routing | None = None) -> Known:
    """Of these findings, as if nobody had decided anything about them. Without `routing` no tool can be written to."""
    strategy = goals.by_key(tx)
    return Known(
        now=hub.clock(),
        findings=tuple(found),
        goals=strategy,
        routing=routing or routing_of(hub),
        readers=readers(hub, tx),
        owners=goal_owners(tx, strategy),
    )


def known_open(hub: Hub, tx: Connection, routing: Routing | None = None) -> Known:
    """Of those that are open, with what people decided and said since."""
    found = known_of(hub, tx, findings.open_findings(tx), routing)
    return replace(
        found,
        handled=handlings.of_open(tx),
        silences=silences.in_force(tx, found.now),
        figures=overviews.last_figures(tx),
        chosen=chosen_since(hub, tx, found.findings),
    )
