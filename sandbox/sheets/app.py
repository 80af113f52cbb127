"""The Sheets API v4 over the state: https://developers.google.com/workspace/sheets/api/reference/rest

Paths and forms are held against Google's discovery document by the contract tests; behaviours against recorded answers.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.sheets import edits, masks, metadata, ranges
from sandbox.sheets.keys import GRANT
from sandbox.sheets.state import Book, GoogleError, SheetsState

LARGEST = 10_485_760  # bytes of a request; Google asks for no more than 2 MB
Action = Callable[[Book, Request, Any], dict[str, Any]]


def app(state: SheetsState) -> Starlette:
    """The ASGI application; it must run on one event loop, on which the state is changed too."""

    def route(path: str, method: str, action: Action, *, write: bool = True) -> Route:
        async def endpoint(request: Request) -> Response:
            book = _opened(state, request, write=write)
            state.count(write=request.method != "GET")
            answer = action(book, request, await _json(request))
            mask = request.query_params.get("fields")
            return JSONResponse(masks.only(answer, mask) if mask else answer)

        return Route(path, endpoint, methods=[method])

    async def token(request: Request) -> Response:
        return _token(state, parse_qs((await request.body()).decode()), str(request.url))

    one = "/v4/spreadsheets/{book}"
    routes = [
        Route("/token", token, methods=["POST"]),
        route(one + ":batchUpdate", "POST", edits.batch_update),
        route(one + "/developerMetadata:search", "POST", metadata.search, write=False),
        route(one + "/values:batchGet", "GET", ranges.batch_get, write=False),
        route(one + "/values:batchUpdate", "POST", ranges.batch_update),
        route(one + "/values/{range:path}:append", "POST", ranges.append),
        route(one + "/values/{range:path}:clear", "POST", ranges.clear),
        route(one + "/values/{range:path}", "GET", ranges.get, write=False),
        route(one + "/values/{range:path}", "PUT", ranges.update),
        route(one, "GET", _spreadsheet, write=False),
    ]
    return Starlette(routes=routes, exception_handlers={GoogleError: _error})


def _spreadsheet(book: Book, request: Request, body: Any) -> dict[str, Any]:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get, of the grid only what is asked
    for by a field mask."""
    del body
    mask = masks.parse(request.query_params.get("fields", ""))
    asked = "data" in mask.get("sheets", {})
    return {
        "spreadsheetId": book.id,
        "properties": {
            "title": book.title,
            "locale": book.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": book.time_zone,
        },
        "sheets": [edits.sheet(book, tab, grid=asked) for tab in book.tabs],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def _opened(state: SheetsState, request: Request, *, write: bool) -> Book:
    given = request.headers.get("authorization", "")
    if given != f"Bearer {state.token}":
        what = "Request had invalid authentication credentials." if given else "Request is missing required credential."
        raise GoogleError(401, "UNAUTHENTICATED", f"{what} Expected OAuth 2 access token.")
    book = state.books.get(request.path_params["book"])
    if book is None:
        raise GoogleError(404, "NOT_FOUND", "Requested entity was not found.")
    if book.role is None or (write and book.role == "reader"):
        raise GoogleError(403, "PERMISSION_DENIED", "The caller does not have permission")
    return book


def _token(state: SheetsState, form: dict[str, list[str]], audience: str) -> Response:
    grant, assertion = form.get("grant_type", [""])[0], form.get("assertion", [""])[0]
    if grant != GRANT or not state.account.proves(assertion, audience):
        problem = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        return JSONResponse(problem, status_code=400)
    return JSONResponse({"access_token": state.token, "expires_in": 3599, "token_type": "Bearer"})


async def _json(request: Request) -> Any:
    body = await request.body()
    if len(body) > LARGEST:
        raise GoogleError(413, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 10485760 bytes.")
    try:
        return json.loads(body) if body else {}
    except ValueError:
        raise GoogleError(400, "INVALID_ARGUMENT", "Invalid JSON payload received.") from None


async def _error(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, GoogleError)
    problem = {"code": error.code, "message": error.message, "status": error.status}
    return JSONResponse({"error": problem}, status_code=error.code)
