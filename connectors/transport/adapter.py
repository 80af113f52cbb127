"""What the SDK clients share: the check that an answer can be read before an SDK stumbles over it."""

import httpx
import msgspec

from connectors.transport.client import Http
from core.contract import Refused


def intact(http: Http, response: httpx.Response) -> httpx.Response:
    """`response`, when its body is JSON or empty. A cut or garbled body is `Refused` here; SDKs raise whatever they like."""
    if response.content:
        try:
            msgspec.json.decode(response.content)
        except (ValueError, RecursionError) as error:
            request = response.request
            raise Refused(
                f"{http.tool}: {request.method} {request.url.path} answered what cannot be read as JSON ({error}); "
                "check base_url, and whatever stands between the hub and the tool",
                status=response.status_code,
            ) from None
    return response
