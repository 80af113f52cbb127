"""The hub's own marks on rows: by them a goal without an ID stays the same when people rename it.

A mark is developer metadata, which nobody sees in the page and which moves with its row. It also keeps a digest of the title,
because sorting moves the contents of rows: then the mark is where the title went.
https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from connectors.sheets.client import Tab
from connectors.sheets.slugs import slug

METADATA_KEY = "fairlead"


class Mark(Struct, frozen=True):
    """`title` is the digest of the goal's title when it was set."""

    id: int
    row: int
    title: str
    key: str


def marks_of(tab: Tab) -> list[Mark]:
    """Ours, as far as they can be read."""
    return [
        Mark(entry.metadata_id, row, *entry.metadata_value.split(" ", 1))
        for part in tab.data
        for row, metadata in enumerate(part.row_metadata, part.start_row)
        for entry in metadata.developer_metadata
        if entry.metadata_key == METADATA_KEY and " " in entry.metadata_value
    ]


def keys_of(marks: Sequence[Mark], titles: Mapping[int, str]) -> dict[int, str]:
    """The key of each marked row. A mark belongs to the row that has its title, be it its own or the only other one; a
    title that is nowhere any more was renamed, and the mark stays with its row."""
    digests = {row: digest(title) for row, title in titles.items()}
    often = Counter(digests.values())
    only = {said: row for row, said in digests.items() if often[said] == 1}
    found = {mark.row: mark.key for mark in marks if digests.get(mark.row) == mark.title}
    for mark in marks:
        if digests.get(mark.row) != mark.title and (row := only.get(mark.title)) is not None:
            found.setdefault(row, mark.key)
    taken = set(found.values())
    renamed = {mark.row: mark.key for mark in marks if mark.key not in taken and mark.row in digests}
    return renamed | found


def edits(
    spreadsheet: str, gid: int, marks: Sequence[Mark], wanted: Mapping[int, tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """What makes the marks say which goals stand where: `wanted` gives key and title by row. The id is our own, so that a
    second try of the same request fails instead of adding."""
    standing = {mark.key: mark for mark in marks}
    for row, (key, title) in wanted.items():
        span = {"sheetId": gid, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
        entry = {"metadataValue": f"{digest(title)} {key}", "location": {"dimensionRange": span}}
        mark = standing.get(key)
        if mark is None:
            unique = id_of(f"{spreadsheet}/{gid}/{key}")
            new = {"metadataId": unique, "metadataKey": METADATA_KEY, "visibility": "DOCUMENT", **entry}
            yield {"createDeveloperMetadata": {"developerMetadata": new}}
        elif (mark.row, mark.title) != (row, digest(title)):
            lookup = {"developerMetadataLookup": {"metadataId": mark.id}}
            change = {"dataFilters": [lookup], "developerMetadata": entry, "fields": "metadataValue,location"}
            yield {"updateDeveloperMetadata": change}


def id_of(name: str) -> int:
    """An id of developer metadata, which is positive and has 31 bits, made from a text that names it."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest()) >> 1 or 1


def removals(marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    for mark in marks:
        yield {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": mark.id}}}}


def digest(title: str) -> str:
    return blake2b(slug(title).encode(), digest_size=6).hexdigest()
