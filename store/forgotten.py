"""Those who were erased: pseudonyms by the keyed hashes of what they stand for (`core.erasure`)."""

import msgspec
from sqlalchemy import Connection

from store import meta

KEY = "erased"


def known(tx: Connection) -> dict[str, str]:
    return msgspec.json.decode(meta.get(tx, KEY) or "{}", type=dict[str, str])


def remember(tx: Connection, more: dict[str, str]) -> None:
    meta.put(tx, KEY, msgspec.json.encode(known(tx) | more).decode())
