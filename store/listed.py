"""Findings as a list to look through: filtered, counted and cut into pages by the database, whatever their number.

Where a finding stands in its life is told here as `core.stages.stage` tells it; a test holds both together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.handling import fits
from core.times import millis
from store import handlings, silences

Facet = Literal["severity", "detector", "goal", "team", "owner", "stage"]
FACETS: tuple[Facet, ...] = get_args(Facet)
Column = Literal["detector", "goal", "team", "owner"]
"""By which a list can be put into groups."""


class Sought(Struct, frozen=True, kw_only=True):
    """Which findings: of each facet one of these values (`""` stands for none; no values: any), with these `words` in what is
    told of them, and `mine` alone: those of `person`, or at one of the goals `theirs`. Open ones, or those `resolved`."""

    facets: Mapping[Facet, Sequence[str]] = {}
    words: str = ""
    mine: bool = False
    person: str = ""
    theirs: Sequence[str] = ()
    resolved: bool = False


class Tally(Struct, frozen=True):
    """So many findings have this value; `rank` is that of the worst of them, 0 being critical."""

    value: str
    many: int
    rank: int


class Place(Struct, frozen=True):
    """A finding in a list. Its group has so `many`; `rank` and `known` order it."""

    fingerprint: str
    group: str
    rank: int
    known: int
    many: int


class Lists:
    """All that is asked of one list, at one moment."""

    def __init__(self, tx: Connection, sought: Sought, now: datetime) -> None:
        self._tx, self._given = tx, _Given(tx.dialect.name)
        one_of = self._given.one_of
        self._mine = f"({one_of('owner', (sought.person,))} OR {one_of('goal', sought.theirs)})"
        self._conditions: dict[str, str] = {facet: one_of(facet, some) for facet, some in sought.facets.items() if some}
        self._conditions |= {"words": one_of("fingerprint", _worded(tx, sought))} if sought.words.split() else {}
        self._conditions |= {"mine": self._mine} if sought.mine else {}
        self._given.values["now"] = millis(now)
        quiet = [_matched(tx, self._given, each.matchers) for each in silences.in_force(tx, now)]
        silenced, changed = " OR ".join(quiet) or "FALSE", one_of("f.fingerprint", handlings.changed(tx))
        stage = _STAGE.format(silenced=silenced), _HANDLED.format(changed=changed)
        open_or_not = _RESOLVED[sought.resolved]
        self._staged = _listed(*(("'resolved'", "") if sought.resolved else stage), open_or_not)
        self._listed = self._staged if "stage" in self._conditions else _listed("''", "", open_or_not)

    def tallies(self) -> dict[str, list[Tally]]:
        """By facet what stands there under all other conditions, the worst and most first. Besides, how many would be `mine`;
        `anybody`: how many there are whoever they are of; `words`: whatever their words; and `all`."""
        parts = [f"{_TALLY.format(each, each, self._where(each))} GROUP BY {each}" for each in FACETS]
        others = {
            "mine": f"{self._where('mine')} AND {self._mine}",
            "anybody": self._where("mine"),
            "words": self._where("words"),
            "all": "TRUE",
        }
        parts += [f"{_TALLY.format(name, _NONE, where)} HAVING count(*) > 0" for name, where in others.items()]
        found: dict[str, list[Tally]] = {each: [] for each in (*FACETS, *others)}
        for facet, *tally in self._rows(f"{self._staged}) {' UNION ALL '.join(parts)}"):
            found[facet].append(Tally(*tally))
        return {each: sorted(some, key=lambda one: (one.rank, -one.many, one.value)) for each, some in found.items()}

    def stages(self) -> dict[str, int]:
        """How many of all are at which stage of their lives."""
        rows = self._rows(f"{self._staged}) {_TALLY.format('stage', 'stage', 'TRUE')} GROUP BY stage")
        return {stage: many for _, stage, many, _ in rows}

    def names(self, most: int) -> list[str]:
        """Fingerprints, the worst first, those that others silence among them."""
        query = f"{self._listed}) SELECT fingerprint FROM listed WHERE {self._where()} ORDER BY {_WORST} LIMIT :most"
        return [row[0] for row in self._rows(query, most=most)]

    def page(self, size: int, after: Sequence[Any] = ()) -> list[Place]:
        """The worst first, then the longest known; those that another one in the list silences are left out. `after` are rank,
        known and fingerprint of the last one before."""
        beyond = "WHERE (rank, known, fingerprint) > (:rank, :known, :last)" if after else ""
        query = (
            f"{self._heads} SELECT fingerprint, '', rank, known, 0 FROM heads {beyond} ORDER BY {_WORST} LIMIT :size"
        )
        return self._places(query, size=size, **_named(after, "rank", "known", "last"))

    def every(self, size: int, after: Sequence[Any] = ()) -> list[Place]:
        """In the same order, those that others silence among them."""
        where = f"{self._where()} AND (rank, known, fingerprint) > (:rank, :known, :last)" if after else self._where()
        query = f"{self._listed}) {_EVERY.format(where=where)}"
        return self._places(query, size=size, **_named(after, "rank", "known", "last"))

    def groups(self, by: Column, size: int, after: Sequence[Any] = ()) -> list[Tally]:
        """The worst first, then the largest. `after` are rank, number (below 0) and value of the last one before."""
        beyond = f"HAVING (min(rank), -count(*), {by}) > (:rank, :many, :last)" if after else ""
        query = f"{self._heads} {_GROUPS.format(by=by, beyond=beyond)}"
        return [Tally(*row) for row in self._rows(query, size=size, **_named(after, "rank", "many", "last"))]

    def grouped(self, by: Column, groups: Sequence[str], each: int) -> list[Place]:
        """The first so many of each of these groups."""
        where = self._given.one_of(by, groups)
        return self._places(f"{self._heads} {_FIRST.format(by=by, of='heads', where=where)}", each=each)

    def folded(self, parents: Sequence[str], each: int) -> list[Place]:
        """The first so many in the list that each of these findings silences; that is their group."""
        where = f"{self._where()} AND {self._given.one_of('parent', parents)}"
        return self._places(f"{self._listed}) {_FIRST.format(by='parent', of='listed', where=where)}", each=each)

    @property
    def _heads(self) -> str:
        return f"{self._listed}{_HEADS.format(where=self._where())}"

    def _where(self, but: str = "") -> str:
        return " AND ".join(condition for name, condition in self._conditions.items() if name != but) or "TRUE"

    def _places(self, query: str, **values: Any) -> list[Place]:
        return [Place(*row) for row in self._rows(query, **values)]

    def _rows(self, query: str, **values: Any) -> Sequence[Any]:
        return self._tx.execute(text(query), {**self._given.values, **values}).all()


def matching(tx: Connection, matchers: Mapping[str, str]) -> int:
    """How many open findings match."""
    given = _Given(tx.dialect.name)
    query = f"SELECT count(*) FROM findings f WHERE f.resolved_at IS NULL AND {_matched(tx, given, matchers)}"
    return int(tx.execute(text(query), given.values).scalar_one())


def values_of(tx: Connection, field: str) -> list[str]:
    """What open findings have there, `""` where some have nothing; `field` is one of `core.handling.MATCHED`."""
    query = f"SELECT DISTINCT coalesce({field}, '') AS value FROM findings WHERE resolved_at IS NULL ORDER BY 1"
    return list(tx.execute(text(query)).scalars())


class _Given:
    """What a statement is given; however many values a column may have, they are one of it."""

    def __init__(self, dialect: str) -> None:
        self.values: dict[str, Any] = {}
        self._each = _EACH[dialect]

    def one_of(self, column: str, values: Iterable[str]) -> str:
        name = f"some{len(self.values)}"
        self.values[name] = msgspec.json.encode(list(values)).decode()
        return f"{column} IN ({self._each.format(name=name)})"


def _matched(tx: Connection, given: _Given, matchers: Mapping[str, str]) -> str:
    """What the globs fit is looked up beforehand: few values are told apart, and both databases mean the same by it."""
    parts = []
    for field, glob in matchers.items():
        parts.append(given.one_of(f"coalesce(f.{field}, '')", [v for v in values_of(tx, field) if fits(v, glob)]))
    return f"({' AND '.join(parts)})"


def _named(after: Sequence[Any], *names: str) -> dict[str, Any]:
    return dict(zip(names, after, strict=True)) if after else {}


def _worded(tx: Connection, sought: Sought) -> list[str]:
    """Fingerprints of those of which all words are told. Letters are compared here: databases do not agree on all of them."""
    words = sought.words.casefold().split()
    query = _WORDS.format(*_TOLD[tx.dialect.name], resolved=_RESOLVED[sought.resolved])
    told = ((row[0], " ".join(map(str, row)).casefold()) for row in tx.execute(text(query)))
    return [fingerprint for fingerprint, all_of_it in told if all(word in all_of_it for word in words)]


_RESOLVED = {True: "resolved_at IS NOT NULL", False: "resolved_at IS NULL"}
_EACH = {
    "sqlite": "SELECT value FROM json_each(:{name})",
    "postgresql": "SELECT jsonb_array_elements_text(CAST(:{name} AS jsonb))",
}
_RANK = "CASE {of}.severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END"
_WORST = "rank, known, fingerprint"
_TOLD = {
    "sqlite": ("json_extract(data, '$.title')", "json_extract(data, '$.says')"),
    "postgresql": ("CAST(data AS json) ->> 'title'", "CAST(data AS json) ->> 'says'"),
}
_WORDS = "SELECT fingerprint, subject, coalesce(owner, ''), {}, {} FROM findings WHERE {resolved}"
_STAGE = "coalesce(h.state, CASE WHEN {silenced} THEN 'silenced' ELSE 'open' END)"
_HANDLED = f"""
    LEFT JOIN handlings h ON h.fingerprint = f.fingerprint AND (h.until IS NULL OR h.until > :now)
        AND (h.state = 'exempt' OR coalesce(f.opened_at, 0) <= h.at)
        AND (h.ends <> 'worse' OR {_RANK.format(of="f")} >= {_RANK.format(of="h")})
        AND (h.ends <> 'changed' OR NOT {{changed}})
