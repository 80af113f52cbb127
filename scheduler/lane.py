"""The writes of one tool, one after the other, until there are no more or the tool takes none."""

import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from core.backing_off import TRIES, pause
from core.contract import ConnectorError, Halted, Remembering, Unauthorized, Unavailable
from core.plan import Operation
from core.times import midnight
from scheduler.batches import Batch, as_it_stands, batches, doubtful, looked_for
from scheduler.hub import Hub
from scheduler.looking_ahead import LookingAhead
from scheduler.pausing import leave_alone, limit_of
from scheduler.saying import say
from store import attempts, writes
from store.outbox import Intent

AHEAD = 32
"""So many calls at most are committed before the first of them is made: a disk takes some hundred commits a second."""
AT_ONCE = timedelta(seconds=0.25)
Told = Callable[[Sequence[Operation], str | None], None]


class _Shut(Exception):
    """The tool takes nothing at all just now: why, and until when if that is known."""

    def __init__(self, why: str, until: datetime | None = None) -> None:
        super().__init__(why)
        self.until = until


class Lane:
    """`told` hears what came of each call."""

    def __init__(self, hub: Hub, tool: str, told: Told) -> None:
        self._hub, self._tool, self._told, self._calls = hub, tool, told, writes.Calls()
        self._ahead = LookingAhead(hub, tool)

    def carry_out(self, intents: Sequence[Intent]) -> None:
        """What is not tried stays as it is, with the reason. The faster calls are answered, the more of them are committed
        ahead at once."""
        if any(map(doubtful, intents)):
            self._forget()
        left, ahead = deque(batches(intents)), 1
        try:
            while left:
                some = min(ahead, self._room(), len(left))
                self._ahead.look(left, some)
                begun = self._hub.clock()
                self._attempt([left.popleft() for _ in range(some)])
                ahead = min(2 * ahead, AHEAD) if self._hub.clock() - begun < AT_ONCE else max(ahead // 2, 1)
        except _Shut as shut:
            with self._hub.store.write() as tx:
                attempts.hold_back(tx, _marks(chain.from_iterable(left)), str(shut), shut.until)

    def sweep(self, intents: Sequence[Intent]) -> None:
        """Says once more what stands, having searched the tool for it: a twin that is found goes. What fails is swept again."""
        self._forget()
        for batch in batches(intents):
            try:
                self._room()
                self._swept(batch)
            except _Shut:
                return

    def _forget(self) -> None:
        if isinstance(connector := self._hub.connect(self._tool), Remembering):
            connector.forget()

    def _room(self) -> int:
        """How many calls may be made now. A hub that is stopped or halted writes nothing, and the last of a day's calls is the
        last."""
        now, limit = self._hub.clock(), self._hub.config.limits.daily_writes
        self._insist_on_going_on()
        if why := self._hub.halted():
            raise _Shut(why)
        if told := limit_of(self._hub, self._tool):
            raise _Shut(str(told), now + timedelta(seconds=told.after or 0))
        with self._hub.store.read() as tx:
            made = self._calls.since(tx, midnight(now.date())).get(self._tool, 0)
        if made >= limit:
            until = midnight(now.date() + timedelta(days=1))
            raise _Shut(f"{made} writes today are the daily limit (guard.daily_writes)", until)
        return limit - made

    def _insist_on_going_on(self) -> None:
        if self._hub.stopping.is_set():
            raise _Shut("the hub was asked to stop before")

    def _attempt(self, some: Sequence[Batch]) -> None:
        """Their calls, between one commit that is ahead of all of them and one after each. No intent is older than `AT_ONCE`
        when its call is made, as its tool is left alone for so long after that."""
        now = self._hub.clock()
        with self._hub.store.write(durable=True) as tx:
            sent = attempts.mark_sent(tx, [_marks(batch) for batch in some], now)
        ready = deque(wanted for batch in some if (wanted := [each for each in batch if each.operation.mark in sent]))
        try:
            while ready:
                self._insist_on_going_on()
                if self._hub.clock() - now >= AT_ONCE:
                    now = self._put_off(ready)
                self._call(ready.popleft())
        except _Shut as shut:
            with self._hub.store.write() as tx:
                for batch in ready:
                    attempts.take_back(tx, _marks(batch), str(shut), shut.until, self._hub.clock())
            raise

    def _put_off(self, batches: Iterable[Batch]) -> datetime:
        now = self._hub.clock()
        with self._hub.store.write(durable=True) as tx:
            attempts.put_off(tx, _marks(chain.from_iterable(batches)), now)
        return now

    def _call(self, batch: Batch) -> None:
        """One call. If the power fails before it is known to be done, it is in doubt."""
        marks = _marks(batch)
        try:
            ref = say(self._hub, [looked_for(each) for each in batch], self._ahead.seen_at(batch))
        except ConnectorError as error:
            self._failed(batch, marks, error)
            return
        with self._hub.store.write() as tx:
            attempts.mark_done(tx, marks, ref, self._hub.clock())
        self._told([each.operation for each in batch], None)

    def _failed(self, batch: Batch, marks: Sequence[str], error: ConnectorError) -> None:
        now = self._hub.clock()
        if _shuts(error):
            why = self._why(error)
            with self._hub.store.write() as tx:
                attempts.take_back(tx, marks, why, None, now)
            raise _Shut(why)
        if not isinstance(error, Unavailable) and len(batch) > 1:  # one bad cell does not spoil the others
            for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
                self._attempt([half])
            return
        until = self._until(batch, error, now)
        with self._hub.store.write() as tx:
            if until is None:
                attempts.mark_dead(tx, marks, str(error), now)
            elif isinstance(error, Unavailable) and error.ambiguous:
                attempts.mark_doubtful(tx, marks, str(error), until, now)
            else:
                attempts.mark_failed(tx, marks, str(error), until, now)
        self._told([each.operation for each in batch], str(error))
        if isinstance(error, Unavailable) and error.after is not None:
            leave_alone(self._hub, self._tool, error)
            raise _Shut(str(error), now + timedelta(seconds=error.after))

    def _why(self, error: ConnectorError) -> str:
        """Of a halt without the one request that met it, for it holds of all that waits."""
        return (isinstance(error, Halted) and self._hub.halted()) or str(error)

    def _until(self, batch: Batch, error: ConnectorError, now: datetime) -> datetime | None:
        """When it is tried again; None: never by itself."""
        tries = max(each.attempts for each in batch) + 1
        if not isinstance(error, Unavailable) or tries >= TRIES:
            return None
        return now + pause(tries, random.random(), error.after)  # noqa: S311 - spreads load, keeps no secret

    def _swept(self, batch: Batch) -> None:
        operations = [intent.operation for intent in batch]
        with self._hub.store.write(durable=True) as tx:
            for operation in operations:
                attempts.begin_sweep(tx, operation.mark, self._hub.clock())
        try:
            ref = say(self._hub, [as_it_stands(operation) for operation in operations])
        except ConnectorError as error:
            if _shuts(error):
                raise _Shut(str(error)) from None
            if isinstance(error, Unavailable):
                return
            ref = operations[0].ref  # of cells, the only ones of which there are several, there is none
        with self._hub.store.write() as tx:
            for operation in operations:
                attempts.swept(tx, operation.mark, ref)


def _shuts(error: ConnectorError) -> bool:
    """Whether the tool takes nothing at all."""
    return isinstance(error, Halted) or (isinstance(error, Unauthorized) and error.everywhere)


def _marks(intents: Iterable[Intent]) -> list[str]:
    return [each.operation.mark for each in intents]
