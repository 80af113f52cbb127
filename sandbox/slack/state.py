"""A Slack workspace in memory: what the company simulator changes and the server shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.slack.channel import Channel, Message
from sandbox.slack.conversation import Conversation
from sandbox.slack.limits import Limits
from sandbox.slack.telling import Events

SCOPES = (
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "groups:history",
    "groups:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
)
APP_ID = "A0FAIRLEAD"


@dataclass
class User:
    id: str
    name: str
    email: str
    bot: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"

    @property
    def bot_id(self) -> str:
        return f"B{self.id[1:]}"


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()
    disabled: bool = False


class SlackState:
    """One workspace. `scopes` is what the token may do, `page_limit` the most things on a page, `cursor_life` how long the
    cursor of a list is good, and `edit_window` how long the workspace lets messages be edited (None: always)."""

    def __init__(
        self,
        clock: SimulatedClock,
        token: str = "xoxb-sandbox-token",  # noqa: S107
        bot_user: str = "U0FAIRLEAD",
        team: str = "T0ACME",
        domain: str = "acme",
    ) -> None:
        self.clock, self.token, self.bot_user, self.team, self.domain = clock, token, bot_user, team, domain
        self.scopes = set(SCOPES)
        self.page_limit = 1_000
        self.limits = Limits(clock)
        self.cursor_life = timedelta(days=1)
        self.edit_window: timedelta | None = None
        self.talk = Conversation(clock)
        self.events = Events(self)
        self.groups: dict[str, UserGroup] = {}
        self.users: dict[str, User] = {}
        self._channels: dict[str, Channel] = {}
        self._names: dict[str, Channel] = {}
        self._numbers = count(1)
        self.users["USLACKBOT"] = User("USLACKBOT", "Slackbot", "")  # listed by Slack as if it were a person
        self.add_user(bot_user, "Fairlead", "", bot=True)

    # What the company does

    def add_user(
        self,
        id: str,  # noqa: A002
        name: str,
        email: str,
        *,
        bot: bool = False,
        deleted: bool = False,
        tz: str = "Europe/Berlin",
    ) -> None:
        self.users[id] = User(id, name, email, bot, deleted, tz)
        self.events.tell({"type": "team_join", "user": {"id": id, "team_id": self.team, "name": name.lower()}})

    def deactivate(self, id: str) -> None:  # noqa: A002
        self.users[id].deleted = True

    def add_channel(self, name: str, *, private: bool = False, member: bool = True) -> str:
        """A channel, of which the app is a member unless said otherwise. Returns its id."""
        kind = "group" if private else "channel"
        return self._open(f"C{next(self._numbers):08d}", name.removeprefix("#"), kind, member)

    def add_direct(self, user: str, *others: str) -> str:
        """The direct messages between the app and people, which nobody may read. Returns the id, also its name."""
        name = f"{'C' if others else 'D'}{next(self._numbers):08d}"
        shown = f"mpdm-{'--'.join((user, *others)).lower()}-1" if others else name
        return self._open(name, shown, "mpim" if others else "im", True, creator=user)

    def add_group(self, id: str, handle: str, *users: str, disabled: bool = False) -> None:  # noqa: A002
        """A user group, as it is after this."""
        self.groups[id] = UserGroup(id, handle, handle.capitalize(), users, disabled)

    def rename(self, channel_name: str, name: str) -> None:
        """The id stays. Slack says so in the channel."""
        channel = self.channel(channel_name)
        channel.former.append(channel.name)
        text = f'has renamed the channel from "{channel.name}" to "{name}"'
        del self._names[channel.name]
        channel.name, self._names[name] = name, channel
        self.put(channel, self.bot_user, {"subtype": "channel_name", "text": text})
        self.events.tell({"type": "channel_rename", "channel": {"id": channel.id, "name": name}})

    def archive(self, channel_name: str) -> None:
        """https://github.com/elastic/connectors/issues/1972: apps are no members any more."""
        channel = self.channel(channel_name)
        self.put(channel, self.bot_user, {"subtype": "channel_archive", "text": "archived the channel"})
        channel.archived, channel.member = True, False
        self.events.tell({"type": "channel_archive", "channel": channel.id, "user": self.bot_user})

    def kick(self, channel_name: str) -> None:
        """Somebody removes the app from the channel."""
        self.channel(channel_name).member = False
        self.events.tell({"type": "channel_left", "channel": self.channel(channel_name).id, "actor_id": self.bot_user})

    def invite(self, channel_name: str) -> None:
        self.channel(channel_name).member = True
        joined = {"channel": self.channel(channel_name).id, "channel_type": "C", "team": self.team}
        self.events.tell({"type": "member_joined_channel", "user": self.bot_user, **joined})

    def post(
        self,
        channel_name: str,
        user: str,
        text: str,
        *,
        at: datetime | None = None,
        thread_ts: str | None = None,
        visible_at: datetime | None = None,
        broadcast: bool = False,
    ) -> str:
        """A message, or a reply when `thread_ts` names a top-level message. Returns its timestamp."""
        channel, content = self.channel(channel_name), {"text": text}
        return self.put(channel, user, content, at=at, thread_ts=thread_ts, visible_at=visible_at, broadcast=broadcast)

    def unreact(self, channel_name: str, ts: str, emoji: str, user: str) -> None:
        message = self.message(channel_name, ts)
        for reaction in [each for each in message.get("reactions", []) if each["name"] == emoji]:
            reaction["users"] = [each for each in reaction["users"] if each != user]
            reaction["count"] = len(reaction["users"])
        message["reactions"] = [each for each in message.get("reactions", []) if each["count"]]

    def react(self, channel_name: str, ts: str, emoji: str, user: str) -> None:
        reactions = self.message(channel_name, ts).setdefault("reactions", [])
        reaction = next((each for each in reactions if each["name"] == emoji), None)
        if reaction is None:
            reactions.append(reaction := {"name": emoji, "users": [], "count": 0})
        if user not in reaction["users"]:
            reaction["users"].append(user)
            reaction["count"] += 1

    def edit(self, channel_name: str, ts: str, text: str, *, at: datetime | None = None) -> None:
        message = self.message(channel_name, ts)
        message["text"] = text
        message["edited"] = {"user": message.get("user", ""), "ts": f"{(at or self.clock()).timestamp():.6f}"}
        self.events.of_message(self.channel(channel_name), message, "message_changed")

    def remove(self, channel_name: str, ts: str) -> None:
        before = dict(self.message(channel_name, ts))
        self.channel(channel_name).remove(ts)
        self.events.of_message(self.channel(channel_name), before, "message_deleted")

    # What can be seen

    def messages(self, channel_name: str) -> list[Message]:
        """The top-level messages, oldest first, each with its `replies`; `metadata` where the app gave it."""
        channel = self.channel(channel_name)
        return [
            {**channel.shown(ts), "replies": channel.answers(ts, channel.replies.get(ts, ()))} for ts in channel.tops
        ]

    def snapshot(self) -> dict[str, Any]:
        """Everything that a person in the workspace would see, by channel name."""
        return {channel.name: self.messages(channel.id) for channel in self._channels.values()}

    def channels(self) -> list[Channel]:
        return list(self._channels.values())

    def find(self, name_or_id: str) -> Channel | None:
        found = self._channels.get(name_or_id) or self._names.get(name_or_id.removeprefix("#"))
        if found:
            found.settle(self.clock())
        return found

    def channel(self, name_or_id: str) -> Channel:
        found = self.find(name_or_id)
        if found is None:
            raise KeyError(f"no channel {name_or_id}")
        return found

    def message(self, channel_name: str, ts: str) -> Message:
        found = self.channel(channel_name).get(ts)
        if found is None:
            raise KeyError(f"no message {ts} in {channel_name}")
        return found

    def put(
        self,
        channel: Channel,
        user: str,
        content: Message,
        *,
        at: datetime | None = None,
        thread_ts: str | None = None,
        visible_at: datetime | None = None,
        broadcast: bool = False,
    ) -> str:
        """As `post`, with anything a message may hold; one of a bot is signed with its bot id, as Slack does."""
        message = {"user": user, "team": self.team, **content}
        if self.users[user].bot:
            message |= {"bot_id": self.users[user].bot_id, "app_id": self.app_id(user)}
        if thread_ts is not None:
            parent = self.message(channel.id, thread_ts)
            message["thread_ts"] = parent.get("thread_ts", thread_ts)
        ts = channel.add(at or self.clock(), message, visible_at=visible_at, broadcast=broadcast)
        self.events.of_message(channel, {**message, "ts": ts})
        return ts

    def app_id(self, user: str) -> str:
        return APP_ID if user == self.bot_user else f"A{user[1:]}"

    def _open(self, key: str, name: str, kind: str, member: bool, creator: str = "") -> str:
        channel = Channel(key, name, self.clock(), creator or self.bot_user, kind, member)
        self._channels[key] = self._names[name] = channel
        return key
