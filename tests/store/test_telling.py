"""Where a finding is told: what stands because of it, and the address of the item that it stands at."""

from core.plan import Target, Wanted
from store import Store
from store.telling import Told, told_of
from tests.store.samples import NOW, item, pull
from tests.store.test_outbox import apply

COMMENT, MESSAGE = Target("jira", "comment", "PAY-1"), Target("slack", "message", "pay")


def test_where_a_finding_is_told(store: Store) -> None:
    pull(store, item(1))
    wanted = [Wanted(COMMENT, "It drifts", "", ("0a1b", "2c3d")), Wanted(MESSAGE, "It drifts", "", ("0a1b",))]
    apply(store, *wanted)
    with store.read() as tx:
        told = told_of(tx, "0a1b")
        assert told == [Told(COMMENT, NOW, "https://jira.example.com/browse/PAY-1"), Told(MESSAGE, NOW, "")]
        assert [each.target for each in told_of(tx, "2c3d")] == [COMMENT]
        assert told_of(tx, "2c3") == []
    apply(store)
    with store.read() as tx:
        assert told_of(tx, "0a1b") == []
