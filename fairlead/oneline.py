"""What is written somewhere, in one line of a table."""

from rich.text import Text

from core.plan import Verb
from core.wording import OPENING
from core.written import said

WIDEST = 1_000  # characters: a terminal is narrower, and its library takes seconds for the width of a very long text


def one_line(verb: Verb, body: str | None) -> Text:
    """Cut where the column ends."""
    told = said(verb, body)
    words = "–" if told is None else " ".join(told.removeprefix(OPENING).split())[:WIDEST]
    return Text(words, no_wrap=True, overflow="ellipsis")
