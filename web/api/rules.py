"""The mapping rules: those that stand in the files, what each links, and who saved what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import HTTPException, Path

from core.authority import Visitor
from mappings import RulesError
from mappings.rules import digest
from mappings.words import in_words
from scheduler.config import ConfigError
from scheduler.hub import Hub
from scheduler.proposing import proposals
from scheduler.rule_changes import Superseded
from scheduler.rule_files import File, files, text_on_disk, told
from scheduler.rule_saving import past_edits, text_of
from scheduler.rules_seen import RuleSeen, RulesSeen, rules_seen
from web.api.paging import Cursor, Limit, Number, Paged, Text, cursor_of, place_of
from web.api.router import resources
from web.api.shapes import Told, Words
from web.door import needs
from web.site import SiteHere

router = resources("rules")
Reader = Annotated[Visitor, needs("read")]
PRECISE, MOST = 0.8, 10  # as pages ask for proposed rules


class ProblemOut(Told):
    """`place` is the name of the file, with the line."""

    place: str
    level: Literal["error", "warning", "note"]
    message: str
    rule: str | None


class RuleOut(Told):
    """`when` and `unless` are told in words, `shares` are 0-1 by goal. `items` hold a link of it, `disputes` are those that
    people call wrong; `since` it is in force as it is (null: not yet)."""

    id: str
    file: str
    line: int
    shares: dict[str, float]
    exempt: bool
    also: list[str]
    when: list[str]
    unless: list[str]
    weight: int
    stop: bool
    valid_from: date | None
    valid_to: date | None
    description: str
    owner: str
    version: str
    items: int
    disputes: int
    since: datetime | None
    problems: list[ProblemOut]


class FileOut(Told):
    """A rule file. A team's may lead to the `goals` of these globs only. `digest` names its text: an edit says which one it was
    made from. Null: it cannot be read."""

    name: str
    own: bool
    goals: list[str]
    exempt: bool
    precedence: int
    digest: str | None


class FilesOut(Told):
    """The one that takes precedence first. `mistakes` are why they cannot be used (the rules of before stay in force),
    `problems` what is odd about no rule by itself; `edited`: the rules in force are still others."""

    files: list[FileOut]
    problems: list[ProblemOut]
    mistakes: list[ProblemOut]
    edited: bool


class TextOut(Told):
    digest: str
    text: str


class PastOut(Told):
    """An edit on record, from the text `before` to the text `after` (digests), and what it `moved`. `author` made it, where
    that was not whoever saved it."""

    at: datetime
    actor: str
    author: str | None
    file: str
    before: str
    after: str
    moved: dict[str, int]


class ProposedOut(Told):
    """A rule as TOML: right for the share `precision` of linked items that it holds for, and for `coverage` of those of the
    goal that no rule covers (`support` of them). It would link `catches` items that serve no goal now, such as `caught`."""

    toml: str
    goal: str
    precision: float
    support: int
    coverage: float
    catches: int
    caught: list[str]


@router.get("/rules")
def rules(here: SiteHere, _visitor: Reader, limit: Limit = 50, cursor: Cursor = None) -> Paged[RuleOut]:
    """By who wins; defaults come last."""
    seen = _seen(here.hub)
    every = [*seen.rules, *seen.defaults]
    begin = _after(every, place_of(cursor, tuple[Text])[0]) if cursor else 0
    page = every[begin : begin + limit]
    more = begin + limit < len(every)
    return Paged(items=[_rule(each) for each in page], next=cursor_of([page[-1].rule.id]) if more else None)


@router.get("/rules/files")
def rule_files(here: SiteHere, _visitor: Reader) -> FilesOut:
    seen = _seen(here.hub)
    return FilesOut(
        files=[_file(here.hub, each) for each in seen.files],
        problems=[ProblemOut.model_validate(each) for each in seen.problems],
        mistakes=[ProblemOut.model_validate(each) for each in seen.mistakes],
        edited=seen.edited,
    )


@router.get("/rules/files/{name:path}")
def rule_file(here: SiteHere, _visitor: Reader, name: Annotated[Words, Path()]) -> TextOut:
    """The text of a rule file as it stands."""
    with readable(here.hub):
        text = text_on_disk(here.hub.config, file_named(here.hub, name))
    return TextOut(digest=digest(text), text=text)


@router.get("/rules/history")
def history(here: SiteHere, _visitor: Reader, limit: Limit = 50, cursor: Cursor = None) -> Paged[PastOut]:
    """Who saved what, the newest first."""
    with here.hub.store.read() as tx:
        past = past_edits(tx)
    end = min(place_of(cursor, tuple[Number])[0], len(past)) if cursor else len(past)
    begin = max(0, end - limit)
    page = [
        PastOut(
            at=each.at,
            actor=each.actor,
            author=each.author,
            file=told(here.hub.config, each.file),
            before=each.before,
            after=each.after,
            moved={str(kind): count for kind, count in each.moved.items()},
        )
        for each in reversed(past[begin : max(0, end)])
    ]
    return Paged(items=page, next=cursor_of([begin]) if begin else None)


@router.get("/rules/suggestions")
def suggestions(here: SiteHere, _visitor: Reader) -> list[ProposedOut]:
    """Rules that people's links suggest, the most useful first. Takes seconds where there are many links. Nothing is saved."""
    with readable(here.hub):
        found = proposals(here.hub, precise=PRECISE, most=MOST)
    return [
        ProposedOut(
            toml=each.toml,
            goal=each.proposal.goal,
            precision=each.proposal.precision,
            support=each.proposal.support,
            coverage=each.proposal.coverage,
            catches=each.catches,
            caught=list(each.caught),
        )
        for each in found.rules
    ]


