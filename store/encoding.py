"""Records as JSON, and those that no database can keep: half characters and NUL, which must not stop the others."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

import msgspec

from core.records import Account, Activity, Facet, Goal, Item, Rejected, Statement

R = TypeVar("R", Item, Facet, Activity, Account, Goal, Statement)
ENCODER = msgspec.json.Encoder()
_NUL = rb"\u0000"


def encode(records: Sequence[R], rejected: list[Rejected]) -> tuple[Sequence[R], list[bytes]]:
    """The records that can be kept and the JSON of each; the others are added to `rejected`."""
    if (lines := _lines(records)) is not None:
        return records, lines
    kept: list[R] = []
    data: list[bytes] = []
    for record in records:
        line = _lines([record])
        if line is None:
            rejected.append(_rejected(record))
        else:
            kept.append(record)
            data += line
    return kept, data


def digest(data: bytes) -> bytes:
    """By the one hash that processors know by themselves: half the time of BLAKE2."""
    return sha256(data).digest()[:16]


def clean(text: str) -> str:
    """Text that any database can keep."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _lines(records: Sequence[R]) -> list[bytes] | None:
    try:
        text = ENCODER.encode_lines(records)
    except UnicodeEncodeError:
        return None
    if text.rfind(_NUL) >= 0 and _NUL in text.replace(
        b"\\\\", b""
    ):  # from behind, where its rare backslash comes first
        return None
    return text.split(b"\n")[:-1]


def _rejected(record: R) -> Rejected:
    place = getattr(record, "place", None) or f"{record.source} {type(record).__name__.lower()} {_id(record)}"
    return Rejected(source=clean(record.source), place=clean(place), reason="its text has half characters or NUL in it")


def _id(record: R) -> str:
    return record.key if isinstance(record, Goal) else record.id
