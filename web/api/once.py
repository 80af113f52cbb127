"""A request that changes something may come with an `Idempotency-Key`: whoever sends it again, not knowing what became of it,
is answered as the first time, and it is done once."""

from collections.abc import Callable, Coroutine
from hashlib import blake2b
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from scheduler.hub import Hub
from store import replies
from store.replies import UNDER_WAY, Reply
from web.door import barred, visitor_of
from web.site import site

HEADER = "idempotency-key"
LONGEST = 200  # characters of a key
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Once(APIRoute):
    """A route that heeds the key."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method in ("GET", "HEAD"):
                return await handle(request)
            if not 0 < len(key) <= LONGEST:
                raise HTTPException(422, f"an Idempotency-Key has 1 to {LONGEST} characters")
            return await _once(request, key, handle)

        return answer


class Untold(APIRoute):
    """A route whose answer holds a key: it is kept nowhere, so it cannot be given again."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if HEADER in request.headers:
                raise HTTPException(422, "this answer is told once and not kept; ask without an Idempotency-Key")
            return await handle(request)

        return answer


async def _once(request: Request, key: str, handle: Handler) -> Response:
    hub, digest = site(request).hub, await _digest(request)
    if refused := await run_in_threadpool(barred, request):
        raise refused
    person = (await run_in_threadpool(visitor_of, request)).person
    if before := await run_in_threadpool(_begin, hub, person, key, digest):
        return _again(before, digest)
    try:
        answered = await handle(request)
    except Exception:
        await run_in_threadpool(_forget, hub, person, key)
        raise
    await run_in_threadpool(_finish, hub, person, key, answered)
    return answered


async def _digest(request: Request) -> str:
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return blake2b(asked + await request.body(), digest_size=16).hexdigest()


def _again(before: Reply, digest: str) -> Response:
    if before.request != digest:
        raise HTTPException(422, "that Idempotency-Key was used for another request")
    if before.status == UNDER_WAY:
        raise HTTPException(409, "the request with that Idempotency-Key is under way; ask again in a moment")
    return Response(before.body, before.status, {"idempotent-replayed": "true"}, "application/json")


def _begin(hub: Hub, person: str, key: str, digest: str) -> Reply | None:
    with hub.store.write() as tx:
        return replies.begin(tx, person, key, digest, hub.clock())


def _forget(hub: Hub, person: str, key: str) -> None:
    with hub.store.write() as tx:
        replies.forget(tx, person, key)


def _finish(hub: Hub, person: str, key: str, answered: Response) -> None:
    with hub.store.write() as tx:
        replies.finish(tx, person, key, answered.status_code, bytes(answered.body).decode())
