"""A terminal in which titles, labels and rules of other people are shown, never obeyed."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from fairlead.output import shown


class Terminal(Console):
    """A console whose only escapes are its own styles. In plain strings square brackets are no styles, and colons around a word
    no signs: use `Text` for styles."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"markup": False, "emoji": False, **options})

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=shown(segment.text))
