"""One look ahead of many writes: of which, how old it may be, and what becomes of one that fails."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from core.contract import Looked, Note, Unavailable
from core.plan import Operation, Target, Verb
from scheduler.batches import Batch
from scheduler.hub import Hub
from scheduler.looking_ahead import ITEMS, LASTS, LookingAhead
from store.outbox import Intent

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Tool:
    """Both the hub, as far as it is asked, and its connector."""

    def __init__(self) -> None:
        self.now, self.looks, self.fails = NOW, list[Sequence[str]](), False

    def clock(self) -> datetime:
        return self.now

    def connect(self, _tool: str) -> "Tool":
        return self

    def look(self, items: Sequence[str]) -> Looked:
        self.looks.append(items)
        if self.fails:
            raise Unavailable("the tool has trouble of its own")
        return self

    def ensure_comment(self, item: str, note: Note) -> str | None:
        raise NotImplementedError(item, note)

    def ensure_label(self, item: str, label: str, present: bool) -> None:
        raise NotImplementedError(item, label, present)


def ahead(tool: Tool) -> LookingAhead:
    return LookingAhead(cast(Hub, tool), "github")


def call(number: int, verb: Verb = "label", ref: str | None = None, body: str | None = "x", **more: Any) -> Batch:
    operation = Operation(f"m-{verb}-{number}", "add", Target("github", verb, f"acme/web#{number}", "t"), body, ref=ref)
    known: dict[str, Any] = {"state": "planned", "run": "r", "revision": 1, "attempts": 0, "created_at": NOW}
    known |= {"updated_at": NOW, "error": None, "not_before": None, "sweep_at": None, "approved": False}
    return [Intent(operation=operation, **known | more)]


def test_one_look_serves_many_and_goes_on_from_where_it_ended() -> None:
    tool, calls = Tool(), [call(number) for number in range(ITEMS + 5)]
    looking = ahead(tool)
    for at in range(len(calls)):
        looking.look(calls[at:], 1)
        assert looking.seen_at(calls[at]) is tool
    assert [len(items) for items in tool.looks] == [ITEMS, 5]


def test_a_look_grows_old() -> None:
    tool, calls = Tool(), [call(1), call(2)]
    looking = ahead(tool)
    looking.look(calls, 1)
    tool.now += LASTS - timedelta(seconds=1)
    assert looking.seen_at(calls[1]) is tool
    tool.now += timedelta(seconds=1)
    assert looking.seen_at(calls[1]) is None
    looking.look(calls, 1)
    assert len(tool.looks) == 2


def test_only_for_what_was_surely_never_sent() -> None:
    doubt = [call(1, state="sent"), call(2, sweep_at=NOW)]
    edits = [call(3, "comment", ref="7"), call(4, "comment", body=None), call(5, "link"), call(6, "cells")]
    first = [call(7, "comment"), call(8), call(9, body=None)]
    tool = Tool()
    looking = ahead(tool)
    looking.look([*doubt, *edits, *first], len(doubt) + len(edits) + 1)
    assert tool.looks == [["acme/web#7", "acme/web#8", "acme/web#9"]]
    assert [looking.seen_at(each) for each in (*doubt, *edits)] == [None] * 6
    assert [looking.seen_at(each) for each in first] == [tool] * 3


def test_a_look_at_one_item_saves_nothing() -> None:
    tool, calls = Tool(), [call(1), call(1, "comment")]
    looking = ahead(tool)
    looking.look(calls, 2)
    assert tool.looks == []
    assert looking.seen_at(calls[0]) is None


def test_a_look_that_fails_is_not_repeated_for_the_same_items() -> None:
    tool, calls = Tool(), [call(1), call(2)]
    tool.fails, looking = True, ahead(tool)
    for at in range(2):
        looking.look(calls[at:], 1)
        assert looking.seen_at(calls[at]) is None
    assert len(tool.looks) == 1
