"""What a connector is, and what the hub asks of it. A connector is a value found by entry point, never a base class."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Event
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct

from core.hints import Hint, Intake
from core.parts import Parts
from core.presses import Answer, Form, Home
from core.records import Checkpoint, Record


class ConnectorError(Exception):
    """A tool did not do as asked. The class says what the caller does next; the text names the place and the mend."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Unavailable(ConnectorError):
    """Try again later: `after` seconds when the tool named a time. `ambiguous` when the request may have been executed."""

    def __init__(
        self, message: str, *, status: int | None = None, after: float | None = None, ambiguous: bool = False
    ) -> None:
        super().__init__(message, status=status)
        self.after = after
        self.ambiguous = ambiguous


class Halted(Unavailable):
    """Somebody has stopped all writing: nothing was sent, and nothing will be until they let it go on."""


class Refused(ConnectorError):
    """Never this request again: the tool understood it and said no, or its answer cannot be read."""


class Unauthorized(ConnectorError):
    """Stop and tell the administrator: the credential is wrong, expired, or lacks a scope."""

    @property
    def everywhere(self) -> bool:
        """Nothing else will be allowed either. A 403 only says no to one thing (a locked issue, a place without the right),
        and the rest goes on."""
        return self.status != 403


class Stream(Struct, frozen=True):
    """One thing that can be pulled alone: `name` of one `container` (a project, repository, channel, spreadsheet).

    `incremental`: a cursor makes the next pull cheaper. `exhaustive`: a full pull names every visible item of the container.
    `ref` is the tool's own id of the container, where its webhooks name it so.
    """

    name: str
    container: str
    incremental: bool = True
    exhaustive: bool = False
    ref: str = ""


class Identity(Struct, frozen=True):
    """Who the credential is in the tool, and what it may do, as far as the tool tells. Shown by `fairlead doctor`. `excess` are
    those of its rights that the hub does not need for what the settings ask of it, be it to write or only to read."""

    account: str
    name: str
    detail: str = ""
    scopes: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()


class Seen(Struct, frozen=True, gc=False):
    """An item that the tool shows now: its id, and when it last changed by the tool's own word (as `Item.updated_at`)."""

    id: str
    updated_at: datetime


class Connector(Protocol):
    """A connected tool. All methods raise only `ConnectorError`; anything else is a bug. Several threads may pull at once,
    each its own stream."""

    def check(self) -> Identity:
        """One cheap request that proves address and credential."""

    def streams(self) -> Sequence[Stream]:
        """All streams that the settings name, items before the activity that refers to them."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        """Records at or after `cursor` (None: all), each batch closed by a checkpoint. The last record is a checkpoint.

        A stream that is not incremental may give nothing but a checkpoint with the same cursor: all is as it was, and what
        was missing is missing still.
        """

    def close(self) -> None:
        """Let go of connections."""


@runtime_checkable
class Census(Protocol):
    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        """Every item that an exhaustive stream shows now, as cheaply as the tool can list them, each once. The normal end
        says that these are all; whatever cuts the list short is an error."""


@runtime_checkable
class Dated(Protocol):
    def cursor_at(self, stream: Stream, since: datetime) -> str | None:
        """A cursor from which an incremental stream brings only what changed at or after `since`. None where it cannot be
        bounded. Makes no request."""


@runtime_checkable
class Templates(Protocol):
    def ensure_template(self) -> Sequence[str]:
        """Makes what is missing of an empty frame for people to fill in; what stands there is left alone. Names what was
        made."""


class Note(Struct, frozen=True):
    """A text of ours that should stand in a tool exactly once.

    `mark` is a keyed hash by which it is found again; `body` is Markdown-free plain text with `\\n` line breaks, or None
    when it should not stand there any more; `ref` is the tool's id for it when known. `url` is where a person can act, and
    `to` the account that should be told of it. `parts` say the same for tools that show more than plain text. With `erase` a
    removal leaves no trace, as if it had never been written; without, readers may be told that it is over.
    """

    mark: str
    body: str | None
    ref: str | None = None
    url: str = ""
    to: str | None = None
    parts: Parts = ()
    erase: bool = False


class CheckInRow(Struct, frozen=True, kw_only=True):
    """What the owner of a goal (by key) said of it on a day, as a row of the tab for that. `value` is in the unit of the goal,
    `confidence` 0-10."""

    goal: str
    day: date
    by: str
    value: float | None = None
    confidence: float | None = None
    note: str = ""


@runtime_checkable
class Comments(Protocol):
    def ensure_comment(self, item: str, note: Note) -> str | None:
        """The comment on the item (by key) says `note.body`, once. Returns the tool's ref, None when it was removed."""


