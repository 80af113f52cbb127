"""Tools that say "not now" to one process are left alone by all: until when and why, by connector."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from store import meta

_KEY = "pause of "


class Pause(Struct, frozen=True):
    """`why` is what the tool said. `denied`: it refused the credential, which somebody may have mended meanwhile."""

    until: datetime
    why: str
    denied: bool = False


def begin(tx: Connection, connector: str, pause: Pause) -> None:
    """The longer one holds."""
    known = _of(tx, connector)
    if known is None or known.until < pause.until:
        meta.put(tx, f"{_KEY}{connector}", msgspec.json.encode(pause).decode())


def current(tx: Connection, now: datetime) -> dict[str, Pause]:
    """Those that are not over, by connector."""
    rows = tx.execute(text("SELECT key FROM meta WHERE key LIKE :keys ORDER BY key"), {"keys": f"{_KEY}%"}).scalars()
    found = {key.removeprefix(_KEY): _of(tx, key.removeprefix(_KEY)) for key in rows.all()}
    return {connector: pause for connector, pause in found.items() if pause and now < pause.until}


def end(tx: Connection, connector: str) -> None:
    """It answers again."""
    tx.execute(text("DELETE FROM meta WHERE key = :key"), {"key": f"{_KEY}{connector}"})


def _of(tx: Connection, connector: str) -> Pause | None:
    return meta.decoded(tx, f"{_KEY}{connector}", msgspec.json.Decoder(Pause).decode)
