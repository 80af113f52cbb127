"""From the bytes of an answer to rows of cells: an odd row loses only itself."""

import json
from typing import Any

from connectors.rows import UNREADABLE, split, why
from connectors.sheets.merges import Rows


class Lost(list[Any]):
    """An empty row in place of one that could not be read."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


def tables(content: bytes) -> list[Rows]:
    """Of each range of a `values:batchGet` its rows. ValueError when it is no such answer."""
    try:
        return [_whole(each) for each in json.loads(content)["valueRanges"]]
    except (RecursionError, UnicodeDecodeError):
        _, parts = split(content, ["valueRanges"])
        return [[_one(row) for row in split(part, ["values"])[1]] if b'"values"' in part else [] for part in parts]
    except (LookupError, TypeError):
        raise ValueError("it has no ranges of values") from None


def _whole(each: Any) -> Rows:
    rows = each.get("values", []) if isinstance(each, dict) else None
    if not isinstance(rows, list):
        raise TypeError("no rows")
    return [row if isinstance(row, list) else Lost("it is no list of cells") for row in rows]


def _one(part: bytes) -> list[Any]:
    try:
        row = json.loads(part)
    except UNREADABLE as error:
        return Lost(why(error))
    return row if isinstance(row, list) else Lost("it is no list of cells")
