"""A test so coarse that a database can make it: what an item must have for a rule to be able to hold."""

from typing import Literal

from msgspec import Struct


class Fits(Struct, frozen=True):
    """The field has a value that fits one of the shapes, in any case. A shape is the pieces of a text in order, between which
    anything may stand."""

    field: str
    shapes: tuple[tuple[str, ...], ...]


class Sieve(Struct, frozen=True):
    """`all` of the parts hold, or `any` one of them: all of none is true of every item."""

    op: Literal["all", "any"]
    parts: tuple["Sieve | Fits", ...] = ()


EVERY = Sieve("all")
