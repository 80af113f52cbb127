"""For clients whose address is hard-wired: what they ask of it goes to the loopback server. Nothing else of them changes."""

from typing import Any

from requests.adapters import HTTPAdapter


def redirect(address: str, base: str) -> None:
    """All that `requests` sends to URLs that begin with `address`, from now on."""
    send = HTTPAdapter.send

    def sent(self: HTTPAdapter, request: Any, *arguments: Any, **named: Any) -> Any:
        if request.url.startswith(address):
            request.url = base + request.url.removeprefix(address)
        return send(self, request, *arguments, **named)

    HTTPAdapter.send = sent  # type: ignore[method-assign]
