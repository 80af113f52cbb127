"""What stands between the Slack connector and emulate: Slack answers its reading methods to GET as well as to POST, which is
what the connector relies on, and emulate to POST alone; and Slack lists the channels of which an app is a member by
`users.conversations`, which emulate lacks: here every channel is listed instead. The relay changes these two and nothing else.

https://docs.slack.dev/apis/web-api/#http-methods
https://docs.slack.dev/reference/methods/users.conversations
"""

from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

INSTEAD = {"/api/users.conversations": "/api/conversations.list"}
PASSED_ON = ("authorization", "content-type")


def relay(target: str) -> Starlette:
    async def pass_on(request: Request) -> Response:
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        asked = request.method == "GET"
        body = str(request.url.query).encode() if asked else await request.body()
        if asked:
            headers["content-type"] = "application/x-www-form-urlencoded"
        path = INSTEAD.get(request.url.path, request.url.path)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(target + path, content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])

    return Starlette(routes=[Route("/{path:path}", pass_on, methods=["GET", "POST"])])


def this_moment() -> datetime:
    """emulate lives in real time."""
    return datetime.now(UTC)
