"""Connectors with one bug each, for the kit to find: ours with one careless method, and the third party's with one slip."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import connectors.github.settings
from connectors.github.connector import GitHub
from core.contract import ConnectorError, Identity, Note, Plugin, Stream, Unavailable, Wire
from core.records import Checkpoint, Record

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
    "any stream will do": Slip('stream.name != "tasks"', "not stream", "a_stream_that_does_not_exist_is_refused"),
}


class Leaky(GitHub):
    """Tells everybody with what it tried."""

    def check(self) -> Identity:
        try:
            return super().check()
        except ConnectorError as error:
            token = self._settings.token.reveal().get_secret_value()
            raise type(error)(f"{error} (tried with {token})") from None


class Trusting(GitHub):
    """Takes a tool that fails for a tool in which nothing is left."""

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        try:
            yield from super().pull(stream, cursor)
        except ConnectorError:
            yield Checkpoint(cursor or "")


class Stubborn(GitHub):
    """Repeats a write that may have been done."""

    def ensure_comment(self, item: str, note: Note) -> str | None:
        try:
            return super().ensure_comment(item, note)
        except Unavailable:
            return super().ensure_comment(item, note)


class Eager(GitHub):
    """Looks before it is asked."""

    def __init__(self, settings: connectors.github.settings.GitHubSettings, wire: Wire) -> None:
        super().__init__(settings, wire)
        self.me = self.check()


class Unchecked(GitHub):
    """Lets through whatever comes of an answer."""

    def check(self) -> Identity:
        me = self._http.get("/user").json()
        return Identity(me["login"], me["login"])


def plugin_of(careless: Callable[[connectors.github.settings.GitHubSettings, Wire], GitHub]) -> Plugin:
    streams = ("milestones", "issues", "comments", "events")
    return Plugin(settings=connectors.github.settings.GitHubSettings, streams=streams, connect=careless)
