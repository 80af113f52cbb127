"""What the hub's credentials may do beyond what it needs of them, and who else can read them."""

import logging
from collections.abc import Mapping, Sequence

from connectors.secret import secrets_of
from core.contract import ConnectorError, Identity
from scheduler.hub import Hub

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
    """Once, where a service begins."""
    for name, beyond in excess(hub).items():
        log.warning("%s: %s", name, too_much(hub, name, beyond))


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
