"""A secret stays with the place that it was first used for: another `base_url` alone does not get it sent there.

What is kept is a hash under the hub's own key, so that the database tells nobody whether a guess is right.
"""

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from core.contract import Unauthorized, Unavailable
from scheduler.actor import actor
from store import StoreError, audit, meta

if TYPE_CHECKING:
    from scheduler.hub import Hub


def bind(hub: "Hub", tool: str, place: str, secret: str) -> None:
    """Unauthorized when the secret was given for other places, unless `hub.trusted` names the tool: then it is for this one
    too. For `Wire.bind`, and therefore a `ConnectorError` when it cannot be looked up."""
    try:
        if known := _bound(hub, tool, place, _name(hub, secret)):
            raise Unauthorized(
                f"{tool}: what the hub is to send to {place} was given for {known}, so nothing was sent; put another token "
                f"there, or say that both are right: fairlead doctor --trust {tool}"
            )
    except StoreError as error:
        raise Unavailable(f"{tool}: whether its token is for {place} cannot be looked up: {error}") from None


def _bound(hub: "Hub", tool: str, place: str, name: str) -> str | None:
    """The other places that it was given for, None when it may go to this one."""
    with hub.store.read() as tx:
        places = (meta.get(tx, name) or "").split("\n")
    if place in places:
        return None
    with hub.store.write() as tx:
        told = meta.get(tx, name)
        if told and tool not in hub.trusted:
            return ", ".join(told.split("\n"))
        meta.put(tx, name, f"{told}\n{place}" if told else place)
        if told:
            audit.record(tx, hub.clock(), actor(), "trusted", f"connectors.{tool}", told, place)
    return None


def _name(hub: "Hub", secret: str) -> str:
    return "bound " + hmac.new(hub.key, b"secret\0" + secret.encode(), sha256).hexdigest()
