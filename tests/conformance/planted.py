"""Connectors of ours with one careless method each, for the kit to find."""

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from msgspec.structs import replace

import connectors.jira
from connectors.github.connector import STREAMS, GitHub
from connectors.github.opening import opened
from connectors.github.settings import GitHubSettings
from connectors.webhooks import prove, read
from core.contract import ConnectorError, Identity, Note, Plugin, Refused, Seen, Stream, Unavailable, Wire
from core.hints import Hint, Intake
from core.records import Checkpoint, Item, Record, Tombstone

TURNS = count()


class Leaky(GitHub):
    """Tells everybody with what it tried."""

    def check(self) -> Identity:
        try:
            return super().check()
        except ConnectorError as error:
            raise type(error)(f"{error} (tried with {_token(self)})") from None


class Chatty(GitHub):
    """Tells the log with what it tries."""

    def check(self) -> Identity:
        logging.getLogger("chatty").debug("asking with %s", _token(self))
        return super().check()


class Trusting(GitHub):
    """Takes a tool that fails for a tool in which nothing is left."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        try:
            yield from super().pull(stream, cursor)
        except ConnectorError:
            yield Checkpoint(cursor or "")

    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        try:
            yield from super().census(stream)
        except ConnectorError:
            return


class Burying(GitHub):
    """Takes what it may not see for what is gone."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        try:
            yield from super().pull(stream, cursor)
        except Refused:
            yield Tombstone("github", "I_1", "GitHub answered 404")
            raise


class Sweeping(GitHub):
    """Takes whatever is not on the first page for deleted."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        *records, end = super().pull(stream, cursor)
        yield from records
        if cursor and stream.name == "issues":
            yield from (Tombstone("github", each.id, "absent") for each in records[100:] if isinstance(each, Item))
        yield end


class Sharing(GitHub):
    """Keeps in one place what each of its threads has found."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        self.found: list[Record | Checkpoint] = []
        for record in super().pull(stream, cursor):
            self.found.append(record)
        yield from self.found


class Stubborn(GitHub):
    """Repeats a write that may have been done."""

    def ensure_comment(self, item: str, note: Note) -> str | None:
        try:
            return super().ensure_comment(item, note)
        except Unavailable:
            return super().ensure_comment(item, note)


class Eager(GitHub):
    """Looks before it is asked."""

    def __init__(self, settings: GitHubSettings, *rest: Any) -> None:
        super().__init__(settings, *rest)
        self.me = self.check()


class Unchecked(GitHub):
    """Lets through whatever comes of an answer."""

    def check(self) -> Identity:
        me = self._http.get("/user").json()
        return Identity(me["login"], me["login"])


class Wasteful(GitHub):
    """Reads all before it asks for what is new."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        if cursor:
            list(super().pull(stream, None))
        yield from super().pull(stream, cursor)


class Curt(GitHub):
    """Has one word for everything that goes wrong."""

    def check(self) -> Identity:
        try:
            return super().check()
        except ConnectorError as error:
            raise Refused(str(error)) from None


class Sulking(GitHub):
    """Never gets over a failure."""

    failed = False

    def check(self) -> Identity:
        try:
            assert not self.failed
            return super().check()
        except (AssertionError, ConnectorError):
            self.failed = True
            raise Unavailable("github: it failed before") from None


class Restless(GitHub):
    """Writes what stands there already, and only then looks."""

    def ensure_comment(self, item: str, note: Note) -> str | None:
        ref = super().ensure_comment(item, Note(note.mark, "…", note.ref, note.url))
        return super().ensure_comment(item, Note(note.mark, note.body, ref, note.url))


class Blunt(GitHub):
    """Takes every failed write for a no."""

    def ensure_comment(self, item: str, note: Note) -> str | None:
        try:
            return super().ensure_comment(item, note)
        except ConnectorError as error:
            raise Refused(str(error)) from None


class Appending(GitHub):
    """Writes a mark that it could never find again."""

    def ensure_comment(self, item: str, note: Note) -> str | None:
        return super().ensure_comment(item, Note(f"{time.monotonic_ns():x}", note.body, None, note.url))


class Renaming:
    """Takes the key of an item for its id."""

    def __init__(self, jira: Any) -> None:
        self._jira = jira

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        for record in self._jira.pull(stream, cursor):
            yield replace(record, id=record.key) if isinstance(record, Item) else record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jira, name)


def plugin_of(careless: type[GitHub]) -> Plugin:
    def connect(settings: GitHubSettings, wire: Wire) -> GitHub:
        return careless(settings, *opened(settings, wire, time.time))

    return Plugin(settings=GitHubSettings, streams=STREAMS, connect=connect)


def renaming() -> Plugin:
    sound = connectors.jira.plugin
    return Plugin(
        settings=sound.settings,
        streams=sound.streams,
        connect=lambda settings, wire: Renaming(sound.connect(settings, wire)),
    )


def hearing(intake: Intake) -> Plugin:
    sound = connectors.jira.plugin
    return Plugin(settings=sound.settings, streams=sound.streams, connect=sound.connect, intake=intake)


def gullible(_settings: Any, headers: Mapping[str, str], body: bytes, _now: datetime) -> Sequence[Hint]:
    """Believes whoever says who it is."""
    key = read("jira", body, dict[str, Any]).get("issue", {}).get("key", "")
    return (Hint(headers.get("x-atlassian-webhook-identifier", "w"), key.partition("-")[0], ("issues",)),)


def fragile(settings: Any, headers: Mapping[str, str], body: bytes, _now: datetime) -> Sequence[Hint]:
    """Takes what is signed for what is whole, and names each look at it anew."""
    prove("jira", settings.webhook_secret, headers.get("x-hub-signature", ""), body)
    issue = json.loads(body)["issue"]
    return (Hint(str(next(TURNS)), issue["key"].partition("-")[0], ("issues",)),)


def _token(github: GitHub) -> str:
    assert github._settings.token
    return github._settings.token.reveal().get_secret_value()