@runtime_checkable
class Labels(Protocol):
    def ensure_label(self, item: str, label: str, present: bool) -> None:
        """The item carries the label, or does not. Other labels stay."""


class Looked(Comments, Labels, Protocol):
    """Says the same as the connector that gave it, and need not look at each item once more."""


@runtime_checkable
class Looking(Protocol):
    def look(self, items: Sequence[str]) -> Looked:
        """Looks at all these items (by key) together, for what is written there within a minute. Of what it cannot tell for
        sure it looks again, one by one."""


@runtime_checkable
class Links(Protocol):
    def ensure_link(self, item: str, note: Note) -> str | None:
        """The item has a link titled `note.body` to `note.url`, once, found by `note.mark`."""


@runtime_checkable
class Messages(Protocol):
    def ensure_message(self, channel: str, note: Note) -> str | None:
        """The channel shows one message saying `note.body`; a second call edits it in place. Ref is the tool's id."""


@runtime_checkable
class Cells(Protocol):
    def ensure_cells(self, goals: Mapping[str, Mapping[str, str]], *, erase: bool = False) -> None:
        """The hub's own columns (`core.columns.COLUMNS`) say beside each goal (by key) these texts; an empty text clears the
        cell. Columns that are not named stay. With `erase`, what the hub made for itself and does not need any more goes."""


@runtime_checkable
class Pages(Protocol):
    def ensure_page(self, place: str, note: Note) -> str | None:
        """One page of ours at the place (a repository, a project, a spreadsheet) says `note.parts`, in this order and whole:
        what the tool does not take in one piece stands in further ones. The first part gives its title."""


@runtime_checkable
class CheckIns(Protocol):
    def ensure_check_in(self, row: CheckInRow | None, note: Note) -> str | None:
        """One row with this mark says so; None takes it away. `note.body` is not read."""


@runtime_checkable
class Remembering(Protocol):
    def forget(self) -> None:
        """Where our own writing stands is looked up in the tool again, and not in what was found there before."""


@runtime_checkable
class Remaining(Protocol):
    def remains(self, verb: str, place: str, topic: str) -> str | None:
        """What the tool keeps for itself when what was written there (`core.plan.Target`) is taken back, and how to be rid of
        it; None: nothing. Makes no request."""


@runtime_checkable
class Conversing(Protocol):
    def listen(self, answer: Answer, stopping: Event, at: str = "", ready: Callable[[], None] = lambda: None) -> None:
        """Presses go to `answer`, and its replies back, until `stopping` is set. Connects again by itself; raises Unauthorized
        where that is in vain. `at` (host:port) is where to be told by requests, whatever the settings say. `ready` is called
        once, when presses are heard."""

    def show_home(self, account: str, home: Home) -> None:
        """The person's own page in the tool says this."""

    def open_form(self, trigger: str, form: Form) -> None:
        """Opens the form for whoever pressed; Refused when the trigger is over."""


class Clock(Protocol):
    """What waiting is measured with, in seconds; the standard module `time` is one."""

    def sleep(self, seconds: float, /) -> None: ...
    def monotonic(self) -> float: ...


@dataclass(frozen=True)
class Wire:
    """What the hub gives a connector to reach its tool with.

    `read_only` refuses every request that could change something, whatever else is set; so does `halted` as long as it gives a
    reason, asked anew before each such request goes out. `contact` goes into the User-Agent. `bind` is told each secret with
    the place that it is for, before that is asked anything: Unauthorized where the secret was given for another place.
    `hinted` takes what the tool tells of on a line that the connector opened itself: it is on record when the call returns.
    Whoever waits between two tries does it on `clock` (None: real time), so that tests need not wait.
    """

    read_only: bool = True
    contact: str = ""
    clock: Clock | None = None
    halted: Callable[[], str | None] = lambda: None
    bind: Callable[[str, str], None] = lambda _place, _secret: None
    hinted: Callable[[Sequence[Hint]], None] = lambda _hints: None


@dataclass(frozen=True)
class Plugin:
    """A connector as an entry point of group `fairlead.connectors` names it.

    `settings` is a pydantic model that forbids unknown keys, read from `[connectors.<name>]`; `streams` are the stream
    names it can give, for documentation; `connect` makes no request. `intake` reads what the tool tells by webhook.
    """

    settings: type[Any]
    streams: tuple[str, ...]
    connect: Callable[[Any, Wire], Connector]
    intake: Intake | None = None
