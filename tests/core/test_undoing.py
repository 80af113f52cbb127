"""Undo, as a plan: what a run wrote at each target, over any history of runs and undoings."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.plan import Operation, Standing, Target, Wanted, make_plan
from core.undoing import Undoing, Write, undo

KEY, FIRST = b"k" * 32, datetime(2026, 6, 17, tzinfo=UTC)
PLACES = ("PAY-1", "PAY-2", "PAY-3")


class World:
    """What stands, and the journal of what was written, as the store keeps them."""

    def __init__(self) -> None:
        self.standing: dict[Target, Standing] = {}
        self.writes: list[Write] = []

    def run(self, wanted: Mapping[str, str]) -> str:
        wants = [
            Wanted(Target("jira", "comment", place), body, f"https://x.test/{body}") for place, body in wanted.items()
        ]
        return self.carry_out(make_plan(wants, self.standing, KEY).operations)

    def undo(self, run: str) -> str:
        return self.carry_out(self.undoing(run).plan.operations)

    def undoing(self, run: str) -> Undoing:
        targets = {each.operation.target for each in self.writes if each.run == run}
        return undo(run, [each for each in self.writes if each.operation.target in targets], self.standing, KEY)

    def carry_out(self, operations: Sequence[Operation]) -> str:
        run, at = f"run-{len(self.writes)}-{len(operations)}", FIRST + timedelta(days=len(self.writes))
        for each in operations:
            for n, write in enumerate(self.writes):
                if write.run == each.undoes and write.operation.target == each.target:
                    self.writes[n] = Write(
                        **{**{f: getattr(write, f) for f in write.__struct_fields__}, "undone_by": run}
                    )
            number = len(self.writes)
            self.writes.append(Write(id=number, at=at, run=run, operation=each, approved=False, undone_by=None))
            if each.body is None:
                del self.standing[each.target]
            else:
                self.standing[each.target] = Standing(
                    each.target, each.body, each.url, "ref", each.findings, each.parts
                )
        return run

    @property
    def texts(self) -> dict[str, str]:
        return {target.place: note.body for target, note in self.standing.items()}


def test_what_was_added_goes_what_was_changed_or_removed_comes_back_newest_first() -> None:
    world = World()
    world.run({"PAY-1": "one", "PAY-2": "two"})
    run = world.run({"PAY-1": "other", "PAY-3": "three"})
    steps = [(each.step, each.target.place, each.body, each.url) for each in world.undoing(run).plan.operations]
    assert steps == [
        ("remove", "PAY-3", None, ""),
        ("add", "PAY-2", "two", "https://x.test/two"),
        ("change", "PAY-1", "one", "https://x.test/one"),
    ]
    world.undo(run)
    assert world.texts == {"PAY-1": "one", "PAY-2": "two"}


def test_what_another_run_wrote_since_is_left_and_named() -> None:
    world = World()
    first = world.run({"PAY-1": "one", "PAY-2": "two"})
    second = world.run({"PAY-1": "later", "PAY-2": "two"})
    undoing = world.undoing(first)
    assert [each.target.place for each in undoing.plan.operations] == ["PAY-2"]
    assert [(each.target.place, each.why) for each in undoing.left] == [
        ("PAY-1", f"run {second} wrote there again on 19 June 2026; take that back first")
    ]


def test_what_took_a_later_run_back_is_no_later_change() -> None:
    world = World()
    first = world.run({"PAY-1": "one"})
    world.undo(world.run({"PAY-1": "later"}))
    world.undo(first)
    assert world.texts == {}


def test_nothing_is_taken_back_twice() -> None:
    world = World()
    first = world.run({"PAY-1": "one"})
    world.undo(first)
    assert world.undoing(first) == Undoing(plan=make_plan([], {}, KEY), already=1)


def test_an_undoing_is_undone_and_then_the_run_can_be_again() -> None:
    world = World()
    first = world.run({"PAY-1": "one"})
    world.undo(world.undo(first))
    assert world.texts == {"PAY-1": "one"}
    world.undo(first)
    assert world.texts == {}


def test_what_stands_without_our_having_written_it_is_left() -> None:
    world = World()
    run = world.run({"PAY-1": "one"})
    target = Target("jira", "comment", "PAY-1")
    world.standing[target] = Standing(target, "by an older copy of the database")
    assert [each.why for each in world.undoing(run).left] == ["what stands there is not what this run wrote"]


def test_what_was_there_and_taken_back_leaves_the_trace_that_it_had() -> None:
    """Where a removal tells readers that it is over, what comes after it is removed the same way."""
    world = World()
    world.run({"PAY-1": "one"})
    world.run({})
    again = world.run({"PAY-1": "one"})
    assert [each.erase for each in world.undoing(again).plan.operations] == [False]
    world.undo(again)
    once_more = world.run({"PAY-1": "two"})
    assert [each.erase for each in world.undoing(once_more).plan.operations] == [False]


def test_what_nothing_of_ours_stood_before_is_erased() -> None:
    world = World()
    first = world.run({"PAY-1": "one"})
    assert [each.erase for each in world.undoing(first).plan.operations] == [True]
    world.undo(first)
    again = world.run({"PAY-1": "two"})
    assert [each.erase for each in world.undoing(again).plan.operations] == [True]


texts = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["x", "y"]))


@given(st.lists(st.one_of(texts, st.integers(0, 9)), max_size=9), texts)
def test_after_any_history_the_last_run_can_be_taken_back_whole(
    history: list[dict[str, str] | int], last: dict[str, str]
) -> None:
    """A number undoes one of the runs so far."""
    world, runs = World(), list[str]()
    for step in history:
        if isinstance(step, int):
            runs.append(world.undo(runs[step % len(runs)])) if runs else None
        else:
            runs.append(world.run(step))
    before = dict(world.standing)
    run = world.run(last)
    undoing = world.undoing(run) if any(each.run == run for each in world.writes) else Undoing(make_plan([], {}, KEY))
    assert undoing.left == ()
    world.carry_out(undoing.plan.operations)
    assert {target: (note.body, note.url) for target, note in world.standing.items()} == {
        target: (note.body, note.url) for target, note in before.items()
    }
