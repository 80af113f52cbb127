"""What tools state beside items and goals: targets, metrics, readings, decisions, groups and profiles, kept whole."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar, get_args

from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.facts import RowFact
from core.records import Decision, Group, Metric, Profile, Reading, Rejected, Statement, Target
from core.times import moment
from store import scans
from store.bulk import among, put
from store.encoding import digest, encode
from store.scans import OWNED, Kept, Origin
from store.streams import THIS

S = TypeVar("S", bound=Statement)
KINDS: tuple[type[Any], ...] = get_args(Statement)
KEY = ("id", "source", "kind")
_DECODERS: dict[type[Any], Any] = {kind: Decoder(kind).decode for kind in KINDS}
STATEMENT = (*KEY, *OWNED, "subject", "at")
Key = tuple[str, str, str]


def save_statements(
    tx: Connection, origin: Origin, statements: Sequence[Statement], rejected: list[Rejected], *, full: bool
) -> int:
    """How many were new or changed. Whatever stream brings a statement owns it."""
    kept, lines = encode(statements, rejected)
    latest = {(each.id, each.source, _kind(type(each))): (each, line) for each, line in zip(kept, lines, strict=True)}
    known = _known(tx, {id_ for id_, _, _ in latest})
    rows, seen = [], []
    for key, (statement, line) in latest.items():
        news = scans.news(known.get(key), origin, digest(line), full=full)
        if news == "write":
            rows.append((*key, *origin, None, None, digest(line), line.decode(), *_about(statement)))
        elif news == "seen":
            seen.append(key)
    put(tx, "statements", STATEMENT, rows, KEY, "replace")
    scans.seen(tx, "statements", KEY, origin, seen)
    return len(rows)


def retire(tx: Connection, origin: Origin) -> int:
    """Statements of a stream that is not pulled any more go with it. How many those were."""
    return tx.execute(text(f"DELETE FROM statements WHERE {THIS}"), origin._asdict()).rowcount


def of(tx: Connection, kind: type[S]) -> list[S]:
    """All statements of a kind that stand now, in order of source and id."""
    query = "SELECT data FROM statements WHERE kind = :kind AND gone_at IS NULL"
    found: list[S] = [_DECODERS[kind](row.data) for row in tx.execute(text(query), {"kind": _kind(kind)})]
    return sorted(found, key=lambda statement: (statement.source, statement.id))


def readings_of(tx: Connection, subject: str) -> list[Reading]:
    """What was measured or said of a goal or metric (by key), oldest first."""
    query = "SELECT data FROM statements WHERE kind = 'reading' AND subject = :subject AND gone_at IS NULL"
    found = [_DECODERS[Reading](row.data) for row in tx.execute(text(query), {"subject": subject})]
    return sorted(found, key=lambda reading: (reading.at, reading.source, reading.id))


def targeted(tx: Connection) -> frozenset[str]:
    """Keys of the goals that have a target by period."""
    query = "SELECT DISTINCT subject FROM statements WHERE kind = 'target' AND gone_at IS NULL"
    return frozenset(tx.execute(text(query)).scalars())


def strays(tx: Connection) -> list[RowFact]:
    """Statements that name a goal or metric which nobody has: most often a slip of the pen. None while no goal is known."""
    if not tx.execute(text("SELECT 1 FROM goals WHERE gone_at IS NULL LIMIT 1")).first():
        return []
    known, found = set(tx.execute(text(_NAMES)).scalars()), []
    for row in tx.execute(text(_NAMING)):
        statement = _DECODERS[_NAMED[row.kind]](row.data)
        if wrong := [key for key in _names(statement) if key not in known]:
            reason = f"names {', '.join(wrong)}, which is no goal or metric that the hub knows"
            found.append(RowFact(row.source, statement.place, reason, moment(row.since), lost=False))
    return found


_NAMED: dict[str, type[Any]] = {"target": Target, "metric": Metric, "reading": Reading, "decision": Decision}
_NAMES = """
SELECT key FROM goals WHERE gone_at IS NULL
UNION SELECT subject FROM statements WHERE kind = 'metric' AND gone_at IS NULL
"""
# targets and readings, of which there may be many, only where they stray
_NAMING = f"""
SELECT t.kind, t.source, t.data, s.since FROM statements t
JOIN streams s ON s.connector = t.connector AND s.stream = t.stream AND s.container = t.container
WHERE t.gone_at IS NULL AND (
    t.kind IN ('metric', 'decision') OR (t.kind IN ('target', 'reading') AND t.subject NOT IN ({_NAMES}))
)
"""


def _names(statement: Target | Metric | Reading | Decision) -> Sequence[str]:
    match statement:
        case Target(goal=goal):
            return (goal,)
        case Metric(supports=supports, conflicts=conflicts):
            return (*supports, *conflicts)
        case Reading(subject=subject):
            return (subject,)
        case Decision(goals=goals):
            return goals


def _kind(kind: type[Any]) -> str:
    return kind.__name__.lower()


def _about(statement: Statement) -> tuple[str | None, str | None]:
    """What it is about, and its day as ISO text."""
    match statement:
        case Target(goal=goal, end=end):
            return goal, end.isoformat()
        case Metric(key=key):
            return key, None
        case Reading(subject=subject, at=at):
            return subject, at.isoformat()
        case Decision(at=at):
            return None, at.isoformat()
        case Group(name=name):
            return name, None
        case Profile(email=email):
            return email.lower(), None


def _known(tx: Connection, ids: Collection[str]) -> dict[Key, Kept]:
    query = f"SELECT {', '.join(STATEMENT)} FROM statements WHERE id IN :values"
    return {tuple(row[:3]): Kept(*row[3:-2]) for row in among(tx, query, ids)}
