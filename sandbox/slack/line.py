"""Socket Mode: a line that the app opens, and on which Slack calls.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack.conversation import Conversation
from sandbox.slack.delivery import Line

ABOUT_AN_HOUR = 3_600  # seconds after which Slack asks the app to connect again


def connected(talk: Conversation) -> Callable[[WebSocket], Awaitable[None]]:
    async def line(socket: WebSocket) -> None:
        if not talk.redeemed(socket.query_params.get("ticket", "")):
            return await socket.close()
        await socket.accept()
        opened = Line()
        talk.lines.append(opened)
        await socket.send_json(_hello(len(talk.lines)))
        hearing = asyncio.ensure_future(_heard(socket, talk, opened))
        try:
            await _said(socket, opened)
        finally:
            if opened in talk.lines:
                talk.lines.remove(opened)
            hearing.cancel()
            with suppress(asyncio.CancelledError):
                await hearing

    return line


async def _heard(socket: WebSocket, talk: Conversation, line: Line) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            talk.acknowledged(json.loads(await socket.receive_text()))
    line.cut()


async def _said(socket: WebSocket, line: Line) -> None:
    while (message := await line.queue.get()) is not None:
        await socket.send_json(message)
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close()


def _hello(count: int) -> dict[str, object]:
    about = {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": ABOUT_AN_HOUR}
    return {"type": "hello", "num_connections": count, "connection_info": {"app_id": "A0FAIRLEAD"}, "debug_info": about}


def goodbye(reason: str = "refresh_requested") -> dict[str, object]:
    """Slack closes each line now and then, and says so (`warning` some seconds before)."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
