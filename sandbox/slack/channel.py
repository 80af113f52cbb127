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
    """`tops` and `replies` hold timestamps in order; a timestamp is text with six decimals, so its order is time's.

    `kind` is channel, group (private), im or mpim (direct messages). `shared` with another company. `former` are the names
    that it had.
    """

    id: str
    name: str
    created: datetime
    creator: str
    kind: str = "channel"
    member: bool = True
    archived: bool = False
    shared: bool = False
    former: list[str] = field(default_factory=list)
    tops: list[str] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)
    _messages: dict[str, Message] = field(default_factory=dict)
    _late: list[tuple[datetime, str, Message]] = field(default_factory=list)

    def add(
        self, at: datetime, message: Message, *, visible_at: datetime | None = None, broadcast: bool = False
    ) -> str:
        """Puts the message in at the first free microsecond from `at` and returns its timestamp. A reply that is `broadcast`
        stands among the messages of the channel, too. Before `visible_at` nobody is shown it."""
        late = {ts for _, ts, _ in self._late}
        moment = (at - _EPOCH) // timedelta(microseconds=1)
        while (ts := f"{moment // 1_000_000}.{moment % 1_000_000:06d}") in self._messages or ts in late:
            moment += 1
        whole = {"type": "message", "ts": ts, **message, **({"subtype": "thread_broadcast"} if broadcast else {})}
        if visible_at:
            self._late.append((visible_at, ts, whole))
        else:
            self._place(ts, whole)
        return ts

    def settle(self, now: datetime) -> None:
        """What is visible by now takes its place, however late."""
        for late in [late for late in self._late if late[0] <= now]:
            self._late.remove(late)
            self._place(*late[1:])

    def get(self, ts: str) -> Message | None:
        return self._messages.get(ts)

    def remove(self, ts: str) -> None:
        """A message with replies leaves a tombstone, so that its thread can still be read, until that has none."""
        parent = self._messages[ts].get("thread_ts")
        if self.replies.get(ts):
            self._messages[ts] = _tombstone(ts)
            return
        del self._messages[ts]
        if ts in self.tops:
            self.tops.remove(ts)
        if parent:
            self._unthread(parent, ts)

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

    def _place(self, ts: str, message: Message) -> None:
        self._messages[ts] = message
        parent = message.get("thread_ts")
        if parent:
            insort(self.replies.setdefault(parent, []), ts)
        if not parent or message.get("subtype") == "thread_broadcast":
            insort(self.tops, ts)

    def _unthread(self, parent: str, ts: str) -> None:
        self.replies[parent].remove(ts)
        if self.replies[parent]:
            return
        del self.replies[parent]
        if self._messages[parent].get("subtype") == "tombstone":
            self.remove(parent)


def _tombstone(ts: str) -> Message:
    text = "This message was deleted."
    return {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": text, "hidden": True, "ts": ts}
