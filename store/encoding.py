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
    kept: list[R] = []
    lines: list[bytes] = []
    buffer = bytearray()
    for record in records:
        if (line := _line(record, buffer)) is None:
            rejected.append(_rejected(record))
        else:
            kept.append(record)
            lines.append(line)
    return kept, lines


def keepable(records: Sequence[R], rejected: list[Rejected]) -> Sequence[R]:
    """The same for records whose JSON nobody keeps: looked through together, as long as nothing is wrong with any."""
    try:
        whole = ENCODER.encode_lines(records)
    except UnicodeEncodeError:
        whole = _NUL
    return encode(records, rejected)[0] if _has_nul(whole) else records


def digest(data: bytes) -> bytes:
    """By the one hash that processors know by themselves: half the time of BLAKE2."""
    return sha256(data).digest()[:16]


def clean(text: str) -> str:
    """Text that any database can keep."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _line(record: R, buffer: bytearray) -> bytes | None:
    """By way of a buffer that has grown before: to grow one for each record takes twice as long."""
    try:
        ENCODER.encode_into(record, buffer)
    except UnicodeEncodeError:
        return None
    return None if _has_nul(buffer) else bytes(buffer)


def _has_nul(text: bytes | bytearray) -> bool:
    """Looked for from behind, where its rare backslash comes first."""
    return text.rfind(_NUL) >= 0 and _NUL in text.replace(b"\\\\", b"")


def _rejected(record: R) -> Rejected:
    place = getattr(record, "place", None) or f"{record.source} {type(record).__name__.lower()} {_id(record)}"
    return Rejected(source=clean(record.source), place=clean(place), reason="its text has half characters or NUL in it")


def _id(record: R) -> str:
    return record.key if isinstance(record, Goal) else record.id
