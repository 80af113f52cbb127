"""Connectors with one bug each, for the kit to find: ours with one careless method, and the third party's with one slip."""

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

import connectors.jira
from connectors.github.connector import STREAMS, GitHub
from connectors.github.opening import opened
from connectors.github.settings import GitHubSettings
from core.contract import ConnectorError, Identity, Note, Plugin, Refused, Seen, Stream, Unavailable, Wire
from core.records import Checkpoint, Item, Record, Tombstone

TODO = Path(__file__).with_name("todo.py").read_text()


class Slip(NamedTuple):
    """`right` becomes `wrong`, which the check named `caught` must find."""

    right: str
    wrong: str
    caught: str

    @property
    def source(self) -> str:
        assert TODO.count(self.right) == 1
        return TODO.replace(self.right, self.wrong)


SLIPS = {
    "an open range": Slip("updated_at >= since", "updated_at > since", "a_change_is_found_by_the_next_pull"),
    "a cursor before its data": Slip(
        "since = newest = moment(cursor)\n",
        'since = newest = moment(cursor)\n        yield Checkpoint("2026-03-02T12:00:01+00:00")\n',
        "a_pull_cut_at_any_checkpoint_is_completed_from_there",
    ),
    "no checkpoint at the end": Slip(
        "        yield Checkpoint(newest.isoformat())\n", "", "a_pull_ends_with_a_checkpoint"
    ),
    "append instead of ensure": Slip(
        "notes.pop(note.mark, None)",
        'note = Note(f"{note.mark}{len(notes)}", note.body)',
        "said_twice_it_stands_once",
    ),
    "foreign writing swept away": Slip("notes.pop(note.mark, None)", "notes.clear()", "what_others_wrote_is_untouched"),
    "nothing taken away": Slip(
        "if note.body else {}", 'if note.body else {note.mark: [item, ""]}', "none_takes_it_away"
    ),
    "writing in dry-run": Slip("if self.wire.read_only", "if not self.wire", "read_only_sends_no_write"),
    "local times": Slip(
        "self.changed.astimezone(UTC)",
        "self.changed.replace(tzinfo=__import__('zoneinfo').ZoneInfo('Europe/Berlin'))",
        "every_time_is_aware_and_utc",
    ),
    "ids of the moment": Slip("id=self.id, key", "id=str(id(self)), key", "two_full_pulls_are_equal"),
    "one id for all": Slip("id=self.id, key", 'id="1", key', "ids_and_keys_are_unique"),
    "a garbage cursor believed": Slip(
        "datetime.min", "(datetime.max if cursor else datetime.min)", "garbage_for_a_cursor"
    ),
    "an exception of its own": Slip("return datetime.min.replace(tzinfo=UTC)", "raise", "a_damaged_cursor_is_no_bug"),
    "loose settings": Slip(', extra="forbid"', "", "an_unknown_setting_is_refused"),
    "secrets in messages": Slip(", hide_input_in_errors=True", "", "a_refused_setting_is_not_shown"),
    "somebody else's name": Slip('Item(source="todo"', 'Item(source="tasks"', "every_record_names_its_source"),
    "a rejection of the moment": Slip(
        'place=f"{self.file}:{number}"', "place=str(__import__('uuid').uuid4())", "two_full_pulls_reject_the_same"
    ),
    "fields as they come": Slip(
        "refs=references(self.title)",
        'refs=(), fields={"b": ("x",), "a": ("y",)}',
        "fields_stand_by_name_as_texts",
    ),
    "waiting for itself": Slip(
        "refs=references(self.title)",
        'refs=(), blocked_by=(f"TODO-{self.id}",)',
        "what_items_refer_to_can_be_looked_up",
    ),
    "a census that forgets one": Slip(
        "if isinstance(each, Item)]", "if isinstance(each, Item)][:-1]", "a_census_names_what_a_full_pull_names"
    ),
    "a census that counts twice": Slip(
        "if isinstance(each, Item)]", "if isinstance(each, Item)] * 2", "a_census_names_each_item_once"
    ),
    "a census of other times": Slip(
        "Seen(each.id, each.updated_at)",
        "Seen(each.id, each.updated_at.replace(year=2020))",
        "a_census_tells_when_an_item_changed",
    ),
    "a census of anything": Slip(
        "self.pull(stream, None)",
        'self.pull(Stream("tasks", stream.container), None)',
        "a_census_of_a_stream_that_does_not_exist",
    ),
    "a day too late": Slip(
        "return since.isoformat()",
        "return since.replace(year=since.year + 1).isoformat()",
        "a_dated_cursor_brings_all_that_came_since",
    ),
    "a day that is no bound": Slip("return since.isoformat()", 'return ""', "a_dated_cursor_leaves_out_the_past"),
    "a deletion that nothing tells": Slip("exhaustive=True", "exhaustive=False", "a_deleted_item_is_told_or_missing"),
    "any stream will do": Slip('stream.name != "tasks"', "not stream", "a_stream_that_does_not_exist_is_refused"),
}


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


def _token(github: GitHub) -> str:
    assert github._settings.token
    return github._settings.token.reveal().get_secret_value()
