"""The one place where the Jira connector asks: sign-in is checked on every answer, and what rarely changes is kept."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from connectors.jira.columns import Columns, columns
from connectors.jira.dialect import DIALECTS
from connectors.jira.rows import FIELDS, decoded
from connectors.jira.settings import JiraSettings
from connectors.jira.shapes import Author, Configuration, Count, Rights, Row, Status, Typed, User
from connectors.transport import Http
from core.contract import Refused, Unauthorized
from core.records import Category

T = TypeVar("T")
CATEGORIES: dict[str | None, Category] = {"new": "todo", "indeterminate": "doing", "done": "done"}
WORKING_HOURS = 8.0  # of a day, Jira's own default


class Answer(NamedTuple):
    """Header names in any case."""

    headers: Mapping[str, str]
    content: bytes


class Site:
    """A Jira site as one account sees it. All methods raise only `ConnectorError`."""

    def __init__(self, http: Http, settings: JiraSettings) -> None:
        self._http = http
        self.settings = settings
        self.dialect = DIALECTS[settings.deployment]

    def get(self, path: str, **params: Any) -> Answer:
        return self.request("GET", path, params=params)

    def request(self, method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
        """`path` is below the dialect's `api`. What is not found may be hidden from a token that ran out."""
        try:
            response = self._http.request(method, self.dialect.api + path, params=params or None, json=json)
        except Refused as error:
            if error.status in (400, 404):
                self.myself()
            raise
        return Answer(response.headers, response.content)

    def read(self, shape: type[T], path: str, **params: Any) -> T:
        return decoded(self.get(path, **params).content, shape, path)

    def myself(self) -> User:
        """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/"""
        path = f"{self.dialect.api}/myself"
        try:
            content = self._http.get(path).content
        except Refused as error:
            if error.status != 404:
                raise
            raise Refused(
                f"jira: {self.settings.base_url} has no {path}; check the settings base_url and deployment", status=404
            ) from None
        return decoded(content, User, "/myself")

    def granted(self, names: Sequence[str]) -> Sequence[str]:
        """Those of the permissions that the account has anywhere on the site; none where the site does not tell.
        https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-mypermissions-get"""
        if not self.dialect.rights:
            return ()
        try:
            found = self.read(Rights, self.dialect.rights, permissions=",".join(names)).permissions
        except (Refused, Unauthorized) as error:
            if error.status == 401:
                raise
            return ()
        return [name for name in names if name in found and found[name].have_permission]

    @cached_property
    def account(self) -> str | None:
        """Our own account id: what it wrote is ours, and is not a person's activity."""
        return self.myself().id

    @cached_property
    def categories(self) -> dict[str, Category]:
        """The category of every status by id. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflow-statuses/"""
        found = self.read(list[Status], "/status")
        return {status.id: category(status) for status in found if status.id}

    @cached_property
    def columns(self) -> Columns:
        """The site's own fields that we read; one that is described oddly is none of them."""
        settings, dialect = self.settings, self.dialect
        return columns(
            FIELDS.read(self.get("/field").content).rows,
            own=settings.fields,
            points=settings.points_field,
            parents=dialect.parents,
            epics=dialect.epics,
        )

    @cached_property
    def day(self) -> float:
        """Seconds of work in a person-day.
        https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-jira-settings/#api-rest-api-3-configuration-get"""
        try:
            found = self.read(Configuration, "/configuration").time_tracking_configuration
        except (Refused, Unauthorized) as error:
            if error.status not in (403, 404):
                raise
            found = None
        return 3600 * ((found and found.working_hours_per_day) or WORKING_HOURS)

    def is_bot(self, user: Author | None) -> bool:
        return user is not None and (user.account_type == "app" or user.id == self.account)

    def count(self, jql: str) -> int | None:
        """About how many issues there are; None where the site does not tell.
        https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-approximate-count-post"""
        path = self.dialect.count
        try:
            return decoded(self.request("POST", path, json={"jql": jql}).content, Count, path).count
        except Refused:
            return None

    def type_of(self, key: str) -> str | None:
        """The name of the type of an issue; None where it cannot be seen."""
        try:
            found = self.read(Row[Typed], f"/issue/{key}", fields="issuetype")
        except Refused:
            return None
        return found.fields.issuetype.name if found.fields.issuetype else None


def unknown_to_site(
    settings: JiraSettings, where: str, headers: Mapping[str, str], _content: bytes
) -> Unauthorized | None:
    """Jira answers a wrong token as if nobody had signed in (an empty list, 404) and says so only in a header:
    https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/"""
    if "AUTHENTICATED_FAILED" not in headers.get("X-Seraph-LoginReason", ""):
        return None
    return Unauthorized(
        f"{where}: the site does not accept {settings.who} with this token, so it shows nothing; "
        "renew the token and update the setting token of [connectors.jira]",
        status=401,
    )


def category(status: Status) -> Category:
    """By the key of its category, the one name that is never translated; a status without one is open work."""
    return CATEGORIES.get(status.status_category.key if status.status_category else None, "todo")
