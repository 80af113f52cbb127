"""The connected workspace: the value that the hub pulls from and writes to."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from connectors.slack.cursor import begun
from connectors.slack.people import people
from connectors.slack.pull import Threads
from connectors.slack.settings import SlackSettings
from connectors.slack.workspace import SMALL, Workspace
from connectors.slack.write import Notes
from connectors.transport import Http
from core.contract import Identity, Note, Refused, Stream, Unauthorized, Wire
from core.records import Checkpoint, Record

STREAMS = ("accounts", "threads")
READING = ("channels:history", "channels:read", "users:read")
FURTHER = {
    "users:read.email": "people are not recognised by e-mail",
    "chat:write": "managers are not told",
    "groups:read": "private channels are not seen",
    "groups:history": "private channels are not read",
    "usergroups:read": "user groups are not read",
}


class SlackConnector:
    """A `core.contract.Connector` that can begin at a date (`Dated`) and keeps messages (`Messages`).

    There is no census: the hub knows threads of any age, and to list those again would mean to read a channel's whole
    history. A deleted one is noticed as long as it is read again, and then only because Slack says so.
    """

    def __init__(self, settings: SlackSettings, http: Http) -> None:
        self._settings, self._http = settings, http
        self._workspace = Workspace(http)
        self._notes = Notes(self._workspace)

    def check(self) -> Identity:
        """https://docs.slack.dev/reference/methods/auth.test; the header of every answer says what the token may do."""
        answer, me = self._workspace.identify()
        scopes = tuple(filter(None, answer.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")))
        if lacking := [scope for scope in READING if scopes and scope not in scopes]:
            raise Unauthorized(
                f"slack: the app lacks {', '.join(lacking)}; add it under OAuth & Permissions and install the app again"
            )
        without = [f"without {scope} {loss}" for scope, loss in FURTHER.items() if scopes and scope not in scopes]
        mend = ["add it under OAuth & Permissions and install the app again"] if without else []
        spare = [f"take away {scope}: the hub never reads direct messages" for scope in scopes if _is_direct(scope)]
        detail = "; ".join([me.url, *without, *mend, *spare, *([SMALL] if self._workspace.small else [])])
        return Identity(account=me.user_id, name=f"{me.user} in {me.team}", detail=detail, scopes=scopes)

    def streams(self) -> Sequence[Stream]:
        """People first, then each channel. Patterns are looked up anew; plain names need no request."""
        self._workspace.channels.refresh()
        names = self._workspace.channels.matching(self._settings.channels)
        everybody = Stream("accounts", "workspace", incremental=False)
        return [everybody, *(Stream("threads", name) for name in names)]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        if stream.name == "accounts":
            yield from people(self._workspace, self._settings.groups, cursor)
        elif stream.name == "threads":
            yield from Threads(self._workspace, self._settings, stream.container, cursor).pull()
        else:
            raise Refused(f"slack: there is no stream {stream.name}, only {' and '.join(STREAMS)}")

    def cursor_at(self, stream: Stream, since: datetime) -> str | None:
        """Threads that began at or after `since`; Slack cannot be asked for new replies to older ones."""
        return begun(since) if stream.name == "threads" else None

    def ensure_message(self, channel: str, note: Note) -> str | None:
        return self._notes.ensure(channel, note)

    def close(self) -> None:
        self._http.close()


def connect(settings: SlackSettings, wire: Wire) -> SlackConnector:
    """Unauthorized when there is no token where the settings say. Makes no request."""
    try:
        token = settings.token.reveal().get_secret_value()
    except ValueError as error:
        raise Unauthorized(f"slack: no token: {error}") from None
    headers = {"Authorization": f"Bearer {token}"}
    gap = settings.seconds_between_writes
    http = Http(f"{settings.base_url}/api", tool="slack", wire=wire, headers=headers, write_gap=gap)
    return SlackConnector(settings, http)


def _is_direct(scope: str) -> bool:
    return scope.startswith(("im:", "mpim:"))
