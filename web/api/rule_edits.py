"""Edits of rule files: looked at, tried on stored items, saved, and those that the guard holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import HTTPException, Path, Response
from pydantic import Field

from core.approval import HeldEdit
from core.authority import Visitor
from core.findings import Observation, Severity
from mappings.rules import digest
from scheduler.actor import acting
from scheduler.held_edits import approve_edit, drop_edit, held_edit, hold, waiting_edits
from scheduler.hub import Hub
from scheduler.moves import Kind
from scheduler.rule_changes import Preview
from scheduler.rule_drafts import lint, try_draft
from scheduler.rule_files import text_on_disk, told
from scheduler.rule_saving import Edit, Saved, save_rules
from web.api import rules
from web.api.findings import SubjectOut
from web.api.router import resources
from web.api.rules import ProblemOut, file_named, readable
from web.api.shapes import Given, Told, Words
from web.door import insist, needs
from web.site import SiteHere
from web.turns import TURNS

router = resources("rules")
Reader = Annotated[Visitor, needs("read")]
Author = Annotated[Visitor, needs("edit")]
Approver = Annotated[Visitor, needs("approve")]
LONGEST = 4_000_000  # characters of a rule file
Named = Annotated[Words, Path(description="the digest that names a held edit")]


class DraftIn(Given):
    """A text for this rule file; without a name for the hub's own."""

    file: Words = ""
    text: str = Field(max_length=LONGEST)


class SaveIn(DraftIn):
    """`base` is the digest of the text that it was made from, as `/rules/files` tells it."""

    base: Words


class TestedOut(Told):
    name: str
    place: str
    passed: bool
    expected: str
    came: str
    why: list[str]


class ExampleOut(Told):
    item: str
    title: str


class WayOut(Told):
    """So many items go from the same goals to the same others, such as these."""

    kind: Kind
    before: str
    after: str
    count: int
    examples: list[ExampleOut]


class ShiftOut(Told):
    """Effort on one goal (null: none) before and after, of all teams or of one: person-days, and shares 0-1."""

    goal: str | None
    team: str | None
    before: float
    after: float
    share_before: float
    share_after: float


class HeldBecause(Told):
    reason: str
    approval: str


class SeenOut(Told):
    detector: str
    subject: SubjectOut
    severity: Severity
    summary: str
    goal: str | None
    team: str | None
    owner: str | None


class PreviewOut(Told):
    """What it would do to the items as they stand: ids of rules that are new, edited and gone, how many items move and in which
    ways, the effort of four weeks, what detectors would see anew or no more, and whether the guard would hold it."""

    new: list[str]
    edited: list[str]
    gone: list[str]
    items: int
    counts: dict[Kind, int]
    ways: list[WayOut]
    effort: list[ShiftOut]
    opening: list[SeenOut]
    closing: list[SeenOut]
    held: HeldBecause | None
    problems: list[ProblemOut]
    first: bool


class HeldOut(Told):
    """An edit that waits until `ends` for somebody's approval of exactly it."""

    digest: str
    file: str
    base: str
    actor: str
    at: datetime
    ends: datetime
    reason: str
    approved_by: str | None
    approved_at: datetime | None


class HeldInFull(HeldOut):
    text: str


class SavedOut(Told):
    """`digest` names the text that stands in the file now. `same`: it said so already. `held`: nothing was written, and this
    edit waits."""

    digest: str
    same: bool
    moved: dict[Kind, int]
    held: HeldOut | None


@router.post("/rules/check")
def check(here: SiteHere, _visitor: Author, given: DraftIn) -> list[ProblemOut]:
    """All that can be said of the rules with this text without looking at items."""
    with readable(here.hub):
        found = lint(here.hub, file_named(here.hub, given.file), given.text)
    return [ProblemOut.model_validate(each) for each in found]


@router.post("/rules/test")
def run_tests(here: SiteHere, _visitor: Author, given: DraftIn) -> list[TestedOut]:
    """What comes of the tests that stand in this text."""
    with readable(here.hub):
        found = try_draft(here.hub, file_named(here.hub, given.file), given.text)
    return [TestedOut.model_validate(each) for each in found]


