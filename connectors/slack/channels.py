"""Which channels the app is in, by name and id, and why another one cannot be read: the way into every channel.

Asked are only the conversations of the app itself. A list of all channels of a large workspace takes minutes
(https://github.com/slackapi/python-slack-sdk/issues/1494), so it is looked into only for a name that is not among them.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import Lock

from msgspec import Struct

from connectors.patterns import Wanted, fits, is_pattern
from connectors.rows import Rows
from connectors.slack.answers import Listed, Told
from connectors.slack.refusal import MissingPart, refusal
from connectors.slack.settings import CHANNEL_ID, DIRECT
from core.contract import ConnectorError, Refused

REMEMBERED = 15 * 60.0  # seconds
LOOKED_INTO = 20  # pages of all channels that are searched for a name, which is what Slack allows in a minute


class Channel(Struct, frozen=True):
    """https://docs.slack.dev/reference/objects/conversation-object, as far as the hub looks at it."""

    id: str
    name: str = ""
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_private: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    previous_names: tuple[str, ...] = ()

    @property
    def is_shared_outside(self) -> bool:
        return self.is_ext_shared or self.is_pending_ext_shared


CHANNELS = Rows("slack", "channel", Channel, "channels", Told)
Pages = Callable[..., Iterator[Listed[Channel]]]


class Channels:
    """One look at the workspace, shared by the threads that pull; `refresh` asks for another. So does time: whoever pulls is
    not always who lists the streams, and a channel may have been renamed or closed since."""

    def __init__(self, pages: Pages, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages, self._clock = pages, clock
        self._looked = clock()
        self._lock = Lock()
        self._by_id: dict[str, Channel] | None = None
        self._others: dict[str, Channel] | None = None
        self._listed_at: datetime | None = None

    def refresh(self) -> None:
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._by_id, self._others, self._looked = None, None, self._clock()

    def matching(self, wanted: Iterable[str]) -> list[str]:
        """The names that are meant, in their order: patterns stand for what the app is a member of, `!` takes away."""
        meant, names = Wanted.of(wanted), dict[str, None]()
        for each in meant.named:
            found = sorted(c.name for c in self._ours().values() if fits(c.name, each)) if is_pattern(each) else [each]
            names |= dict.fromkeys(filter(meant.allows, found))
        return list(names)

    def by_id(self, key: str) -> Channel | None:
        return self._ours().get(key)

    def find(self, name: str) -> Channel:
        """The channel of this name, former name or id, in which the app is. Refused, with the mend, when there is none."""
        plain = name.removeprefix("#")
        if DIRECT.fullmatch(plain):
            raise Refused(f"slack: {plain} is a conversation of few people; the hub reads and writes channels only")
        found = _named(plain, self._ours())
        if found is None:
            raise self.why_not(plain)
        return found

    def why_not(self, name: str) -> ConnectorError:
        """The error that says why the app is not in this channel."""
        other = _named(name, self._all())
        word = "channel_not_found" if other is None else "is_archived" if other.is_archived else "not_in_channel"
        shown = name if CHANNEL_ID.fullmatch(name) else f"#{name}"
        return refusal("users.conversations", {"error": word}, where=f"#{other.name}" if other else shown)

    def ref(self, name: str) -> str:
        """The id of this channel, by which events name it; empty where that cannot be said now."""
        try:
            found = _named(name, self._ours())
        except ConnectorError:
            return ""
        return found.id if found else ""

    @property
    def listed_at(self) -> datetime:
        """When, by Slack's clock, the app's channels were listed."""
        self._ours()
        assert self._listed_at is not None, "every answer that lists has a date"
        return self._listed_at

    def _ours(self) -> dict[str, Channel]:
        """https://docs.slack.dev/reference/methods/users.conversations; private ones only if the app may list them."""
        with self._lock:
            if self._clock() - self._looked >= REMEMBERED:
                self._forget()
            if self._by_id is None:
                try:
                    self._by_id = dict(self._listed("users.conversations", "public_channel,private_channel"))
                except MissingPart as error:
                    if error.needed != "groups:read":
                        raise
                    self._by_id = dict(self._listed("users.conversations", "public_channel"))
            return self._by_id

    def _all(self) -> dict[str, Channel]:
        """https://docs.slack.dev/reference/methods/conversations.list"""
        with self._lock:
            if self._others is None:
                self._others = dict(self._listed("conversations.list", "public_channel", archived=True))
            return self._others

    def _listed(self, method: str, types: str, *, archived: bool = False) -> Iterator[tuple[str, Channel]]:
        pages = self._pages(method, CHANNELS, types=types, exclude_archived=not archived)
        for number, page in enumerate(pages, 1):
            if not archived:
                self._listed_at = page.at
            for each in page.rows:
                if not (each.is_im or each.is_mpim):
                    yield each.id, each
            if archived and number == LOOKED_INTO:
                return


def _named(name: str, channels: dict[str, Channel]) -> Channel | None:
    """By id, by name, and by a name that it had before it was renamed, in this order."""
    if name in channels:
        return channels[name]
    for own in (lambda each: (each.name,), lambda each: each.previous_names):
        if found := next((each for each in channels.values() if name in own(each)), None):
            return found
    return None
