"""What goes on between people and the app beside messages: modals, home tabs, whispers, and the lines on which Slack calls."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.slack.delivery import Delivery, Line, Payload, nothing
from sandbox.slack.signing import posted

View = dict[str, Any]

TRIGGER_LIFE = timedelta(seconds=3)


@dataclass
class Whisper:
    """A message that only one person sees."""

    channel: str
    user: str
    text: str
    blocks: list[Payload]
    thread_ts: str | None


@dataclass
class Conversation:
    """`address` is where the app found the workspace; `request_url` where Slack calls the app that has no line.

    `modals` are open, by id; `homes` by person. Everything here is used on the server's thread.
    """

    clock: SimulatedClock
    app_token: str = "xapp-1-A0FAIRLEAD-1-sandbox"  # noqa: S105
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105
    request_url: str | None = None
    address: str = ""
    modals: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    whispers: list[Whisper] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    _waiting: dict[str, Delivery] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def number(self) -> int:
        return next(self._numbers)

    def trigger(self, user: str) -> str:
        """What a press gives the app to open a modal with."""
        key = f"{self.number()}.{self.clock().timestamp():.0f}.sandbox"
        self._triggers[key] = user, (self.clock() + TRIGGER_LIFE).timestamp()
        return key

    def exchanged(self, trigger: str) -> tuple[str, str]:
        """Whose trigger it is, and why it is no good."""
        user, until = self._triggers.pop(trigger, ("", 0.0))
        if not user:
            return "", "invalid_trigger_id"
        return user, "expired_trigger_id" if self.clock().timestamp() > until else ""

    def ticket(self) -> str:
        key = f"ticket-{self.number()}"
        self._tickets.add(key)
        return key

    def redeemed(self, ticket: str) -> bool:
        """A ticket opens one line."""
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    def deliver(self, kind: str, payload: Payload, show: Callable[[Payload], None] = nothing) -> Delivery:
        """Over the newest line, or to `request_url`. `kind` is interactive or events_api; `show` gets the answer."""
        answers = payload.get("type") == "view_submission"
        key = f"envelope-{self.number()}"
        envelope = {"envelope_id": key, "type": kind, "accepts_response_payload": answers, "payload": payload}
        if kind == "events_api":
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        delivery = Delivery(envelope, show)
        if self.lines:
            self._waiting[key] = delivery
            self.lines[-1].say(envelope)
        elif self.request_url:
            self._post(self.request_url, delivery)
        else:
            raise RuntimeError("nobody listens: the app has no line open, and no request_url")
        return delivery

    def acknowledged(self, message: Mapping[str, Any]) -> None:
        if delivery := self._waiting.pop(str(message.get("envelope_id")), None):
            delivery.heard(message.get("payload") or {})

    def _post(self, url: str, delivery: Delivery) -> None:
        secret, now = self.signing_secret, int(self.clock().timestamp())

        def call() -> None:
            status, body = posted(url, secret, now, delivery.envelope["payload"])
            delivery.heard(json.loads(body) if body and status == 200 else {} if status == 200 else {"status": status})

        threading.Thread(target=call, name="slack calls the app", daemon=True).start()
