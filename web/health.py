"""`GET /healthz` and `/readyz`: whether the process lives, and whether it does its work. For whoever starts it anew, or sends
it requests."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


def asked(trouble: Callable[[], str | None]) -> Callable[[Request], Response]:
    """200 without trouble, 503 with it, in words that tell nothing of the machine."""

    def answer(_request: Request) -> Response:
        found = trouble()
        return PlainTextResponse(f"{found or 'ok'}\n", 503 if found else 200)

    return answer
