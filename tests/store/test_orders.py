"""Orders wait until they are ended, and are kept for a time."""

from datetime import timedelta

from store import Store, orders
from store.care import retention
from store.orders import Order
from tests.store.samples import NOW

ORDER = Order(run="ab12", act="apply", about="0123456789ab", actor="ann@acme.test", at=NOW)


def test_the_same_thing_is_asked_for_once_until_it_is_done(store: Store) -> None:
    twin = Order(run="cd34", act="apply", about=ORDER.about, actor="bo@acme.test", at=NOW)
    with store.write() as tx:
        assert orders.place(tx, ORDER) == orders.place(tx, twin) == ORDER
        orders.begin(tx, ORDER.run, NOW)
        orders.end(tx, ORDER.run, "3 written", NOW, is_wrong=False)
        assert orders.place(tx, twin) == twin
        assert orders.waiting(tx) == [twin]
        done = orders.find(tx, ORDER.run)
    assert done
    assert (done.began_at, done.ended_at, done.told, done.is_wrong) == (NOW, NOW, "3 written", False)


def test_those_that_ended_have_their_time(store: Store) -> None:
    with store.write() as tx:
        orders.place(tx, ORDER)
        orders.place(tx, Order(run="cd34", act="undo", about="ab12", actor="bo@acme.test", at=NOW))
        orders.end(tx, ORDER.run, "3 written", NOW, is_wrong=False)
    (kind,) = (each for each in retention.KINDS["plans_days"] if each.name == "runs that were asked for")
    assert retention.drop_all(store, kind, NOW + timedelta(days=1), NOW, lambda: False) == 1
    with store.read() as tx:
        assert [each.run for each in orders.waiting(tx)] == ["cd34"]
