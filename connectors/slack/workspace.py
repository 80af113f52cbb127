"""The workspace as the token sees it: every call to Slack, who we are there, and which channel has which id."""

from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct, field
from slack_sdk.errors import SlackApiError

from connectors.slack.refusal import MissingScope, refusal
from connectors.transport import Http, slack_client
from connectors.transport.dates import answered_at
from core.contract import Refused

T = TypeVar("T")

PAGE = 200  # the most that Slack recommends to ask for at once


class Answer(Struct):
    """What Slack said, and when, by its own clock."""

    data: dict[str, Any]
    headers: dict[str, str]
    method: str

    @property
    def at(self) -> datetime:
        found = answered_at(self.headers)
        if found is None:
            raise Refused(f"slack: {self.method} answered without a date; check base_url and what stands before it")
        return found

    def read(self, shape: type[T]) -> T:
        """The answer in this shape. Refused when it has another one."""
        try:
            return msgspec.convert(self.data, shape)
        except msgspec.ValidationError as error:
            raise Refused(f"slack: {self.method} answered what cannot be read ({error})") from None


class _Next(Struct):
    next_cursor: str = ""


class _Paged(Struct):
    response_metadata: _Next = field(default_factory=_Next)


class Ourselves(Struct):
    url: str
    team: str
    user: str
    user_id: str
    bot_id: str = ""


class Channel(Struct):
    id: str
    name: str
    is_member: bool = False
    is_im: bool = False
    is_mpim: bool = False


class _Channels(Struct):
    channels: list[Channel]


class Workspace:
    """One token's view. All methods raise only `ConnectorError`."""

    def __init__(self, http: Http) -> None:
        self._client = slack_client(http)
        self._directory: dict[str, Channel] | None = None
        self.listed_at: datetime | None = None

    def ask(self, method: str, *, where: str = "", **arguments: Any) -> Answer:
        """A reading method. `where` is the channel to name in an error."""
        return self._call(method, where, False, params=arguments)

    def tell(self, method: str, *, where: str = "", **arguments: Any) -> Answer:
        """A method that changes something."""
        return self._call(method, where, True, json=arguments)

    def pages(self, method: str, *, where: str = "", **arguments: Any) -> Iterator[Answer]:
        """Every page of a list. https://docs.slack.dev/apis/web-api/pagination"""
        cursor, seen = "", set[str]()
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = self.ask(method, where=where, limit=PAGE, **arguments, **more)
            yield answer
            cursor = answer.read(_Paged).response_metadata.next_cursor
            if not cursor:
                return
            if cursor in seen:
                raise Refused(f"slack: {method} leads in circles; try again, and report it when it stays so")
            seen.add(cursor)

    def identify(self) -> tuple[Answer, Ourselves]:
        """https://docs.slack.dev/reference/methods/auth.test"""
        answer = self.ask("auth.test")
        return answer, answer.read(Ourselves)

    @cached_property
    def ourselves(self) -> Ourselves:
        return self.identify()[1]

    def refresh(self) -> None:
        """Forget the channels; they are listed again when next asked for."""
        self._directory = None

    def matching(self, pattern: str) -> list[str]:
        """The names of the channels that the app is a member of and that match, sorted."""
        found = (each.name for each in self._channels().values() if each.is_member and fnmatchcase(each.name, pattern))
        return sorted(found)

    def channel_id(self, name: str) -> str:
        """The id of a public or private channel, never of direct messages. Refused when the app sees none of that name."""
        plain = name.removeprefix("#")
        found = self._channels().get(plain) or next((c for c in self._channels().values() if c.id == plain), None)
        if found is None:
            raise refusal("conversations.list", {"error": "channel_not_found"}, where=f"#{plain}")
        return found.id

    def _channels(self) -> dict[str, Channel]:
        """https://docs.slack.dev/reference/methods/conversations.list; private ones only if the app may list them."""
        if self._directory is None:
            try:
                self._directory = self._listed("public_channel,private_channel")
            except MissingScope as error:
                if error.needed != "groups:read":
                    raise
                self._directory = self._listed("public_channel")
        return self._directory

    def _listed(self, types: str) -> dict[str, Channel]:
        found: dict[str, Channel] = {}
        for answer in self.pages("conversations.list", types=types, exclude_archived=True):
            self.listed_at = answer.at
            page = answer.read(_Channels).channels
            found |= {each.name: each for each in page if not (each.is_im or each.is_mpim)}
        return found

    def _call(self, method: str, where: str, wrote: bool, **body: Any) -> Answer:
        try:
            response = self._client.api_call(method, **body)
        except SlackApiError as error:
            data = error.response.data
            raise refusal(method, data if isinstance(data, dict) else {}, where=where, wrote=wrote) from None
        except AttributeError:  # the SDK takes every JSON value for an object
            raise Refused(f"slack: {method} answered what is not an object; check base_url") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(cast(dict[str, Any], response.data), headers, method)
