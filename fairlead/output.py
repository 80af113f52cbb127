"""How commands speak: results on stdout (or one JSON document), progress and complaints on stderr."""

import sys
from typing import Any, NoReturn

import msgspec

SCHEMA_VERSION = 1
OK, ERROR, USAGE, DRIFT, PARTLY, STOPPED = 0, 1, 2, 3, 4, 130


def document(**content: Any) -> None:
    """One JSON document on stdout."""
    text = msgspec.json.format(msgspec.json.encode({"schema_version": SCHEMA_VERSION, **content})).decode()
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(message: str) -> None:
    sys.stderr.write(message.rstrip() + "\n")


def fail(message: str, code: int = ERROR) -> NoReturn:
    complain(message)
    raise SystemExit(code)
