"""Turns what a tool answered, or failed to answer, into one of the three errors of the contract."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from connectors.transport.limits import SECONDARY, named_wait, spent
from connectors.transport.reading import reads
from connectors.transport.redact import redact
from core.contract import ConnectorError, Refused, Unauthorized, Unavailable

SAID = 300  # characters of the tool's own words that fit an error message

_TRANSIENT = frozenset((408, 425, 429))
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNSENDABLE = (httpx.LocalProtocolError, httpx.UnsupportedProtocol)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_SECONDARY = re.compile(r"secondary rate limit|abuse detection", re.IGNORECASE)
_MEND: Mapping[int, str] = {
    404: "check the name in the settings, and that the token's account may see it",
    410: "it is gone from the tool",
    414: "the request is too long, ask for less at once",
}


def place(tool: str, request: httpx.Request) -> str:
    """Tool, method and path; never the query, which may carry what people wrote or a token."""
    path = request.url.raw_path.partition(b"?")[0].decode("ascii", "replace")
    return f"{tool}: {request.method} {path[:200]}"


def of_status(tool: str, response: httpx.Response, now: float) -> ConnectorError:
    """The error for a status >= 400. `after` is set when the tool named a time; the body must have been read."""
    status, words = response.status_code, said(response)
    where = f"{place(tool, response.request)} answered {status}" + (f" ({words})" if words else "")
    if (
        status == 401 or "x-authentication-denied-reason" in response.headers
    ):  # with 403 where Jira wants a CAPTCHA solved
        return Unauthorized(
            f"{where}: the token is wrong or expired, renew it and update the setting token", status=401
        )
    wait = named_wait(status, response.headers, now)
    if status in (403, 429):
        if wait is None and (_SECONDARY.search(words) or spent(403, response.headers)):
            wait = SECONDARY
        if status == 403 and wait is None:
            return Unauthorized(f"{where}: the token lacks the right for this, give it the scope or access", status=403)
        return Unavailable(f"{where}: the tool's rate limit is used up, wait for it to pass", status=status, after=wait)
    if status >= 500 or status in _TRANSIENT:
        written = not reads(tool, response.request) and not (status == 503 and wait is not None)
        return Unavailable(
            f"{where}: the tool has trouble of its own, try later", status=status, after=wait, ambiguous=written
        )
    return Refused(f"{where}: {_MEND.get(status, 'the tool will not do this')}", status=status)


def of_failure(tool: str, request: httpx.Request, error: httpx.RequestError) -> ConnectorError:
    """The error for a request without a readable answer. A write that may have reached the tool is `ambiguous`."""
    where, kind = place(tool, request), type(error).__name__
    if isinstance(error, _UNSENDABLE):  # its text quotes our own headers
        return Refused(f"{where} cannot be sent ({kind}): check the setting base_url")
    words = redact(_one_line(str(error)))
    mend = "check the setting base_url and the network"
    if "CERTIFICATE_VERIFY_FAILED" in words:
        mend = "its certificate is not trusted, name the CA that signed it"
    ambiguous = not reads(tool, request) and not isinstance(error, _NOT_SENT)
    return Unavailable(f"{where} got no answer ({kind}: {words}): {mend}", ambiguous=ambiguous)


def said(response: httpx.Response) -> str:
    """The tool's own short explanation, on one line, without secrets."""
    try:
        text = _explanation(msgspec.json.decode(response.content))
    except (ValueError, RecursionError):
        is_page = "html" in response.headers.get("content-type", "")
        text = "" if is_page else response.content[: 4 * SAID].decode(errors="replace")
    return _one_line(redact(text))


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()[:SAID]


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
