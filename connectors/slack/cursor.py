"""How far the reading of a channel has come: which stretch of it a pull reads, and where the next one begins.

Slack lists a channel's messages by their own time only, so a reply to an older one shows nowhere but on its parent. A pull
therefore reads the last `reread_days` again. A channel in which that means many messages is read back for a day, and the
rest of it once an hour.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from connectors.slack.messages import Ts, moment, timestamp

FEW = 1_000  # messages that each pull may read again, which are five pages
OFTEN, NEAR = timedelta(hours=1), timedelta(days=1)
DAILY = timedelta(days=1)

_Later = Annotated[str, Meta(pattern=r"^(\d{10}\.\d{6})?$")]


class Cursor(Struct, omit_defaults=True):
    """All moments are Slack's timestamps, and all ranges closed. `channel` by id (empty: not looked up yet), `name` as it was
    called. The hub knows what stands there since `begin`, and `known` are the signatures of its threads.

    Of a pull that is under way: `started`, the stretch since `oldest` that it reads, `upto` where it still has to read, and
    how many it has `read`. Of those before: `whole_at` the last one that read all since `begin` when that were many, and
    `replies_at` the last one that read replies again.
    """

    channel: str
    name: str
    begin: Ts
    oldest: _Later = ""
    upto: _Later = ""
    started: _Later = ""
    read: int = 0
    whole_at: _Later = ""
    replies_at: _Later = ""
    known: dict[Ts, str] = field(default_factory=dict)

    def start(self, now: datetime) -> None:
        """`now` is Slack's. A pull that was cut goes on as it had begun."""
        if self.started:
            return
        self.started = timestamp(now)
        self.replies_at = self.replies_at or self.started
        near = timestamp(now - NEAR) if self.whole_at and now < moment(self.whole_at) + OFTEN else ""
        self.oldest = max(self.begin, near)

    @property
    def reads_replies_again(self) -> bool:
        return moment(self.started) >= moment(self.replies_at) + DAILY

    def forget(self, reread: timedelta) -> None:
        """Threads that were read and are too old for the next pull: those of years would swell each checkpoint."""
        old = timestamp(moment(self.started) - reread)
        self.known = {ts: sign for ts, sign in self.known.items() if ts >= old or ts <= self.upto}

    def finished(self, reread: timedelta, history: timedelta) -> "Cursor":
        """Where the next pull begins. A begin that lies in the future was never Slack's, and heals by reading all again."""
        now, whole = moment(self.started), self.oldest == self.begin
        sane = self.begin if self.begin <= self.started else timestamp(now - history)
        begin = max(sane, timestamp(now - reread))
        many = self.started if self.read > FEW else ""
        return Cursor(
            self.channel,
            self.name,
            begin if whole else sane,
            whole_at=many if whole else self.whole_at,
            replies_at=self.started if self.reads_replies_again and whole else self.replies_at,
            known={ts: sign for ts, sign in sorted(self.known.items()) if ts >= begin or not whole},
        )

    def encoded(self) -> str:
        return msgspec.json.encode(self).decode()


def decoded(text: str) -> Cursor | None:
    """None for what is no cursor: it costs a full pull, never a message."""
    try:
        return msgspec.json.decode(text, type=Cursor)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def begun(since: datetime) -> str:
    """A cursor of a channel that shall be read from there on."""
    return Cursor("", "", timestamp(since.astimezone(UTC))).encoded()
