"""What stood in Slack at each moment of the demo, and what was pressed there: read from the simulated workspace."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from fairlead.demo.pressing import Pressed, View
from sandbox.slack import SlackState
from sandbox.slack.channel import Channel, Message

Place = tuple[str, str]
"""Id of a channel, timestamp of a message."""


@dataclass
class Post:
    """A message as it is now, as it was before (with when it became so), and what was pressed below it."""

    message: Message
    before: list[tuple[datetime, Message]] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)

    @property
    def chosen(self) -> list[list[str]]:
        """What the pressed buttons say, and what they are about."""
        return [[each.what, each.about] for each in self.pressed]


class Album:
    """Of messages since `since`. `homes` are home tabs that were opened, by member id."""

    def __init__(self, slack: SlackState, since: datetime) -> None:
        self.slack, self.since = slack, since
        self._seen: dict[Place, list[tuple[datetime, Message]]] = {}
        self.pressed: list[Pressed] = []
        self.homes: dict[str, View] = {}

    def look(self, now: datetime) -> None:
        """Keeps every message of the app that is not as it was when it was last looked at."""
        for channel in self.slack.channels():
            for message in self._messages(channel):
                seen = self._seen.setdefault((channel.id, message["ts"]), [])
                if self.is_ours(message) and (not seen or seen[-1][1].get("blocks") != message.get("blocks")):
                    seen.append((now, message))

    def add(self, pressed: Pressed) -> None:
        self.pressed.append(pressed)
        self.look(self.slack.clock())

    def told(self, pressed: Pressed) -> dict[str, str]:
        """Who pressed what, where, and what only they were told."""
        channel = self.slack.channel(pressed.channel).name
        return {
            "who": self.name(pressed.user),
            "what": pressed.what,
            "channel": f"#{channel}",
            "told": unescape(pressed.told),
        }

    def rooms(self) -> Iterator[tuple[str, list[Post]]]:
        """Each channel with something of the app in it, by name; threads are the `replies` of a message."""
        for channel in self.slack.channels():
            posts = [self._post(channel, message) for message in self._messages(channel)]
            if any(self.is_ours(post.message) for post in posts):
                yield channel.name, posts

    def name(self, user: str) -> str:
        return self.slack.users[user].name

    def is_ours(self, message: Message) -> bool:
        return bool(message.get("user") == self.slack.bot_user and "subtype" not in message)

    def _messages(self, channel: Channel) -> list[Message]:
        return [each for each in self.slack.messages(channel.id) if float(each["ts"]) >= self.since.timestamp()]

    def _post(self, channel: Channel, message: Message) -> Post:
        place = channel.id, message["ts"]
        before = self._seen.get(place, [])[:-1]
        return Post(message, before, [each for each in self.pressed if (each.channel, each.ts) == place])
