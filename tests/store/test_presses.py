"""Presses that something was done for, on both databases."""

from datetime import timedelta

from store import Store, presses
from store.account_holders import Holder, holder
from store.accounts import save_accounts
from tests.store.samples import NOW, account


def test_a_press_is_kept_once_and_not_for_ever(store: Store) -> None:
    with store.write() as tx:
        assert presses.said(tx, "slack", "1") is None
        presses.keep(tx, "slack", "1", NOW, "Done")
        presses.keep(tx, "slack", "1", NOW, "something else")
        presses.keep(tx, "teams", "1", NOW + timedelta(days=30), "Other")
        assert presses.said(tx, "slack", "1") == "Done"
        presses.keep(tx, "slack", "2", NOW + timedelta(days=30, seconds=1), "later")
        assert [presses.said(tx, "slack", each) for each in ("1", "2")] == [None, "later"]
        assert presses.said(tx, "teams", "1") == "Other"


def test_whose_an_account_is(store: Store) -> None:
    with store.write() as tx:
        save_accounts(tx, [account("ana"), account("bot", bot=True), account("left", active=False)], [])
        assert holder(tx, "slack", "ana") is None
        assert holder(tx, "jira", "ana") == Holder(name="Ana", person=None, team=None, active=True)
        assert [each and each.active for each in (holder(tx, "jira", "bot"), holder(tx, "jira", "left"))] == [
            False,
            False,
        ]
