"""The one place where the Jira connector asks: sign-in is checked on every answer, and what rarely changes is kept."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import msgspec

from connectors.jira.settings import JiraSettings
from connectors.jira.shapes import Changelog, ChangelogPage, CommentPage, Status, User
from connectors.transport import Http
from core.contract import Refused, Unauthorized
from core.records import Category

T = TypeVar("T")
CATEGORIES: dict[str | None, Category] = {"new": "todo", "indeterminate": "doing", "done": "done"}
API = "/rest/api/3"


class Answer(NamedTuple):
    """Header names in any case."""

    headers: Mapping[str, str]
    content: bytes


class Site:
    """A Jira site as one account sees it. All methods raise only `ConnectorError`."""

    def __init__(self, http: Http, settings: JiraSettings) -> None:
        self._http = http
        self.settings = settings

    def get(self, path: str, **params: Any) -> Answer:
        return self.request("GET", path, params=params)

    def request(self, method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        """`path` is below `/rest/api/3`. Jira answers a wrong token as if nobody had signed in (an empty list, 404) and
        says so only in a header: https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/"""
        try:
            response = self._http.request(method, API + path, params=params or None, json=json)
        except Refused as error:
            if error.status in (400, 404):
                self.myself()
            raise
        if "AUTHENTICATED_FAILED" in response.headers.get("X-Seraph-LoginReason", ""):
            raise Unauthorized(
                f"jira: the site does not accept {self.settings.email} with this token, so it shows nothing; "
                "renew the token and update the setting token of [connectors.jira]"
            )
        return Answer(response.headers, response.content)

    def read(self, shape: type[T], path: str, **params: Any) -> T:
        return decoded(self.get(path, **params).content, shape, path)

    def myself(self) -> User:
        """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/"""
        return decoded(self._http.get(f"{API}/myself").content, User, "/myself")

    @cached_property
    def account(self) -> str | None:
        """Our own account id: what it wrote is ours, and is not a person's activity."""
        return self.myself().account_id

    @cached_property
    def categories(self) -> dict[str, Category]:
        """The category of every status by id. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflow-statuses/"""
        found = self.read(list[Status], "/status")
        return {status.id: category(status) for status in found if status.id}

    def is_bot(self, user: User | None) -> bool:
        return user is not None and (user.account_type == "app" or user.account_id == self.account)

    def changelog(self, issue: str) -> Changelog:
        """All entries, oldest first; a search shows only the newest 40 of an issue."""
        whole = Changelog()
        while True:
            start = len(whole.histories)
            page = self._more(ChangelogPage, f"/issue/{issue}/changelog", start)
            whole.histories += page.values
            if page.is_last or not page.values:
                return whole

    def comments(self, issue: str) -> CommentPage:
        whole = CommentPage()
        while True:
            start = len(whole.comments)
            page = self._more(CommentPage, f"/issue/{issue}/comment", start)
            whole.comments += page.comments
            if not page.comments or len(whole.comments) >= (page.total or 0):
                return whole

    def _more(self, shape: type[T], path: str, start: int) -> T:
        """ValueError when it is refused: the issue may be gone since the search, and trouble of one is not that of all."""
        try:
            return self.read(shape, path, startAt=start, maxResults=100)
        except Refused as error:
            raise ValueError(str(error)) from None


def category(status: Status) -> Category:
    """By the key of its category, the one name that is never translated; a status without one is open work."""
    return CATEGORIES.get(status.status_category.key if status.status_category else None, "todo")


def decoded(content: bytes, shape: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except (ValueError, RecursionError) as error:
        raise unreadable(f"the answer of {path}", error) from None


def unreadable(what: str, error: Exception) -> Refused:
    return Refused(f"jira: {what} cannot be read ({error}); check base_url and any proxy before the site")
