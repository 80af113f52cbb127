"""A service desk with a REST interface of five paging styles, that keeps its times by a clock of the test's."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import SimulatedClock

TOKEN = "desk-token-5b8f0e"
MOST = 2  # tickets on a page, however many are asked for
FIELDS = {
    "id": "id",
    "title": "subject",
    "status": "status.name",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "assignee": "assignees.email",
    "labels": "tags.name",
}
STYLES: Mapping[str, dict[str, Any]] = {
    "none": {},
    "page": {"param": "page", "size_param": "per_page", "size": 100},
    "offset": {"param": "skip", "size_param": "per_page"},
    "cursor": {"param": "after", "next": "meta.next", "size_param": "per_page"},
    "link": {"next": "links.next"},
    "header": {"style": "link"},
}


def source(style: str = "none", **given: Any) -> dict[str, Any]:
    """A table of `[[connectors.rest.sources]]` that fits the desk."""
    return {
        "name": "tickets",
        "path": f"/v2/{style}",
        "items": "data.tickets",
        "link": "https://desk.example.com/t/{id}",
        "fields": FIELDS,
        "statuses": {"New": "todo", "open": "doing", "Solved": "done"},
        "paging": {"style": style, **STYLES[style]},
    } | given


class Desk:
    """`answer` in place of the list is given as it stands, with the number of the question for `{turn}`. `asked` holds the
    parameters of every request."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.tickets: list[Any] = []
        self.answer: bytes | None = None
        self.asked: list[dict[str, str]] = []
        self._turns = count(1)
        self.app = Starlette(routes=[Route("/v2/{style}", self.list)])

    def add(self, **given: Any) -> dict[str, Any]:
        at, number = self.clock().isoformat(), len(self.tickets) + 1
        ticket = {"id": number, "subject": f"Ticket {number} for [O-12]", "status": {"name": "Open"}, "created_at": at,
                  "updated_at": at, "assignees": [{"email": "ada@example.org"}], "tags": [{"name": "vip"}]}  # fmt: skip
        self.tickets.append(ticket | given)
        return self.tickets[-1]  # type: ignore[no-any-return]

    def change(self) -> str:
        self.tickets[1] |= {"subject": f"Changed {next(self._turns)}", "updated_at": self.clock().isoformat()}
        return "tickets/2"

    async def list(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        if f"Bearer {TOKEN}" != request.headers.get("authorization") and request.headers.get("x-api-key") != TOKEN:
            return JSONResponse({"message": "who are you?"}, 401)
        if self.answer is not None:
            said = self.answer.replace(b"{turn}", str(len(self.asked)).encode())
            return Response(said, media_type="application/json")
        found = [each for each in self.tickets if _since(request.query_params)(each)]
        style = request.path_params["style"]
        if style == "none":
            return JSONResponse({"data": {"tickets": found}})
        return _page(style, request, found)


def _page(style: str, request: Request, found: list[Any]) -> Response:
    """A cursor is the place of the next ticket; so is the number in a link."""
    asked = request.query_params
    at = (int(asked.get("page", 1)) - 1) * MOST if style == "page" else int(asked.get("skip", asked.get("after", 0)))
    rows, end = found[at : at + MOST], at + MOST
    more = end < len(found)
    body: dict[str, Any] = {"data": {"tickets": rows}, "meta": {"next": end if more else None}, "links": {}}
    following = str(request.url.include_query_params(after=end))
    if style == "link" and more:
        body["links"] = {"next": f"?{request.url.include_query_params(after=end).query}"}
    return JSONResponse(body, headers={"Link": f'<{following}>; rel="next"'} if style == "header" and more else {})


def _since(asked: Mapping[str, str]) -> Callable[[Any], bool]:
    """An open range, as careless tools have it: what changed in that very second is left out."""
    if "since" in asked:
        at = datetime.fromisoformat(asked["since"])
    elif "epoch" in asked:
        number = int(asked["epoch"])
        at = datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
    else:
        return lambda _: True
    return lambda ticket: datetime.fromisoformat(ticket["updated_at"]) > at
