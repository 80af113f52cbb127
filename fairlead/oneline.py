"""What is written somewhere, in one line of a table."""

import msgspec
from rich.text import Text

from core.checkins import number
from core.contract import CheckInRow
from core.plan import Verb
from core.wording import OPENING

WIDEST = 1_000  # characters: a terminal is narrower, and its library takes seconds for the width of a very long text


def one_line(verb: Verb, body: str | None) -> Text:
    """Cut where the column ends. The answer of a check-in is kept as a row of a sheet, and told in words here."""
    said = _told(msgspec.json.decode(body, type=CheckInRow)) if verb == "check-in" and body else body
    words = "–" if said is None else " ".join(said.removeprefix(OPENING).split())[:WIDEST]
    return Text(words, no_wrap=True, overflow="ellipsis")


def _told(row: CheckInRow) -> str:
    value = None if row.value is None else number(row.value)
    confidence = None if row.confidence is None else f"confidence {number(row.confidence)}/10"
    return f"{', '.join(filter(None, (value, confidence, row.note)))} ({row.day}, {row.by})"
