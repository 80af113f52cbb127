"""A long page in as few pieces as a tool takes, in order and whole: for tools that bound what one text may hold."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from core.parts import Part, Parts

Size = Callable[[Part], int]
LONGEST_TITLE = 500  # characters of a title inside the page


def pieces(parts: Iterable[Part], size: Size, room: int) -> list[Parts]:
    """At least one piece. A part that is too long alone is parted between its lines, else anywhere."""
    found: list[list[Part]] = [[]]
    used = 0
    for part in (piece for each in parts for piece in _fitting(_titled(each), size, room)):
        more = size(part)
        if found[-1] and used + more > room:
            found.append([])
            used = 0
        found[-1].append(part)
        used += more
    return [tuple(piece) for piece in found]


def _titled(part: Part) -> Part:
    return replace(part, title=" ".join(part.title.split())[:LONGEST_TITLE])


def _fitting(part: Part, size: Size, room: int) -> Iterator[Part]:
    if size(part) <= room or len(part.text) < 2:
        yield part
        return
    middle = len(part.text) // 2
    cut = part.text.rfind("\n", 0, middle) + 1 or middle
    yield from _fitting(replace(part, text=part.text[:cut].rstrip("\n")), size, room)
    yield from _fitting(Part(part.text[cut:]), size, room)
