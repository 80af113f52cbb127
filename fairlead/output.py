"""How commands speak: results on stdout (or one JSON document), progress and complaints on stderr."""

import re
import sys
from typing import Any, NoReturn

import msgspec

from core.documents import SCHEMA_VERSION

OK, ERROR, USAGE, DRIFT, PARTLY, STOPPED = 0, 1, 2, 3, 4, 130

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """The text without what a terminal would obey: control characters other than tab and line end (ECMA-48: C0, DEL, C1), and
    those that turn the reading order (Unicode UAX #9). None of them has a width, so columns stay as they are."""
    return text if text.isprintable() else _UNSEEN.sub("", text)


def document(**content: Any) -> None:
    """One JSON document on stdout."""
    text = msgspec.json.format(msgspec.json.encode({"schema_version": SCHEMA_VERSION, **content})).decode()
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(message: str) -> None:
    sys.stderr.write(shown(message.rstrip()) + "\n")


def fail(message: str, code: int = ERROR) -> NoReturn:
    complain(message)
    raise SystemExit(code)
