"""What is said when something cannot be had: a page for people, a problem (RFC 9457) for programs. Neither names a path, a
statement or a token (S27)."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from scheduler.approving import NotApproved
from scheduler.checking_in import NotKept
from scheduler.deciding import NotTheirs
from scheduler.decisions import NotHandled
from scheduler.item_looks import NotTheirItem
from scheduler.letters import NoSuchWrite
from scheduler.looking import NoSuchDay
from scheduler.undoing import Unknown
from scheduler.who.entry import NoEntry
from scheduler.wishes import NotChosen
from store import Busy, StoreError
from web.door import NotAllowed, NotSignedIn, barred
from web.pages.shell import failed
from web.who.limits import TooMany
from web.who.paths import sign_in_first

API = "/api/"
PROBLEM = "application/problem+json"
STATUS: Mapping[type[Exception], int] = {
    NotSignedIn: 401,
    NotAllowed: 403,
    NotTheirs: 403,
    NotTheirItem: 403,
    NoSuchDay: 404,
    Unknown: 404,
    NotHandled: 409,
    NotApproved: 409,
    NoSuchWrite: 409,
    NotKept: 409,
    NotChosen: 409,
    NoEntry: 409,
    TooMany: 429,
    Busy: 409,
    StoreError: 503,
}
SAID: Mapping[int, str] = {
    401: "sign in first",
    404: "there is no such page",
    405: "that cannot be done here",
    413: "that is more than the hub reads at once",
    422: "what was asked for cannot be understood",
    500: "something went wrong here; the log of the hub tells more",
    503: "the database does not answer; try again in a moment",
}
OURS = (
    *(NotAllowed, NotTheirs, NotTheirItem, NoSuchDay, Unknown, NotHandled, NotApproved, NotChosen),
    *(NoSuchWrite, NotKept, NoEntry, TooMany, Busy),
)
"""What these say is written for whoever asked."""
UNREAD = (400, 413, 422)
"""What was asked for could not be read, so nobody has looked yet whether they may."""

log = logging.getLogger(__name__)


def handle_errors(web: FastAPI) -> None:
    for kind in (*STATUS, HTTPException, RequestValidationError, Exception):
        web.add_exception_handler(kind, _told)


def _told(request: Request, error: Exception) -> Response:
    if _status(error) in UNREAD:
        error = barred(request) or error
    status = _status(error)
    if status >= 500:
        log.error("%s could not be answered: %s", request.url.path, type(error).__name__, exc_info=error)
    said = _said(error, status)
    headers = getattr(error, "headers", None)
    if request.url.path.startswith(API):
        told = {"title": said, "status": status, "errors": _wrong(error)}
        return JSONResponse(told, status, headers, PROBLEM)
    if status == 401 and request.headers.get("hx-request") != "true":
        return RedirectResponse(sign_in_first(request), 303)
    answer = failed(request, status, said)
    answer.headers.update(headers or {})
    return answer


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, RequestValidationError):
        return 422
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def _said(error: Exception, status: int) -> str:
    """What we say ourselves of what people asked; nothing of what went wrong within."""
    if isinstance(error, OURS):
        return str(error).removeprefix("--as-of ")
    if isinstance(error, HTTPException) and error.detail != HTTPStatus(status).phrase:
        return error.detail
    return SAID.get(status, "that could not be done")


def _wrong(error: Exception) -> list[dict[str, str]]:
    """Where a request is not as it should be, not what was given there; or which findings are for others."""
    if isinstance(error, NotTheirs):
        return [{"where": each.finding.fingerprint, "says": each.says} for each in error.refused]
    if not isinstance(error, RequestValidationError):
        return []
    return [{"where": ".".join(map(str, each["loc"])), "says": each["msg"]} for each in error.errors()]
