"""A sign of life to somebody outside, who raises the alarm when it stays away: so even a machine that is gone is noticed."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from connectors.transport import Http, redact
from core.contract import ConnectorError, Wire
from core.stream_state import silent
from scheduler.hub import Hub
from scheduler.service.pulse import Pulse
from store import StoreError
from store.stream_states import stream_states

EVERY = 60.0  # seconds
TELLING = 12  # characters from which on a part of an address is a secret, and no ordinary word

log = logging.getLogger(__name__)


class DeadMan:
    """Asks the address of `[service] dead_man`, as long as all is well."""

    def __init__(self, hub: Callable[[], Hub], pulse: Pulse) -> None:
        self._hub, self._pulse = hub, pulse
        self._trouble = ""

    def look(self) -> None:
        """Nothing goes out where something is wrong; what that is, is logged once."""
        hub = self._hub()
        if hub.config.service.dead_man is None:
            return
        trouble = self._pulse.hindrance() or _silence(hub) or _asked(hub)
        if trouble and trouble != self._trouble:
            log.warning("no sign of life is sent: %s", trouble)
        elif self._trouble and not trouble:
            log.info("signs of life are sent again")
        self._trouble = trouble or ""


def _silence(hub: Hub) -> str | None:
    try:
        with hub.store.read() as tx:
            found = silent(stream_states(tx), hub.clock())
    except StoreError:
        return "the database does not answer"
    return f"nothing was read from {', '.join(sorted(found))} for long" if found else None


def _asked(hub: Hub) -> str | None:
    """The address is a secret: it stands in no message."""
    secret = hub.config.service.dead_man
    assert secret is not None
    try:
        address = secret.reveal().get_secret_value()
    except ValueError as error:
        return f"[service] dead_man: {error}"
    parts = urlsplit(address)
    for each in (address, parts.path, parts.query, *parts.path.split("/")):
        if len(each) >= TELLING:
            redact.register(each)
    try:
        http = Http(f"{parts.scheme}://{parts.netloc}", tool="dead man", wire=Wire())
    except ValueError:
        return "[service] dead_man: write an address that begins with https://"
    try:
        http.get(address)
    except ConnectorError as error:
        return redact.redact(str(error))
    finally:
        http.close()
    return None
