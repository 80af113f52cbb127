"""Socket Mode: a line that the hub opens, and on which Slack tells of presses. No address of the hub need be public.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import logging
import socket
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from connectors.slack.desk import Desk
from core.contract import ConnectorError, Unauthorized
from core.presses import Answer

PING = 5.0  # seconds; a line that is silent for four times as long is opened anew
ANSWERING, ACKNOWLEDGING = 4, 2  # threads
LAST = 0.4  # seconds that the last answers are given, and as many the line

log = logging.getLogger(__name__)
_sdk = logging.getLogger(f"{__name__}.sdk")
_sdk.setLevel(logging.WARNING)  # below that, it writes down what people wrote, and the ticket of the line


class Line(SocketModeClient):
    """Slack's own client, with addresses of ours. `lost` is why it is in vain to try again."""

    def __init__(self, address: Callable[[], str], heard: Callable[["Line", SocketModeRequest], None]) -> None:
        super().__init__(app_token="", logger=_sdk, concurrency=ACKNOWLEDGING, ping_interval=PING)
        self._address = address
        self.lost: Unauthorized | None = None
        self.socket_mode_request_listeners.append(lambda _, request: heard(self, request))

    def issue_new_wss_url(self) -> str:
        try:
            return self._address()
        except Unauthorized as error:
            self.lost = error
            raise

    def keep(self, stopping: Event, ready: Callable[[], None]) -> None:
        """Opens it for the first time, however often that takes; the client's own watch opens it again."""
        while not (stopping.is_set() or self.lost or self.is_connected()):
            try:
                self.connect_to_new_endpoint()
            except ConnectorError as error:
                log.warning("%s; the line for presses is tried again in %.0f s", error, PING)
            stopping.wait(0 if self.is_connected() else PING)
        if self.is_connected():
            ready()

    def connect(self) -> None:
        self._cut()
        super().connect()

    def hang_up(self) -> None:
        self.closed, self.auto_reconnect_enabled = True, False
        self._cut()
        self.message_queue.put(None)
        closing = Thread(target=self.close, name="slack hangs up", daemon=True)
        closing.start()
        closing.join(LAST)

    def _cut(self) -> None:
        """Before it closes a line, the client waits up to three seconds for what is said there next."""
        session = self.current_session
        if session and session.sock:
            with suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)


def listen(desk: Desk, address: Callable[[], str], answer: Answer, stopping: Event, ready: Callable[[], None]) -> None:
    """Until `stopping`. Each envelope is acknowledged before it is answered, except a form, whose acknowledgement is the
    answer. Unauthorized when Slack does not take the token."""
    pool, open_answers = ThreadPoolExecutor(ANSWERING, "slack answers"), set[Future[None]]()

    def heard(line: Line, request: SocketModeRequest) -> None:
        future = pool.submit(_answered, line, request, desk, answer)
        open_answers.add(future)
        future.add_done_callback(open_answers.discard)
        future.add_done_callback(_told)

    line = Line(address, heard)
    Thread(target=line.keep, args=(stopping, ready), name="slack line", daemon=True).start()
    while not (stopping.wait(0.2) or line.lost):
        pass
    line.hang_up()
    wait(list(open_answers), LAST)
    pool.shutdown(wait=False)
    if line.lost and not stopping.is_set():
        raise line.lost


def _answered(line: Line, request: SocketModeRequest, desk: Desk, answer: Answer) -> None:
    told = desk.hear(request.payload)
    if told is None or not told.submitted:
        _acknowledge(line, request)
    if told:
        reply = desk.answer(told, answer)
        if told.submitted:
            _acknowledge(line, request, reply)


def _acknowledge(line: Line, request: SocketModeRequest, payload: dict[str, Any] | None = None) -> None:
    """One that is lost with its line is told again by Slack, under the same id."""
    with suppress(SlackClientError):
        line.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload or None))


def _told(future: Future[None]) -> None:
    if error := future.exception():
        log.error("slack: what was told was not answered", exc_info=error)
