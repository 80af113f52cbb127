"""What the SDK clients share: the check that an answer can be read before an SDK stumbles over it."""

import json

import httpx

from connectors.transport.client import Http
from core.contract import Refused


def intact(http: Http, response: httpx.Response) -> httpx.Response:
    """`response`, when its body is JSON or empty. A cut or garbled body is `Refused` here; SDKs raise whatever they like.

    Half a character (a lone surrogate) is let through: in one message it must not stop a channel.
    """
    if response.content:
        try:
            json.loads(response.content, parse_constant=_no_json)
        except (ValueError, RecursionError) as error:
            request = response.request
            raise Refused(
                f"{http.tool}: {request.method} {request.url.path} answered what cannot be read as JSON ({error}); "
                "check base_url, and whatever stands between the hub and the tool",
                status=response.status_code,
            ) from None
    return response


def _no_json(constant: str) -> None:
    """NaN and Infinity, which the standard library would take."""
    raise ValueError(f"{constant} is no JSON")
