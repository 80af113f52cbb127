"""People: who is who in the other tools, and in which team."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from connectors.sheets import cells
from connectors.sheets.rows import Row, Sheet
from connectors.sheets.statements import Context, Places, read_each
from core.records import Profile, Rejected, Statement

TOOLS = ("jira", "github", "slack")
_ADDRESS = re.compile(r"https?://[^/\s]+/(?:[^/\s]+/)*")  # of a profile page, whose last part is the account


def read_people(sheets: Sequence[Sheet], context: Context) -> tuple[list[Statement], list[Rejected]]:
    del context
    places = Places("this person")

    def read(row: Row) -> Iterator[Profile]:
        def once(cell: Any) -> str:
            address = cells.email(cell)
            places.first(address, row.place("email"))
            return address

        if (address := row.read("email", once, lost=True)) is None:
            return
        yield Profile(
            source="sheets",
            id=address,
            email=address,
            place=row.sheet.place(row.index, 0),
            name=row.read("name", cells.remark) or "",
            team=row.read("team", cells.name),
            accounts=tuple(f"{tool}:{handle}" for tool in TOOLS for handle in row.read(tool, handles) or ()),
        )

    return read_each(sheets, read)


def handles(cell: Any) -> tuple[str, ...]:
    """`@ana-l, https://github.com/ana-l` is `ana-l`."""
    said = cells.name(cell) or ""
    found = (_ADDRESS.sub("", part.rstrip("/")).removeprefix("@") for part in re.split(r"[,;\s]+", said))
    return tuple(dict.fromkeys(filter(None, found)))