"""


def _listed(stage: str, handled: str, open_or_not: str) -> str:
    """The beginning of all statements. To know the stages of all findings costs most, so only those ask who need it."""
    return f"""
WITH listed AS MATERIALIZED (
    SELECT f.fingerprint, f.severity, f.detector, coalesce(f.owner, '') AS owner, coalesce(f.parent, '') AS parent,
        CASE f.subject_kind WHEN 'goal' THEN f.subject ELSE coalesce(f.goal, '') END AS goal,
        CASE f.subject_kind WHEN 'team' THEN f.subject ELSE coalesce(f.team, '') END AS team,
        {_RANK.format(of="f")} AS rank, f.first_seen AS known, {stage} AS stage
    FROM findings f {handled}
    WHERE f.{open_or_not}
"""


_HEADS = """), chosen AS MATERIALIZED (
    SELECT * FROM listed WHERE {where}
), heads AS (
    SELECT * FROM chosen WHERE parent NOT IN (SELECT fingerprint FROM chosen)
)
"""
_NONE = "''"
_EVERY = f"SELECT fingerprint, '', rank, known, 0 FROM listed WHERE {{where}} ORDER BY {_WORST} LIMIT :size"
_TALLY = "SELECT '{}' AS facet, {} AS value, count(*), min(rank) FROM listed WHERE {}"
_GROUPS = "SELECT {by}, count(*), min(rank) FROM heads GROUP BY {by} {beyond} ORDER BY 3, 2 DESC, 1 LIMIT :size"
_FIRST = """
SELECT fingerprint, {by}, rank, known, many FROM (
    SELECT fingerprint, {by}, rank, known, count(*) OVER (PARTITION BY {by}) AS many,
        row_number() OVER (PARTITION BY {by} ORDER BY rank, known, fingerprint) AS nth
    FROM {of} WHERE {where}
) AS told WHERE nth <= :each ORDER BY rank, known, fingerprint
"""
