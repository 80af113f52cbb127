"""Calls whose answers are lost, and whoever waits until it is known what came of them."""

from datetime import timedelta
from pathlib import Path

from core.contract import Note, Unavailable
from scheduler.applying import apply_plan
from scheduler.planning import plan_writes
from store import Store
from tests.core.desk import finding
from tests.scheduler.test_delivering import Chat, House


class Lossy(Chat):
    """It does what it is asked for first, and its answer to that is lost."""

    def ensure_message(self, channel: str, note: Note) -> str | None:
        first = not self.posted
        ref = super().ensure_message(channel, note)
        if first:
            raise Unavailable("got no answer", ambiguous=True)
        return ref


def test_what_became_certain_while_others_were_written_is_looked_for_at_once(tmp_path: Path) -> None:
    house = House(Store.open(f"sqlite:///{tmp_path / 'fairlead.db'}"), tmp_path)
    house.chat = Lossy()
    house.find([finding(number, owner="ben@acme.test", goal=goal) for number, goal in ((1, "KR-1"), (2, "O-1"))])

    def watch(*_: object) -> None:
        house.now += timedelta(minutes=5)

    applied = apply_plan(house.hub, plan_writes(house.hub).plan.digest, watch, wait=True)
    assert (len(applied.failed), applied.done, applied.waiting) == (1, {("chat", "message", "add"): 2}, ())
    assert sorted(len(bodies) for bodies in house.chat.posted.values()) == [1, 2]
    house.hub.close()
