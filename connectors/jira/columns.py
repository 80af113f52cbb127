"""Which of a site's own fields mean what: their ids differ from site to site, so they are found by schema and by name.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/#api-rest-api-3-field-get
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

from msgspec import Struct, defstruct

from connectors.jira.shapes import Field, Fields
from core.contract import Refused
from core.spelling import nearest

_POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
_SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
_FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
_CHECKBOX = "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"
_POINT_NAMES = frozenset(("story point estimate", "story points"))


class Own(NamedTuple):
    """A field to keep: `name` as the settings say it."""

    name: str
    id: str


class Columns(Struct, frozen=True, kw_only=True, dict=True):
    """Ids of the site's own fields. A site can have several for one thing, each in use in other projects."""

    points: tuple[str, ...] = ()
    sprints: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    epics: tuple[str, ...] = ()
    own: tuple[Own, ...] = ()
    parent_names: frozenset[str] = frozenset()
    flag_names: frozenset[str] = frozenset()

    @cached_property
    def shape(self) -> type[Fields]:
        """`Fields` with these beside them, each under its id: a typed decoder reads all of an issue at once."""
        added: list[tuple[str, Any, Any]] = [(each, Any, None) for each in self._added]
        return cast(type[Fields], defstruct("SiteFields", added, bases=(Fields,), kw_only=True, gc=False))

    @cached_property
    def asked(self) -> str:
        """The names that a search asks for."""
        return ",".join((*Fields.__struct_fields__, *self._added))

    @property
    def _added(self) -> list[str]:
        ids = (*self.points, *self.sprints, *self.flags, *self.parents, *self.epics, *(own.id for own in self.own))
        return [each for each in dict.fromkeys(ids) if each not in Fields.__struct_fields__ and each.isidentifier()]


def columns(
    fields: Sequence[Field], *, own: Iterable[str], points: str, parents: Sequence[str], epics: Sequence[str]
) -> Columns:
    """`own` and `points` are names or ids out of the settings; `parents` and `epics` are schemas. `Refused` for a name that
    no field has, or several have."""
    linked = [field for field in fields if _custom(field) in parents]
    flags = [field for field in fields if _custom(field) == _CHECKBOX and "flagged" in _names(field)]
    return Columns(
        points=(_chosen(fields, points, "points_field"),) if points else tuple(_points(fields)),
        sprints=tuple(field.id for field in fields if _custom(field) == _SPRINT),
        flags=tuple(field.id for field in flags),
        parents=tuple(field.id for field in linked),
        epics=tuple(field.id for field in fields if _custom(field) in epics),
        own=tuple(Own(name, _chosen(fields, name, "fields")) for name in dict.fromkeys(own)),
        parent_names=frozenset(field.name for field in linked if field.name),
        flag_names=frozenset(field.name for field in flags if field.name),
    )


def _points(fields: Sequence[Field]) -> Iterator[str]:
    yield from (field.id for field in fields if _custom(field) == _POINTS)
    yield from (field.id for field in fields if _custom(field) == _FLOAT and _POINT_NAMES & _names(field))


def _chosen(fields: Sequence[Field], name: str, setting: str) -> str:
    place = f"of the setting {setting} of [connectors.jira]"
    found = [field.id for field in fields if name == field.id or _same(name) == _same(field.name or "")]
    if len(found) > 1:
        raise Refused(f"jira: {len(found)} fields are named {name!r}: write one of {', '.join(found)} in place {place}")
    if not found:
        shown = nearest(name, [field.name for field in fields if field.name])
        mend = f"did you mean {shown!r}?" if shown else "write it as the issue shows it, and see that the account may"
        raise Refused(f"jira: the site has no field {name!r} {place}: {mend}")
    return found[0]


def _custom(field: Field) -> str:
    return (field.schema and field.schema.custom) or ""


def _names(field: Field) -> frozenset[str]:
    """The name is translated for the account; the names by which JQL knows it are not."""
    return frozenset(_same(name) for name in (field.name or "", *field.clause_names))


def _same(name: str) -> str:
    return " ".join(name.casefold().split())
