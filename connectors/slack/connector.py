"""The connected workspace: the value that the hub pulls from and writes to."""

from collections.abc import Iterator, Sequence

from connectors.slack.pull import Threads, accounts
from connectors.slack.settings import SlackSettings
from connectors.slack.workspace import Workspace
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
}


class SlackConnector:
    """A `core.contract.Connector` that also keeps messages (`core.contract.Messages`)."""

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
        mend = "; add it under OAuth & Permissions and install the app again" if without else ""
        detail = "; ".join([me.url, *without]) + mend
        return Identity(account=me.user_id, name=f"{me.user} in {me.team}", detail=detail, scopes=scopes)

    def streams(self) -> Sequence[Stream]:
        """People first, then each channel. Patterns are looked up anew; plain names need no request."""
        self._workspace.refresh()
        channels: dict[str, None] = {}
        for name in self._settings.channels:
            channels |= dict.fromkeys(self._workspace.matching(name) if _is_pattern(name) else [name])
        people = Stream("accounts", "workspace", incremental=False)
        return [people, *(Stream("threads", name) for name in channels)]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        if stream.name == "accounts":
            yield from accounts(self._workspace)
        elif stream.name == "threads":
            yield from Threads(self._workspace, self._settings, stream.container, cursor).pull()
        else:
            raise Refused(f"slack: there is no stream {stream.name}, only {' and '.join(STREAMS)}")

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
    return SlackConnector(settings, Http(f"{settings.base_url}/api", tool="slack", wire=wire, headers=headers))


def _is_pattern(name: str) -> bool:
    return any(sign in name for sign in "*?[")
