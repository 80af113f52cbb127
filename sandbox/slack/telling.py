"""What Slack tells of by events: over the line of Socket Mode, or to an address, signed.

https://docs.slack.dev/apis/events-api
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.posting import Post
from sandbox.slack.delivery import Payload
from sandbox.slack.signing import signed

if TYPE_CHECKING:
    from sandbox.slack.channel import Channel, Message
    from sandbox.slack.state import SlackState


class Events:
    """Nobody is told before the app has subscribed."""

    def __init__(self, state: "SlackState") -> None:
        self._state = state
        self._tell: Callable[[Payload], None] = _nobody

    def subscribe(self, post: Post | None = None) -> None:
        """By `post`, or over the line that is open when something happens."""
        talk = self._state.talk

        def over_a_line(payload: Payload) -> None:
            if talk.lines:
                talk.deliver("events_api", payload)

        def posted(payload: Payload) -> None:
            assert post
            body = json.dumps(payload).encode()
            stamped = signed(talk.signing_secret, int(self._state.clock().timestamp()), body)
            post({"Content-Type": "application/json", **stamped}, body)

        self._tell = posted if post else over_a_line

    def tell(self, event: Payload) -> None:
        if self._tell is not _nobody:
            self._tell(callback(self._state, event))

    def of_message(self, channel: "Channel", message: "Message", subtype: str = "") -> None:
        """One that is new, or with a subtype what became of it."""
        if self._tell is _nobody or not channel.member:
            return
        place = {"type": "message", "channel": channel.id, "channel_type": channel.kind}
        shown = {name: value for name, value in message.items() if name != "metadata"}
        within = "previous_message" if subtype == "message_deleted" else "message"
        self.tell(
            {**shown, **place} if not subtype else {**place, "subtype": subtype, within: shown, "ts": message["ts"]}
        )


def callback(state: "SlackState", event: Payload) -> Payload:
    """https://docs.slack.dev/apis/events-api/#callback-field"""
    now = state.clock().timestamp()
    return {
        "token": "sandbox",
        "team_id": state.team,
        "api_app_id": state.app_id(state.bot_user),
        "event": {**event, "event_ts": f"{now:.6f}"},
        "type": "event_callback",
        "authorizations": [{"team_id": state.team, "user_id": state.bot_user, "is_bot": True}],
        "event_id": f"Ev{state.talk.number():08d}",
        "event_time": int(now),
    }


def _nobody(_payload: Payload) -> None:
    """Without a subscription."""