@router.get("/rules/texts/{named}")
def earlier_text(here: SiteHere, _visitor: Reader, named: Annotated[Words, Path()]) -> TextOut:
    """The text of a rule file before or after an edit, by its digest."""
    with here.hub.store.read() as tx:
        text = text_of(tx, named)
    if text is None:
        raise HTTPException(404, "no text of a rule file on record has this digest")
    return TextOut(digest=named, text=text)


def rule(here: SiteHere, _visitor: Reader, name: Annotated[Words, Path()]) -> RuleOut:
    """One rule, by its id."""
    found = _seen(here.hub).find(name)
    if found is None:
        raise HTTPException(404, f'there is no rule "{name}"')
    return _rule(found)


def file_named(hub: Hub, name: str) -> File:
    """The rule file of this name, the hub's own without one."""
    found = next((each for each in files(hub.config) if each.name == name or (not name and each.own)), None)
    if found is None:
        raise HTTPException(404, f"there is no rule file {name}")
    return found


@contextmanager
def readable(hub: Hub) -> Iterator[None]:
    """What is wrong with rule files is told in our words, without where they lie: 422 for what a text says, 409 for what stands
    in the way of it."""
    try:
        yield
    except RulesError as error:
        first, more = error.problems[0], len(error.problems) - 1
        also = f" (and {more} more; check tells all)" if more else ""
        raise HTTPException(422, told(hub.config, f"{first}{also}")) from None
    except (ConfigError, Superseded) as error:
        raise HTTPException(409, told(hub.config, str(error))) from None


def _seen(hub: Hub) -> RulesSeen:
    with readable(hub):
        return rules_seen(hub)


def _after(every: list[RuleSeen], name: str) -> int:
    """422 where the rule at which a page ended is gone."""
    for at, each in enumerate(every, 1):
        if each.rule.id == name:
            return at
    raise HTTPException(422, "the rules were edited meanwhile; ask without a cursor")


def _file(hub: Hub, file: File) -> FileOut:
    try:
        named = digest(text_on_disk(hub.config, file))
    except ConfigError:
        named = None
    return FileOut(
        name=file.name,
        own=file.own,
        goals=list(file.goals),
        exempt=file.exempt,
        precedence=file.precedence,
        digest=named,
    )


def _rule(seen: RuleSeen) -> RuleOut:
    rule = seen.rule
    return RuleOut(
        **{field: getattr(rule, field) for field in _SAID},
        **{field: getattr(seen, field) for field in ("file", "line", "items", "disputes", "since")},
        shares=dict(rule.shares),
        also=list(rule.also),
        when=[in_words(each) for each in rule.when],
        unless=[in_words(each) for each in rule.unless],
        problems=[ProblemOut.model_validate(each) for each in seen.problems],
    )


_SAID = ("id", "exempt", "weight", "stop", "valid_from", "valid_to", "description", "owner", "version")
