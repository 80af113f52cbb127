"""A connected Jira: what the hub holds, with pulling and writing in modules of their own."""

from base64 import b64encode
from collections.abc import Iterator, Sequence

from connectors.jira import pull, write
from connectors.jira.settings import JiraSettings
from connectors.jira.site import Site
from connectors.transport import Http
from core.contract import Identity, Note, Refused, Stream, Unauthorized, Wire
from core.records import Checkpoint, Record


class JiraConnector:
    """Gives comments, labels and links; items are named by key or id."""

    def __init__(self, http: Http, settings: JiraSettings) -> None:
        self._http = http
        self._site = Site(http, settings)

    def check(self) -> Identity:
        me = self._site.myself()
        settings = self._site.settings
        detail = f"{settings.base_url} as {me.email_address or settings.email}"
        return Identity(me.account_id or "", me.display_name or "", detail)

    def streams(self) -> Sequence[Stream]:
        people = Stream("accounts", "", incremental=False)
        return [people, *(Stream("issues", key, exhaustive=True) for key in self._site.settings.projects)]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        if stream.name == "accounts":
            return pull.accounts(self._site)
        if stream.name == "issues":
            return pull.issues(self._site, stream.container, cursor)
        raise Refused(f"jira: there is no stream {stream.name}")

    def ensure_comment(self, item: str, note: Note) -> str | None:
        return write.ensure_comment(self._site, item, note)

    def ensure_label(self, item: str, label: str, present: bool) -> None:
        write.ensure_label(self._site, item, label, present)

    def ensure_link(self, item: str, note: Note) -> str | None:
        return write.ensure_link(self._site, item, note)

    def close(self) -> None:
        self._http.close()


def connect(settings: JiraSettings, wire: Wire) -> JiraConnector:
    """https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/"""
    try:
        token = settings.token.reveal().get_secret_value()
    except ValueError as error:
        raise Unauthorized(f"jira: {error}; it should hold the token of [connectors.jira]") from None
    pair = b64encode(f"{settings.email}:{token}".encode()).decode()
    http = Http(settings.base_url, tool="jira", wire=wire, headers={"Authorization": f"Basic {pair}"})
    return JiraConnector(http, settings)
