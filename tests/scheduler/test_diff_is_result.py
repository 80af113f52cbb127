"""What a preview says of any edit of any rules is what the next mapping does."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text

from core.detectors import judge
from core.links import Aim, Choice, Placed
from core.shifts import shifts
from mappings import load
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.rule_changes import preview
from store import choices
from store.facts import facts
from tests.mappings.any import placed, rule_lists
from tests.scheduler.little import everything, little, written
from tests.seeds import examples
from tests.store.samples import DAY, NOW, activity, goal

GOALS = [goal(key) for key in ("O-1", "O-2", "I-1")]


def numbered(number: int, each: Placed, parent: int | None) -> Any:
    """Any item, as one of a company: with a key of its own, and a parent among the others."""
    above = None if parent is None else f"PAY-{parent}"
    key = f"PAY-{number}"
    url = f"https://jira.example.com/browse/{key}"
    named = replace(each.item, id=str(number), key=key, url=url, parent=above, assignee="ana")
    return replace(named, category="doing", updated_at=NOW - 10 * DAY)  # so long that it should serve a goal


@st.composite
def companies(draw: st.DrawFn) -> list[Any]:
    parents = st.none() | st.integers(0, 7)
    return [numbered(n, each, draw(parents)) for n, each in enumerate(draw(st.lists(placed, min_size=4, max_size=8)))]


@st.composite
def edited_rules(draw: st.DrawFn) -> tuple[str, str]:
    """Rules, and the same with some left out, some in place of others, and some added."""
    before = draw(rule_lists())
    kept = [each for each in before if draw(st.booleans())]
    others = [each.replace('id = "r', 'id = "n') for each in draw(rule_lists())]
    return "".join(before), "".join([*kept, *others[: draw(st.integers(0, 3))]])


def aims(hub: Hub) -> dict[str, Aim]:
    """Where each item belongs, read from the table of links alone."""
    found: dict[str, Aim] = {}
    query = """
    SELECT i.source, i.key, l.goal, l.share FROM links l JOIN items i ON i.id = l.item_id
    WHERE l.valid_to IS NULL AND l.position >= 0 AND i.gone_at IS NULL ORDER BY i.id, l.position
    """
    with hub.store.read() as tx:
        for row in tx.execute(text(query)):
            name = f"{row.source}:{row.key}"
            found[name] = (*found.get(name, ()), (row.goal, row.share))
    return found


def judged(hub: Hub) -> Any:
    with hub.store.read() as tx:
        seen = facts(tx, NOW)
    return seen.effort, {each.fingerprint for each in judge(seen, hub.config.detectors)}


def said_by_hand(hub: Hub) -> None:
    with hub.store.write() as tx:
        ids = list(tx.execute(text("SELECT id FROM items ORDER BY id")).scalars())
        choices.choose(tx, ids[0], Choice(shares=(("O-2", 1.0),), actor="ana"), NOW)
        choices.dispute(tx, ids[1], "O-1", None, "ana", "", NOW)


def insist_that_the_preview_is_the_result(folder: Path, company: list[Any], edit: tuple[str, str], **more: Any) -> None:
    before, after = edit
    config = written(folder, before, more="[guard]\nmin_writes = 2\n", **more)  # so that some edits are held
    work = [activity(number, each.key, actor="ana") for number, each in enumerate(company)]
    with little(config, GOALS, [*company, *work]) as hub:
        said_by_hand(hub)
        link(hub)
        was, (effort, observed), all_before = aims(hub), judged(hub), everything(hub)
        seen = preview(hub, load(after, "new.toml"))
        assert everything(hub) == all_before

        config.with_name("mappings.toml").write_text(after)
        linked = link(hub)
        assert linked.held == seen.held
        if seen.held:
            assert everything(hub) == all_before
            assert link(hub, approval=seen.held.approval).held is None
        now, (effort_now, observed_now) = aims(hub), judged(hub)
    moved = {move.item: (move.before, move.after) for move in seen.moves if move.before != move.after}
    assert moved == {
        item: (was.get(item, ()), now.get(item, ()))
        for item in was.keys() | now.keys()
        if was.get(item, ()) != now.get(item, ())
    }
    assert sum(way.count for way in seen.ways) == len(seen.moves) == sum(seen.counts.values())
    assert list(seen.effort) == shifts(effort, effort_now)
    assert {each.fingerprint for each in seen.opening} == observed_now - observed
    assert {each.fingerprint for each in seen.closing} == observed - observed_now


@settings(max_examples=examples(12), deadline=None)
@given(companies(), edited_rules())
def test_a_diff_applied_is_the_result(company: list[Any], edit: tuple[str, str]) -> None:
    with TemporaryDirectory() as folder:
        insist_that_the_preview_is_the_result(Path(folder), company, edit)


@settings(max_examples=examples(3), deadline=None)
@given(company=companies(), edit=edited_rules())
def test_a_diff_applied_is_the_result_on_postgresql(
    company: list[Any], edit: tuple[str, str], emptied: Callable[[], str]
) -> None:
    with TemporaryDirectory() as folder:
        insist_that_the_preview_is_the_result(Path(folder), company, edit, database=emptied())
