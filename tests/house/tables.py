"""Tables of settings in the pages, read as data."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.house.commands import ROOT

_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| .+ \|$", re.MULTILINE)


class Default(NamedTuple):
    """`required` settings have no default; None is written as "none"."""

    required: bool
    value: Any


def section(page: str, heading: str) -> str:
    """What stands under a heading of docs/`page`, up to the next one."""
    text = (ROOT / "docs" / page).read_text()
    assert f"\n{heading}\n" in text, f"{page} has no heading {heading}"
    return re.split(r"^#+ ", text.split(f"\n{heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def settings_table(page: str, heading: str) -> Mapping[str, Default]:
    """Each key of the table with its default, in order; a key that stands twice is an error."""
    rows = _ROW.findall(section(page, heading))
    assert len(dict(rows)) == len(rows)
    return {key: _default(cell) for key, cell in rows}


def _default(cell: str) -> Default:
    if cell in ("required", "none"):
        return Default(cell == "required", None)
    return Default(False, tomllib.loads(f"value = {cell.strip('`')}")["value"])
