"""How the company stands: as the last evaluation left it, with what has happened to the hub since."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from core.facts import Facts
from core.overview import Overview, overview
from core.stages import STAGES
from core.unjudged import Unjudged
from scheduler.hub import Hub
from scheduler.judging import judged, late_connectors
from scheduler.lives import unheard
from scheduler.looking import as_seen, looking
from store import overviews
from store.facts import streams
from store.listed import Lists, Sought


def overview_on(hub: Hub, day: date) -> Overview:
    """As of the end of a past day. NoSuchDay for one of which nothing is known."""
    with looking(hub, day) as look:
        seen, observed = judged(hub, look.tx, look.at)
    found = tuple(as_seen(seen, observed))
    return overview(seen, found, late_connectors(seen), hub.config.detectors, hub.config.limits)


def last_overview(hub: Hub) -> Overview | None:
    """None when nothing was judged yet."""
    with hub.store.read() as tx:
        found = overviews.last(tx)
        if found is None:
            return None
        since = tuple(each for each in _since(tx, found, hub.clock()) if each not in found.unjudged)
        counts, quiet = Lists(tx, Sought(), hub.clock()).stages(), unheard(hub, tx, found.next)
    stages = {each: counts[each] for each in STAGES if each in counts}
    left = tuple(each for each in found.next if each.fingerprint not in quiet)
    return replace(found, unjudged=(*since, *found.unjudged), stages=stages, next=left)


def _since(tx: Connection, seen: Overview, now: datetime) -> Iterator[Unjudged]:
    """What nobody has judged: newer pulls, and tools that have become late."""
    known = streams(tx)
    read = [each.last_success for each in known if each.last_success]
    if read and max(read) > seen.as_of:
        yield Unjudged(f"what was read since {seen.as_of:%Y-%m-%d %H:%M}", "not judged yet: `fairlead reconcile`")
    told = {each.what for each in seen.unjudged}
    for name in late_connectors(Facts(as_of=now, streams=known)):
        if (what := f"what stands on {name}") not in told:
            yield Unjudged(what, "it is late now; `fairlead sync` says why")
