"""The workspace as the token sees it: every call to Slack, who we are there, and whether Slack keeps the app short."""

from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Any, TypeVar

from msgspec import Struct
from slack_sdk.errors import SlackApiError

from connectors.rows import Rows
from connectors.slack.answers import Answer, Listed, Told
from connectors.slack.channels import Channels
from connectors.slack.refusal import refusal
from connectors.transport import Http, slack_client
from core.contract import Refused, Unavailable

T = TypeVar("T")

PAGE = 200  # the most that Slack recommends to ask for at once
SMALL_PAGE = 15
SMALL = (
    "Slack gives this app 15 messages a page and one page a minute, as it does to apps that are sold outside its "
    "marketplace; create it as an internal app of your own workspace, then this limit is gone"
)
_OF_MESSAGES = frozenset(("conversations.history", "conversations.replies"))
_SOON, _LONG = 5, 30  # no other app is told to wait this many seconds after so few requests


class Ourselves(Struct):
    url: str
    team: str
    user: str
    user_id: str
    bot_id: str = ""


class Workspace:
    """One token's view, for several threads at once. All methods raise only `ConnectorError`.

    `small` once Slack was seen to keep the app to the limits of 2025 for what is sold outside its marketplace:
    https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps
    """

    def __init__(self, http: Http) -> None:
        self._http, self._client = http, slack_client(http)
        self._lock = Lock()
        self._ourselves: Ourselves | None = None
        self._asked = Counter[str]()
        self.channels = Channels(self.pages)
        self.small = False

    def ask(self, method: str, *, where: str = "", **arguments: Any) -> Answer:
        """A reading method. `where` is the channel to name in an error.

        Past the SDK, which reads an answer as a whole or not at all.
        """
        if method in _OF_MESSAGES:
            with self._lock:
                self._asked[method] += 1
        try:
            response = self._http.get(method, params=arguments)
        except Unavailable as error:
            raise self._named(method, error) from None
        answer = Answer(response.content, dict(response.headers), method)
        if not (told := answer.told).ok:
            raise refusal(method, {"error": told.error, "needed": told.needed}, where=where)
        return answer

    def pages(self, method: str, rows: Rows[T, Told], *, where: str = "", **arguments: Any) -> Iterator[Listed[T]]:
        """Every page of a list. https://docs.slack.dev/apis/web-api/pagination"""
        cursor, seen = "", set[str]()
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = self.ask(method, where=where, limit=PAGE, **arguments, **more).listed(rows)
            yield page
            cursor = page.told.next_cursor
            if not cursor:
                return
            if cursor in seen:
                raise Refused(f"slack: {method} leads in circles; try again, and report it when it stays so")
            seen.add(cursor)

    def tell(self, method: str, *, where: str = "", **arguments: Any) -> dict[str, Any]:
        """A method that changes something; the answer as an object."""
        try:
            data = self._client.api_call(method, json=arguments).data
        except SlackApiError as error:
            said = error.response.data
            raise refusal(method, said if isinstance(said, dict) else {}, where=where, wrote=True) from None
        except AttributeError:  # the SDK takes every JSON value for an object
            data = None
        if not isinstance(data, dict):
            raise Refused(f"slack: {method} answered what is not an object; check base_url")
        return data

    def _named(self, method: str, error: Unavailable) -> Unavailable:
        """A limit that no other app would have met is the small regime's, and says so."""
        if method not in _OF_MESSAGES:
            return error
        if error.status == 429 and (error.after or 0) >= _LONG and self._asked[method] <= _SOON:
            self.small = True
        if not (self.small and error.after):
            return error
        return Unavailable(f"{error}; {SMALL}", status=error.status, after=error.after)

    def identify(self) -> tuple[Answer, Ourselves]:
        """https://docs.slack.dev/reference/methods/auth.test"""
        answer = self.ask("auth.test")
        return answer, answer.read(Ourselves)

    @property
    def ourselves(self) -> Ourselves:
        with self._lock:
            if self._ourselves is None:
                self._ourselves = self.identify()[1]
            return self._ourselves
