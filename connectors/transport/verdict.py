"""Turns what a tool answered, or failed to answer, into one of the three errors of the contract."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from connectors.transport.limits import SECONDARY, named_wait
from connectors.transport.redact import redact
from core.contract import ConnectorError, Refused, Unauthorized, Unavailable

READS = frozenset(("GET", "HEAD"))
TRANSIENT = frozenset((408, 425, 429))
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
SAID = 300  # characters of the tool's own words that fit an error message

_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_SECONDARY = re.compile(r"secondary rate limit|abuse detection", re.IGNORECASE)


def of_status(tool: str, response: httpx.Response, now: float) -> ConnectorError:
    """The error for a status >= 400. `after` is set when the tool named a time; the body must have been read."""
    request, status = response.request, response.status_code
    words = said(response)
    place = f"{tool}: {request.method} {request.url.path} answered {status}" + (f" ({words})" if words else "")
    wait = named_wait(status, response.headers, now)
    if status in (403, 429) and _SECONDARY.search(words):
        wait = SECONDARY if wait is None else wait
    elif status == 403 and wait is None:
        return Unauthorized(f"{place}: the token lacks the right for this, give it the scope or access", status=status)
    if status == 401:
        return Unauthorized(
            f"{place}: the token is wrong or expired, renew it and update the setting token", status=status
        )
    if status == 403 or status == 429:
        return Unavailable(f"{place}: the tool's rate limit is used up, wait for it", status=status, after=wait)
    if status >= 500 or status in TRANSIENT:
        ambiguous = request.method not in READS and not (status == 503 and wait is not None)
        return Unavailable(
            f"{place}: the tool is in trouble, try later", status=status, after=wait, ambiguous=ambiguous
        )
    return Refused(f"{place}: {_MEND.get(status, 'the tool will not do this')}", status=status)


_MEND: Mapping[int, str] = {
    404: "check the name in the settings, and that the token's account may see it",
    410: "it is gone from the tool",
    414: "the request is too long, ask for less at once",
}


def of_failure(tool: str, request: httpx.Request, error: httpx.RequestError) -> Unavailable:
    """The error for a request without a readable answer. A write that may have reached the tool is `ambiguous`."""
    words = redact(_CONTROL.sub(" ", str(error)))[:SAID].strip()
    place = f"{tool}: {request.method} {request.url.path} got no answer ({type(error).__name__}: {words})"
    mend = "check the setting base_url and the network"
    if "CERTIFICATE_VERIFY_FAILED" in words:
        mend = "its certificate is not trusted, name the CA that signed it"
    ambiguous = request.method not in READS and not isinstance(error, NOT_SENT)
    return Unavailable(f"{place}: {mend}", ambiguous=ambiguous)


def said(response: httpx.Response) -> str:
    """The tool's own short explanation, on one line, without secrets."""
    try:
        text = _explanation(msgspec.json.decode(response.content))
    except (ValueError, RecursionError):
        text = "" if "html" in response.headers.get("content-type", "") else response.text
    return redact(_CONTROL.sub(" ", text).strip())[:SAID]


def _explanation(body: Any) -> str:
    """Jira: errorMessages, errors; GitHub: message, errors; Google: error.message; OAuth: error, error_description."""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    inner = error.get("message") if isinstance(error, dict) else error
    words = [body.get("message"), *_listed(body.get("errorMessages")), *_listed(body.get("errors"))]
    return "; ".join(word for word in (*words, inner, body.get("error_description")) if isinstance(word, str) and word)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [f"{field}: {text}" for field, text in value.items() if isinstance(text, str)]
    if isinstance(value, list):
        return [entry.get("message") if isinstance(entry, dict) else entry for entry in value]
    return []
