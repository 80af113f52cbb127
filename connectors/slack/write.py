"""The write side: one message of ours for each mark with its details in its thread, edited in place, and found again by the
metadata it carries."""

import re
from collections.abc import Sequence
from threading import Lock

from connectors.slack.channels import Channel
from connectors.slack.content import Content, contents, mark
from connectors.slack.messages import Message
from connectors.slack.ours import Found, Ours
from connectors.slack.posting import Posting
from connectors.slack.refusal import Archived
from connectors.slack.workspace import Workspace
from core.contract import ConnectorError, Note, Refused

REF = re.compile(r"([A-Z0-9]+):(\d{10}\.\d{6})")


class Notes:
    """Our messages. `_found` remembers by channel which mark stands where: one search serves many notes. `pressed` says
    whether anybody hears what people press."""

    def __init__(self, workspace: Workspace, *, pressed: bool = False) -> None:
        self._channels, self._pressed = workspace.channels, pressed
        self._ours = Ours(workspace)
        self._posting = Posting(workspace, self._ours)
        self._lock = Lock()
        self._found: dict[str, Found] = {}

    def forget(self) -> None:
        with self._lock:
            self._found.clear()

    def ensure(self, channel: str, note: Note) -> str | None:
        """The ref is `channel_id:ts`. A message that a person deleted is posted anew; unchanged content is not sent.

        Without a body our message is edited to one line, for a hole in a conversation would puzzle people, unless it is to
        be erased. Where the channel is archived it stays as it is: nobody is told there any more, and only who erases
        hears of it.
        """
        with self._lock:
            try:
                return self._ensured(channel, note)
            except Archived:
                if note.body is None and not note.erase:
                    return None
                raise

    def _ensured(self, channel: str, note: Note) -> str | None:
        place, ts = self._place(channel, note)
        if place.is_shared_outside and note.body is not None:
            raise Refused(
                f"slack: #{place.name} is shared with another company; choose a channel of your own to be told in"
            )
        try:
            stands = self._put(place, self._standing(place, ts, note.mark), note)
        except ConnectorError:  # nobody knows what stands there now: the channel is searched again
            self._found.pop(place.id, None)
            raise
        if place.id in self._found:  # what was not searched stays so: other marks may stand there
            self._found[place.id].standing[note.mark] = [stands] if stands else []
        return f"{place.id}:{stands}" if stands and note.body is not None else None

    def _put(self, place: Channel, standing: Message | None, note: Note) -> str | None:
        """Where the message stands, if it does."""
        content, replies = contents(note, pressed=self._pressed)
        stands: str | None = None
        if standing is None:
            stands = None if note.body is None else self._posting.post(place, content)
        elif note.body is None and note.erase:
            return self._posting.erase(place, standing, content)
        else:
            stands = self._posting.edit(place, standing, content, may_go=note.body is None)
        if stands:
            known = standing if standing and standing.ts == stands else None
            self._posting.put_aside(place, stands, replies, self._aside(place, known, replies))
        return stands

    def _place(self, channel: str, note: Note) -> tuple[Channel, str]:
        """Where it stands by its ref, or would by the channel's name; a ref into a channel that is gone leads nowhere."""
        key, ts = _parsed(note.ref) if note.ref else ("", "")
        known = self._channels.by_id(key) if key else None
        return (known, ts) if known else (self._channels.find(channel), "")

    def _standing(self, place: Channel, ts: str, key: str) -> Message | None:
        """Our message with this mark; what is left of one that a person deleted goes."""
        near = {each.ts: each for each in self._ours.beside(place, ts)} if ts else {}
        if ts in near and near[ts].is_tombstone:
            self._posting.clear(place, ts, key)
        near = {stamp: each for stamp, each in near.items() if mark(each) == key}
        if stands := self._alone(place, list(near), key):
            return near[stands]
        if place.id not in self._found:
            self._found[place.id] = self._ours.search(place)
        found = self._found[place.id]
        for thread in found.left.pop(key, []):
            self._posting.clear(place, thread, key)
        stands = self._alone(place, found.standing.get(key, []), key)
        return self._ours.at(place, stands) if stands else None

    def _alone(self, place: Channel, twins: list[str], key: str) -> str | None:
        """The oldest of them, after the others were taken away."""
        for twin in twins[:-1]:
            self._posting.take_away(place, twin, key)
        return twins[-1] if twins else None

    def _aside(self, place: Channel, message: Message | None, replies: Sequence[Content]) -> list[Message]:
        """What stands in its thread; of one that is new, or was never answered by us, nobody needs to ask."""
        if message is None or not (replies or self._ours.answered(message)):
            return []
        return [each for each in self._ours.replies(place, message.ts) if mark(each) == mark(message)]


def _parsed(ref: str) -> tuple[str, str]:
    found = REF.fullmatch(ref)
    if found is None:
        raise Refused(f"slack: {ref!r} is not the ref of a message, which looks like C0123:1700000000.000100")
    return found[1], found[2]
