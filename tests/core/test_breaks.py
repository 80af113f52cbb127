"""Missing hops with what hangs below, and what cannot be judged."""

from datetime import timedelta
from typing import Any

from core.breaks import breaks, by_hop
from core.detectors.key_result_pace import Settings
from core.facts import GoalFact, RowFact, StreamFact, TargetShare
from core.guard import Limits
from core.unjudged import unjudged
from tests.core.worlds import NOW, ago, facts, goal, item, key_result

STRATEGY = GoalFact(goal=goal("S-1", level="strategy"), first_seen=ago(99))


def fact(
    key: str, level: Any, parent: str | None, *, todo: int = 0, doing: int = 0, done: int = 0, **more: Any
) -> GoalFact:
    return GoalFact(
        goal=goal(key, level=level, parent=parent), open_items=todo + doing, doing_items=doing, done_items=done, **more
    )


def test_a_chain_that_reaches_the_strategy_is_no_break() -> None:
    whole = (STRATEGY, fact("O-1", "objective", "S-1", doing=3), fact("I-1", "initiative", "O-1", doing=3))
    assert breaks(facts(goals=whole)) == ()


def test_each_end_of_a_way_is_told_once_with_all_that_hangs_below() -> None:
    found = breaks(
        facts(
            goals=(
                STRATEGY,
                fact("O-1", "objective", "S-1"),
                fact("O-2", "objective", None, todo=1, doing=4, done=2),
                fact("KR-2", "key_result", "O-2", doing=4),
                fact("I-7", "initiative", "GONE-1", doing=1),
                fact("I-8", "initiative", None, doing=9, ended=NOW.date()),
            )
        )
    )
    assert [(each.hop, each.goal, each.todo, each.doing, each.done) for each in found] == [
        ("objective", "I-7", 0, 1, 0),
        ("strategy", "O-2", 1, 4, 2),
    ]
    assert found[0].says == "I-7 (Grow) hangs below GONE-1, which leads to no objective"
    assert by_hop(found) == {"objective": 1, "strategy": 7}


def test_items_without_a_goal_are_told_by_team_most_work_first() -> None:
    items = (
        *(item(f"jira:P-{n}", team="pay") for n in range(2)),
        item("jira:P-9", team="pay", category="done"),
        *(item(f"jira:W-{n}", team="web") for n in range(3)),
        item("jira:X-1"),
    )
    found = breaks(facts(goals=(STRATEGY,), unlinked=items))
    assert [(each.team, each.doing, each.done) for each in found] == [("web", 3, 0), ("pay", 2, 1), (None, 1, 0)]
    assert by_hop(found) == {"goal": 7}
    assert found[2].says == "work of no team serves no goal"


def test_a_level_that_nobody_uses_is_not_missing() -> None:
    found = breaks(facts(goals=(fact("O-2", "objective", None, doing=4),), unlinked=(item(team="pay"),)))
    assert [each.hop for each in found] == ["goal"]
    assert breaks(facts(unlinked=(item(team="pay"),))) == ()


def told(late: tuple[str, ...] = (), **given: Any) -> dict[str, str]:
    return {each.what: each.why for each in unjudged(facts(**given), late, Settings(), Limits())}


def stream(name: str, **more: Any) -> StreamFact:
    given = {"last_success": ago(1), "late_after": ago(0.5), **more}
    return StreamFact(connector=name, stream="issues", container="PAY", **given)


def test_late_tools_and_doubts_are_told_with_their_reason() -> None:
    streams = (
        stream("jira", error="jira answered 503"),
        stream("slack", last_success=None),
        stream("github", doubt="showed 3 items instead of 90"),
    )
    found = told(late=("slack", "jira"), streams=streams, goals=(STRATEGY,), targets=(TargetShare("O-1", 1.0),))
    assert found == {
        "what stands on jira": "not read since 2026-06-16 12:00: jira answered 503",
        "what stands on slack": "not read to its end yet",
        "github issues PAY": "showed 3 items instead of 90",
    }


def test_a_new_hub_learns_for_fourteen_days() -> None:
    for days, learns in ((13.9, True), (14.0, False)):
        found = told(goals=(GoalFact(goal=goal("S-1", level="strategy"), first_seen=ago(days)),))
        assert ("what is usual here" in found) is learns


def test_what_was_never_written_cannot_be_judged() -> None:
    first, last = NOW.date() - timedelta(days=50), NOW.date() + timedelta(days=50)
    row = RowFact("sheets", "OKRs!A3", "no key", NOW, lost=True)
    plain = tuple(GoalFact(goal=goal(f"KR-{n}")) for n in range(7))
    found = told(goals=(STRATEGY, key_result(5, first=first, last=last), *plain), rows=(row,))
    assert set(found) == {
        "1 row or item",
        "the pace of KR-0, KR-1, KR-2, KR-3, KR-4 and 2 more",
        "how effort is divided",
    }
    assert set(told()) == {"everything"}