@router.post("/rules/preview")
def preview(here: SiteHere, visitor: Author, given: DraftIn) -> PreviewOut:
    """What saving it would do to what stands there now. Whoever asks again ends the look before."""
    hub = here.hub
    with readable(hub), TURNS.of(visitor.person, hub) as mine:
        present = text_on_disk(hub.config, file_named(hub, given.file))
        seen = save_rules(mine, _edit(hub, given, digest(present)), trial=True).preview
    return _preview(hub, seen)


@router.post("/rules/save", responses={202: {"model": SavedOut, "description": "the guard holds it for an approval"}})
def save(here: SiteHere, visitor: Author, given: SaveIn, answer: Response) -> SavedOut:
    """In force at once, or held for somebody to approve."""
    hub = here.hub
    with acting(visitor.person), readable(hub):
        saved = save_rules(hub, _edit(hub, given, given.base))
        held = hold(hub, saved) if saved.held else None
    answer.status_code = 202 if held else 200
    return _saved(hub, saved, held)


@router.get("/rules/held")
def held_edits(here: SiteHere, _visitor: Reader) -> list[HeldOut]:
    """Those that can still be approved, the newest first."""
    return [_held(here.hub, each) for each in waiting_edits(here.hub)]


@router.get("/rules/held/{named}")
def one_held(here: SiteHere, _visitor: Reader, named: Named) -> HeldInFull:
    found = _found(here.hub, named)
    return HeldInFull(**_held(here.hub, found).model_dump(), text=found.text)


@router.post("/rules/held/{named}/approve")
def approve(here: SiteHere, visitor: Approver, named: Named) -> SavedOut:
    """Saves exactly this edit."""
    hub = here.hub
    with acting(visitor.person), readable(hub):
        return _saved(hub, approve_edit(hub, _found(hub, named)), None)


@router.delete("/rules/held/{named}", status_code=204)
def drop(here: SiteHere, visitor: Author, named: Named) -> None:
    """By its author, or by somebody who might approve it."""
    edit = _found(here.hub, named)
    if edit.actor != visitor.person:
        insist(visitor, "approve")
    with acting(visitor.person):
        drop_edit(here.hub, edit)


# a rule may be called anything, so its own address comes last
router.get("/rules/{name:path}")(rules.rule)


def _edit(hub: Hub, given: DraftIn, base: str) -> Edit:
    file = file_named(hub, given.file)
    return Edit(file.path, given.text, base, file.name)


def _found(hub: Hub, named: str) -> HeldEdit:
    found = held_edit(hub, named)
    if found is None:
        raise HTTPException(404, "no edit is held under this digest")
    return found


def _held(hub: Hub, edit: HeldEdit) -> HeldOut:
    same = {field: getattr(edit, field) for field in _SAME}
    return HeldOut(**same, file=told(hub.config, edit.file), ends=edit.ends(hub.config.limits))


def _saved(hub: Hub, saved: Saved, held: HeldEdit | None) -> SavedOut:
    stands = saved.edit.base if held else digest(saved.edit.text)
    moved = dict(saved.preview.counts)
    return SavedOut(digest=stands, same=saved.same, moved=moved, held=_held(hub, held) if held else None)


def _preview(hub: Hub, seen: Preview) -> PreviewOut:
    problems = [ProblemOut.model_validate(each) for each in seen.problems]
    for each in problems:
        each.place, each.message = told(hub.config, each.place), told(hub.config, each.message)
    return PreviewOut(
        **{field: getattr(seen, field) for field in ("new", "edited", "gone", "items", "first")},
        counts=dict(seen.counts),
        ways=[WayOut.model_validate(each) for each in seen.ways],
        effort=[ShiftOut.model_validate(each) for each in seen.effort],
        opening=_observed(seen.opening),
        closing=_observed(seen.closing),
        held=HeldBecause.model_validate(seen.held) if seen.held else None,
        problems=problems,
    )


def _observed(some: Sequence[Observation]) -> list[SeenOut]:
    return [SeenOut.model_validate(each) for each in some]


_SAME = ("digest", "base", "actor", "at", "reason", "approved_by", "approved_at")
