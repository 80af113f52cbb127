"""The connected workspace: the value that the hub pulls from and writes to."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event

from connectors.rotation import Rotating
from connectors.scopes import beyond
from connectors.settings import Secret
from connectors.slack import connections, views
from connectors.slack.cursor import begun
from connectors.slack.desk import Desk
from connectors.slack.people import people
from connectors.slack.pull import Threads
from connectors.slack.scopes import SCOPES
from connectors.slack.settings import SlackSettings, address
from connectors.slack.workspace import SMALL, Workspace
from connectors.slack.write import Notes
from core.contract import Identity, Note, Refused, Stream, Unauthorized, Wire
from core.presses import Answer, Form, Home
from core.records import Checkpoint, Record

STREAMS = ("accounts", "threads")
DEAF = "without app_token messages have no buttons, as nobody would hear what is pressed"


class SlackConnector:
    """A `core.contract.Connector` that can begin at a date (`Dated`), keeps messages (`Messages`), of which it remembers where
    they stand (`Remembering`), and hears what people press (`Conversing`).

    There is no census: the hub knows threads of any age, and to list those again would mean to read a channel's whole
    history. A deleted one is noticed as long as it is read again, and then only because Slack says so.
    """

    def __init__(self, settings: SlackSettings, wire: Wire) -> None:
        """People wait for the answer to a press, so it does not queue up with the messages."""
        self._settings, self._wire = settings, wire
        self._http = connections.bot(settings, wire, settings.seconds_between_writes)
        self._quick = connections.bot(settings, wire)
        self._workspace = Workspace(self._http)
        self._notes = Notes(self._workspace, pressed=settings.hears)
        self._desk = Desk(Workspace(self._quick), mute=wire.read_only, hinted=wire.hinted)

    def check(self) -> Identity:
        """https://docs.slack.dev/reference/methods/auth.test; the header of every answer says what the token may do."""
        answer, me = self._workspace.identify()
        scopes = tuple(filter(None, answer.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")))
        missing = [scope for scope in SCOPES if scopes and scope.name not in scopes]
        if lacking := [scope.name for scope in missing if not scope.without]:
            raise Unauthorized(
                f"slack: the app lacks {', '.join(lacking)}; add it under OAuth & Permissions and install the app again"
            )
        without = [f"without {scope.name} {scope.without}" for scope in missing]
        mend = ["add it under OAuth & Permissions and install the app again"] if without else []
        spare = beyond(scopes, SCOPES, writes=not self._wire.read_only)
        deaf = [] if self._settings.hears else [DEAF]
        detail = "; ".join([me.url, *without, *mend, *deaf, *([SMALL] if self._workspace.small else [])])
        return Identity(account=me.user_id, name=f"{me.user} in {me.team}", detail=detail, scopes=scopes, excess=spare)

    def streams(self) -> Sequence[Stream]:
        """People first, then each channel. Patterns are looked up anew; plain names need a request only for their ids."""
        channels = self._workspace.channels
        channels.refresh()
        names = channels.matching(self._settings.channels)
        everybody = Stream("accounts", "workspace", incremental=False)
        return [everybody, *(Stream("threads", name, ref=channels.ref(name)) for name in names)]

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

    def listen(self, answer: Answer, stopping: Event, at: str = "", ready: Callable[[], None] = lambda: None) -> None:
        """By Socket Mode where there is an `app_token`, else, or with `at`, by signed requests."""
        token, secret = self._settings.app_token, self._settings.signing_secret
        if at and not secret:
            raise Unauthorized("slack: without signing_secret nobody knows who sends a request; set it in the settings")
        if token and not at:
            self._listen_on_a_line(token, answer, stopping, ready)
        elif secret:
            place = _address(at) if at else self._settings.address
            self._listen_to_requests(secret, answer, stopping, place, ready)
        else:
            raise Unauthorized(f"slack: {DEAF}")

    def _listen_on_a_line(self, token: Secret, answer: Answer, stopping: Event, ready: Callable[[], None]) -> None:
        from connectors.slack.socket_mode import listen

        asked = connections.app(self._settings, self._wire, token, stopping)
        try:
            listen(self._desk, lambda: connections.line(asked, self._settings.base_url), answer, stopping, ready)
        finally:
            asked.close()

    def _listen_to_requests(
        self, secret: Secret, answer: Answer, stopping: Event, at: tuple[str, int], ready: Callable[[], None]
    ) -> None:
        from connectors.slack.signed_requests import app, serve

        wire = replace(self._wire, clock=None)
        key = Rotating(secret, "slack", "the signing secret (signing_secret)", self._settings.base_url, wire)
        serve(app(self._desk, key, answer, time.time), at, stopping, ready)

    def show_home(self, account: str, home: Home) -> None:
        self._desk.show_home(account, home)

    def open_form(self, trigger: str, form: Form) -> None:
        self._desk.open_view(trigger, views.modal(form))

    def forget(self) -> None:
        self._notes.forget()

    def close(self) -> None:
        self._http.close()
        self._quick.close()


def connect(settings: SlackSettings, wire: Wire) -> SlackConnector:
    """Unauthorized when there is no token where the settings say. Makes no request."""
    return SlackConnector(settings, wire)


def _address(at: str) -> tuple[str, int]:
    try:
        return address(at)
    except ValueError as error:
        raise Refused(f"slack: {at}: {error}") from None
