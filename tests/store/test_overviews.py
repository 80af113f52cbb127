"""The overview that an evaluation keeps."""

from core.facts import GoalFact
from core.guard import Limits
from core.overview import overview
from store import Store, meta, overviews
from tests.core.worlds import facts, goal, item


def test_it_is_read_back_as_it_was_kept(store: Store) -> None:
    made = overview(
        facts(goals=(GoalFact(goal=goal("O-1", level="objective")),), unlinked=(item(),)), (), ("jira",), {}, Limits()
    )
    with store.write() as tx:
        assert overviews.last(tx) is None
        overviews.keep(tx, made)
    with store.read() as tx:
        assert overviews.last(tx) == made


def test_one_that_another_version_kept_counts_as_none(store: Store) -> None:
    for kept in ('{"as_of": "2026-01-01T00:00:00Z"}', "[]", "no JSON"):
        with store.write() as tx:
            meta.put(tx, overviews.KEY, kept)
            assert overviews.last(tx) is None
