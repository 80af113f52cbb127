"""One conversation: its messages by timestamp, and the threads that replies make of them."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Message = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REPLIERS = 5  # Slack names at most five people of a thread


@dataclass
class Channel:
    """`tops` and `replies` hold timestamps in order; a timestamp is text with six decimals, so its order is time's."""

    id: str
    name: str
    created: datetime
    creator: str
    kind: str = "channel"  # channel, group (private) or im (direct messages)
    member: bool = True
    archived: bool = False
    tops: list[str] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)
    _messages: dict[str, Message] = field(default_factory=dict)

    def add(self, at: datetime, message: Message) -> str:
        """Puts the message in at the first free microsecond from `at` and returns its timestamp."""
        moment = (at - _EPOCH) // timedelta(microseconds=1)
        while (ts := f"{moment // 1_000_000}.{moment % 1_000_000:06d}") in self._messages:
            moment += 1
        self._messages[ts] = {"type": "message", "ts": ts, **message}
        parent = message.get("thread_ts")
        insort(self.replies.setdefault(parent, []) if parent else self.tops, ts)
        return ts

    def get(self, ts: str) -> Message | None:
        return self._messages.get(ts)

    def remove(self, ts: str) -> None:
        """A message with replies leaves a tombstone, so that its thread can still be read."""
        parent = self._messages[ts].get("thread_ts")
        if self.replies.get(ts):
            self._messages[ts] = _tombstone(ts)
            return
        del self._messages[ts]
        if not parent:
            self.tops.remove(ts)
            return
        self.replies[parent].remove(ts)
        if not self.replies[parent]:
            del self.replies[parent]

    def answers(self, ts: str, replies: Iterable[str]) -> list[Message]:
        """Replies to a message as Slack answers them."""
        parent = self._messages[ts].get("user")
        return [{**self._messages[reply], "parent_user_id": parent} for reply in replies]

    def shown(self, ts: str) -> Message:
        """A message as Slack answers it: one with replies carries the summary of its thread."""
        message = dict(self._messages[ts])
        replies = self.replies.get(ts)
        if not replies:
            return message
        people = list(dict.fromkeys(self._messages[reply].get("user", "") for reply in replies))
        return {
            **message,
            "thread_ts": ts,
            "reply_count": len(replies),
            "reply_users_count": len(people),
            "latest_reply": replies[-1],
            "reply_users": people[:_REPLIERS],
            "is_locked": False,
            "subscribed": False,
        }


def _tombstone(ts: str) -> Message:
    text = "This message was deleted."
    return {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": text, "hidden": True, "ts": ts}
