"""From what should stand in the tools to the writes that bring it about: a difference, computed and not yet done."""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import blake2b, sha256
from types import MappingProxyType
from typing import Literal

import msgspec
from msgspec import Struct

from core.columns import FIGURES
from core.parts import Parts

Verb = Literal["label", "comment", "link", "message", "cells", "page", "check-in"]
Step = Literal["add", "change", "remove"]


class Target(Struct, frozen=True, order=True):
    """One place for one text of ours. `place` is an item key, a channel, a goal key or the place of a page; `topic` tells
    several texts of the same verb in one place apart (a label's name, the group of a message, a column, a check-in's week)."""

    tool: str
    verb: Verb
    place: str
    topic: str = ""


class Wanted(Struct, frozen=True):
    """What should stand at a target because of these findings (fingerprints). `parts` say the same as `body`, for tools that
    show more than plain text."""

    target: Target
    body: str
    url: str = ""
    findings: tuple[str, ...] = ()
    parts: Parts = ()


class Standing(Struct, frozen=True):
    """What the hub last wrote at a target and because of which findings, with the tool's ref for it."""

    target: Target
    body: str
    url: str = ""
    ref: str | None = None
    findings: tuple[str, ...] = ()
    parts: Parts = ()


class Aside(Struct, frozen=True):
    """A text that is not written again by itself: the tool refused it for good, or somebody undid it. Another text for the same
    target is; and so is this one when somebody takes it up again."""

    body: str | None
    url: str = ""
    parts: Parts = ()


class Operation(Struct, frozen=True):
    """One write. `mark` is the keyed hash of its target; `body` is None when the text should not stand any more. One that
    `undoes` what another run (its id) wrote shall `erase` it, if nothing of ours stood there before."""

    mark: str
    step: Step
    target: Target
    body: str | None
    before: str | None = None
    url: str = ""
    ref: str | None = None
    findings: tuple[str, ...] = ()
    parts: Parts = ()
    before_url: str = ""
    before_parts: Parts = ()
    undoes: str = ""
    erase: bool = False

    @property
    def text(self) -> Aside:
        """What it would have stand; that nothing should is the same whatever stood."""
        return Aside(self.body, self.url, self.parts) if self.body is not None else Aside(None)


class Plan(Struct, frozen=True):
    """Writes in the order in which they are applied."""

    operations: tuple[Operation, ...] = ()

    @property
    def notable(self) -> tuple[Operation, ...]:
        """What the guard counts, and holds."""
        return tuple(each for each in self.operations if notable(each.target))

    @property
    def quiet(self) -> tuple[Operation, ...]:
        """What waits for nobody's approval."""
        return tuple(each for each in self.operations if not notable(each.target))

    @property
    def digest(self) -> str:
        """Names exactly what people notice of this plan: an approval of it is void as soon as one of these writes differs."""
        return blake2b(msgspec.json.encode(self.notable), digest_size=6).hexdigest()


def notable(target: Target) -> bool:
    """Whether people notice what is written there: not the page that tells how all stands, nor figures beside goals, which
    change every day and notify nobody."""
    return target.verb != "page" and (target.verb != "cells" or target.topic not in FIGURES)


def mark_of(target: Target, hub_key: bytes) -> str:
    """The mark that only this hub can make, the same for ever, so that a lost database does not lose our writing."""
    return hmac.new(hub_key, msgspec.json.encode(target), sha256).hexdigest()[:32]


def make_plan(
    wanted: Iterable[Wanted],
    standing: Mapping[Target, Standing],
    hub_key: bytes,
    aside: Mapping[Target, Aside] = MappingProxyType({}),
) -> Plan:
    """Writes that turn what stands into what is wanted, less those that were put aside. Nothing differs: an empty plan."""
    by_target = {want.target: want for want in wanted}
    operations = [
        operation
        for target in sorted(by_target.keys() | standing.keys())
        if (operation := _operation(target, by_target.get(target), standing.get(target), hub_key))
        and aside.get(target) != operation.text
    ]
    return Plan(tuple(operations))


def _operation(target: Target, want: Wanted | None, stands: Standing | None, hub_key: bytes) -> Operation | None:
    mark = mark_of(target, hub_key)
    if want is None:
        assert stands is not None
        return Operation(
            *(mark, "remove", target, None, stands.body, stands.url, stands.ref),
            before_url=stands.url,
            before_parts=stands.parts,
        )
    if stands is None:
        return Operation(mark, "add", target, want.body, None, want.url, None, want.findings, want.parts)
    if (want.body, want.url, want.parts) != (stands.body, stands.url, stands.parts):
        return Operation(
            *(mark, "change", target, want.body, stands.body, want.url, stands.ref, want.findings, want.parts),
            before_url=stands.url,
            before_parts=stands.parts,
        )
    return None
