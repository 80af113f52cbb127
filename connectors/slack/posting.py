"""Says, edits and takes away messages of ours: one at a time, or what stands aside in a thread as a whole."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from connectors.slack.channels import Channel
from connectors.slack.content import Content, mark, place_aside, says
from connectors.slack.messages import Message
from connectors.slack.ours import Ours
from connectors.slack.refusal import Fixed, Gone
from connectors.slack.workspace import Workspace
from core.contract import Refused


class Posting:
    def __init__(self, workspace: Workspace, ours: Ours) -> None:
        self._workspace, self._ours = workspace, ours

    def post(self, place: Channel, content: Content, thread: str = "") -> str:
        """https://docs.slack.dev/reference/methods/chat.postMessage; the new message's ts."""
        quiet = {"unfurl_links": False, "unfurl_media": False, **({"thread_ts": thread} if thread else {})}
        ts = self._tell("chat.postMessage", place, **content, **quiet).get("ts")
        if not isinstance(ts, str):
            raise Refused(
                f"slack: chat.postMessage in #{place.name} did not say where the message stands; check base_url"
            )
        return ts

    def edit(self, place: Channel, standing: Message, content: Content, *, may_go: bool = False) -> str | None:
        """https://docs.slack.dev/reference/methods/chat.update. Where a workspace lets nobody edit (for long), the message
        is replaced, or taken away when it `may_go`."""
        if says(standing, content):
            return standing.ts
        try:
            self._tell("chat.update", place, ts=standing.ts, **content)
        except (Gone, Fixed):
            self.take_away(place, standing.ts, mark(standing))
            return None if may_go else self.post(place, content)
        return standing.ts

    def erase(self, place: Channel, standing: Message, content: Content) -> str | None:
        """As if it had never been written. What Slack does not let the app delete says at least that it is over."""
        self.clear(place, standing.ts, mark(standing))
        try:
            self._tell("chat.delete", place, ts=standing.ts)
        except Gone:
            return None
        except Fixed:
            return self.edit(place, standing, content, may_go=True)
        return None

    def take_away(self, place: Channel, ts: str, key: str) -> None:
        """With what stands aside, which would be left alone with a tombstone."""
        self.clear(place, ts, key)
        self._delete(place, ts)

    def clear(self, place: Channel, thread: str, key: str) -> None:
        self.put_aside(place, thread, (), [each for each in self._ours.replies(place, thread) if mark(each) == key])

    def put_aside(self, place: Channel, ts: str, replies: Sequence[Content], standing: Iterable[Message]) -> None:
        """Each reply stands once, edited in place; twins and those that are not wanted any more go."""
        places: dict[int, Message] = {}
        for message in standing:
            index = place_aside(message) or 0
            if index > len(replies) or index in places:
                self._delete(place, message.ts)
            else:
                places[index] = message
        for index, content in enumerate(replies, 1):
            self._reply(place, ts, places.get(index), content)

    def _reply(self, place: Channel, thread: str, standing: Message | None, content: Content) -> None:
        if standing and says(standing, content):
            return
        if standing:
            try:
                self._tell("chat.update", place, ts=standing.ts, **content)
            except (Gone, Fixed):
                self._delete(place, standing.ts)
            else:
                return
        self.post(place, content, thread)

    def _delete(self, place: Channel, ts: str) -> None:
        """https://docs.slack.dev/reference/methods/chat.delete"""
        with suppress(Gone, Fixed):
            self._tell("chat.delete", place, ts=ts)

    def _tell(self, method: str, place: Channel, **arguments: Any) -> dict[str, Any]:
        return self._workspace.tell(method, where=f"#{place.name}", channel=place.id, **arguments)
