"""What a third party may get wrong, one slip each in the connector of the guide, and which check finds it."""

from pathlib import Path
from typing import NamedTuple

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
    "something left of what is erased": Slip(
        "if note.body else {}",
        "if note.body or note.erase else {}",
        "what_is_erased_leaves_no_trace",
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
    "a change of before": Slip(
        "yield Checkpoint(newest.isoformat())",
        "yield Checkpoint(newest.replace(year=newest.year + 1).isoformat())",
        "incremental_pulls_end_up_with_what_a_full_pull_gives",
    ),
    "a pull that takes away": Slip(
        "        yield Checkpoint(newest.isoformat())\n",
        '        yield from [__import__("fairlead").Tombstone("todo", "2", "not seen")] * bool(cursor)\n'
        "        yield Checkpoint(newest.isoformat())\n",
        "a_pull_of_an_unchanged_tool_brings_nothing_new",
    ),
    "a census that remembers": Slip(
        "yield [Seen(",
        'yield [Seen("0", datetime.max.replace(tzinfo=UTC))]\n        yield [Seen(',
        "a_census_names_no_deleted_item",
    ),
    "a title of none": Slip("title=self.title,", 'title="",', "items_are_whole"),
    "points below zero": Slip(
        "refs=references(self.title)", "refs=(), points=-1", "the_numbers_of_items_can_be_weighed"
    ),
    "an hour for a day": Slip("refs=references(self.title)", "refs=(), due=at", "every_day_is_a_date"),
    "a number for a text": Slip('status="open"', "status=1", "every_record_is_of_the_contract"),
    "changes as they come": Slip(
        "refs=references(self.title)",
        "refs=(), changes=tuple(__import__('fairlead').Change(day, 'status', '', '') for day in (at, at.replace(year=1999)))",
        "changes_stand_oldest_first",
    ),
    "no reason": Slip("reason=str(error)", 'reason=""', "what_cannot_be_read_says_where_and_why"),
    "nothing to read": Slip("                yield item\n", "", "there_is_something_to_read"),
    "nobody asks": Slip("account=str(self.file)", 'account=""', "the_check_says_who_we_are"),
    "a stream of the moment": Slip(
        'Stream("tasks", self.file.name, exhaustive=True)',
        'Stream("tasks", str(id(self)), exhaustive=True)',
        "streams_are_known_unique_and_stable",
    ),
    "a second hand": Slip(
        "note.mark if note.body else None", "str(id(notes)) if note.body else None", "it_is_found_again_without_its_ref"
    ),
    "what was said first": Slip(
        "notes.pop(note.mark, None)",
        "note = Note(note.mark, note.body and notes.get(note.mark, [0, note.body])[1])",
        "a_change_is_made_in_place",
    ),
    "said once for all": Slip(
        "notes.pop(note.mark, None)",
        "note = Note(note.mark, None if note.ref and note.mark not in notes else note.body)\n"
        "        notes.pop(note.mark, None)",
        "what_was_taken_away_can_be_said_again",
    ),
    "verbs nobody named": Slip(
        "    def lines(",
        "    def ensure_label(self, item: str, label: str, present: bool) -> None: ...\n\n    def lines(",
        "its_verbs_are_those_named",
    ),
}
