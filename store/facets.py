"""What second places say of items, from records to rows. A facet may come before its item or after it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.facets import Said, says_nothing
from core.records import Facet, Rejected
from core.times import millis
from store import scans
from store.bulk import among, put, run
from store.encoding import digest, encode
from store.scans import OWNED, Kept, Origin
from store.streams import THIS

KEY = ("external_id", "source", "origin")
FACET = (*KEY, *OWNED, "since")
Key = tuple[str, str, str]
Of = tuple[str, str]  # source and id of an item
_DECODE = Decoder(Facet).decode


class Known(NamedTuple):
    kept: Kept
    said: Said


def save_facets(
    tx: Connection, origin: Origin, facets: Sequence[Facet], rejected: list[Rejected], *, full: bool
) -> tuple[int, set[Of]]:
    """How many were new or changed, and the items that they are about. Whatever stream brings a facet owns it; one that says
    nothing is not kept, and ends what it said before."""
    kept, lines = encode(facets, rejected)
    known = _known(tx, {each.id for each in kept})
    given: dict[Key, Said] = {key: before.said for key, before in known.items() if not before.kept.gone_at}
    latest = {}
    for facet, line in zip(kept, lines, strict=True):
        key = (facet.id, facet.source, facet.origin)
        given[key] = Said(facet, _since(facet, given.get(key)))
        latest[key] = line
    rows, seen = [], []
    mute, told = list[Key](), list[Key]()
    for key, line in latest.items():
        before = known.get(key)
        if says_nothing(given[key].facet):
            mute += [key] if before else ()
            continue
        news = scans.news(before and before.kept, origin, digest(line), full=full)
        if news == "write":
            told.append(key)
            rows.append((*key, *origin, None, None, digest(line), line.decode(), given[key].since))
        elif news == "seen":
            seen.append(key)
    put(tx, "facets", FACET, rows, KEY, "replace")
    run(tx, "DELETE FROM facets WHERE external_id = ? AND source = ? AND origin = ?", mute)
    scans.seen(tx, "facets", KEY, origin, seen)
    return len(told) + len(mute), {(source, id_) for id_, source, _ in (*told, *mute)}


def scanned(tx: Connection, origin: Origin, now: int, *, unchanged: bool) -> set[Of]:
    """An exhaustive pull has ended well. The items of facets that are gone now."""
    scans.scanned(tx, "facets", origin, now, unchanged=unchanged)
    return _about(tx, "gone_at = :now AND", origin, now=now)


def retire(tx: Connection, origin: Origin) -> set[Of]:
    """Facets of a stream that is not pulled any more go with it. The items that they were about."""
    about = _about(tx, "", origin)
    tx.execute(text(f"DELETE FROM facets WHERE {THIS}"), origin._asdict())
    return about


def there_are(tx: Connection) -> bool:
    return tx.execute(text("SELECT 1 FROM facets WHERE gone_at IS NULL LIMIT 1")).first() is not None


def said_of(tx: Connection, source: str, ids: Collection[str]) -> dict[str, list[Said]]:
    """What facets say of these items now, by the items' ids."""
    query = "SELECT external_id, data, since FROM facets WHERE source = :source AND external_id IN :values AND gone_at IS NULL"
    said: dict[str, list[Said]] = {}
    for row in among(tx, query, ids, source=source):
        said.setdefault(row.external_id, []).append(Said(_DECODE(row.data), row.since))
    return said


def _known(tx: Connection, ids: Collection[str]) -> dict[Key, Known]:
    query = f"SELECT {', '.join(FACET)} FROM facets WHERE external_id IN :values"
    return {
        tuple(row[:3]): Known(Kept(*row[3:-1]), Said(_DECODE(row.data), row.since)) for row in among(tx, query, ids)
    }


def _since(facet: Facet, before: Said | None) -> int | None:
    """A facet that gives the same category as before has given it since then."""
    if facet.category is None:
        return None
    return before.since if before and before.facet.category == facet.category else millis(facet.at)


def _about(tx: Connection, condition: str, origin: Origin, **names: int) -> set[Of]:
    query = f"SELECT DISTINCT source, external_id FROM facets WHERE {condition} {THIS}"
    return {(row.source, row.external_id) for row in tx.execute(text(query), {**origin._asdict(), **names})}
