"""What the hub's credentials may do beyond what it needs of them, and who else can read them."""

import logging
from collections.abc import Mapping, Sequence

import msgspec

from connectors.secret import secrets_of
from core.contract import ConnectorError, Identity
from scheduler.hub import Hub
from store import StoreError, meta

EXCESS = "excess of credentials"
_DECODER = msgspec.json.Decoder(dict[str, tuple[str, ...]])

log = logging.getLogger(__name__)


def excess(hub: Hub) -> Mapping[str, tuple[str, ...]]:
    """By tool, what its credential may do and the hub, as it is set up, does not need. Each tool is asked once; one that does
    not answer is left out, for it is told of elsewhere."""
    found: dict[str, tuple[str, ...]] = {}
    for name in hub.tools:
        if hub.stopping.is_set():
            break
        try:
            beyond = hub.connect(name).check().excess
        except ConnectorError:
            continue
        if beyond:
            found[name] = beyond
    return found


def tell_excess(hub: Hub) -> None:
    """Once, where a service begins: in the log, and for the page of the tools."""
    found = excess(hub)
    for name, beyond in found.items():
        log.warning("%s: %s", name, too_much(hub, name, beyond))
    try:
        with hub.store.write() as tx:
            meta.put(tx, EXCESS, msgspec.json.encode(found).decode())
    except StoreError as error:
        log.warning("%s", error)


def known_excess(hub: Hub) -> Mapping[str, tuple[str, ...]]:
    """As the service found it when it began."""
    with hub.store.read() as tx:
        return meta.decoded(tx, EXCESS, _DECODER.decode) or {}


def notes(hub: Hub, name: str, identity: Identity) -> Sequence[str]:
    """What is no fault, and should be mended."""
    open_files = [
        f"{key}: {words}" for key, secret in secrets_of(hub.config.connectors[name]) if (words := secret.exposed())
    ]
    return [*open_files, *([too_much(hub, name, identity.excess)] if identity.excess else [])]


def too_much(hub: Hub, name: str, beyond: Sequence[str]) -> str:
    writes = hub.live and not hub.is_read_only(name)
    when = "" if writes else " as long as nothing is written there"
    return f"its credential may do more than the hub needs{when}, take away: {', '.join(beyond)}"
