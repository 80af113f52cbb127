"""People press what stands in the company's Slack: the hub hears it on its own line, and answers as `fairlead listen`."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from core.contract import Conversing
from sandbox.company import Company
from sandbox.server import Sandbox
from sandbox.slack import open_home, press, submit
from sandbox.slack.channel import Message
from sandbox.slack.delivery import Delivery
from scheduler.answering import answer
from scheduler.hub import Hub
from scheduler.suggesting import suggest

LOOK, PATIENCE = 0.005, 20.0  # seconds
View = dict[str, Any]
Fill = Callable[[View], Mapping[str, str]]


@dataclass(frozen=True)
class Pressed:
    """What somebody (a member id) did below a message, the form that came up with what was filled in, and what only they were
    told."""

    user: str
    channel: str
    ts: str
    what: str
    about: str
    form: View | None = None
    filled: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


class Pressing:
    """One press after the other, each until it is answered."""

    def __init__(self, company: Company, sandbox: Sandbox) -> None:
        self._slack, self._sandbox = company.tools.slack, sandbox

    def press(self, user: str, channel: str, ts: str, what: str, about: str = "", fill: Fill | None = None) -> Pressed:
        """`what` is the button's text or what it does. A form that comes up is sent with what `fill` says to it, or only
        looked at. KeyError where no such thing can be pressed; TimeoutError where nobody answers."""
        before = self._whispers
        self._slack.talk.modals.clear()
        self._act(lambda: press(self._slack, user, channel, ts, what, about)).wait(PATIENCE)
        form = self._until(lambda: self._form() or self._whispers[len(before) :])
        if not isinstance(form, dict):
            return Pressed(user, channel, ts, what, about, told=form[-1])
        filled = fill(form) if fill else {}
        if filled:
            self._act(lambda: submit(self._slack, form, filled)).wait(PATIENCE)
        return Pressed(user, channel, ts, what, about, form, filled, "".join(self._whispers[len(before) :][-1:]))

    def home(self, user: str) -> View:
        """What the app shows to somebody who opens their home tab."""
        self._act(lambda: open_home(self._slack, user)).wait(PATIENCE)
        shown: View = self._until(lambda: self._slack.talk.homes.get(user))
        return shown

    def messages(self, channel: str) -> Sequence[Message]:
        """Those of the app."""
        seen = self._sandbox.call(lambda: self._slack.messages(channel))
        return [each for each in seen if each.get("user") == self._slack.bot_user]

    @property
    def _whispers(self) -> list[str]:
        return [each.text for each in self._slack.talk.whispers]

    def _form(self) -> View | None:
        return next(iter(self._slack.talk.modals.values()), None)

    def _act(self, act: Callable[[], Delivery]) -> Delivery:
        return self._sandbox.call(act)

    def _until(self, seen: Callable[[], Any]) -> Any:
        ends = time.monotonic() + PATIENCE
        while not (found := self._sandbox.call(seen)):
            if time.monotonic() > ends:
                raise TimeoutError("nobody answered the press")
            time.sleep(LOOK)
        return found


@contextmanager
def listening(hub: Hub, company: Company, sandbox: Sandbox) -> Iterator[Pressing]:
    """The hub hears presses as long as the context lasts. What it suggests then it has learned before."""
    suggest(hub, [])
    slack, over = hub.connect("slack"), Event()
    assert isinstance(slack, Conversing)
    thread = Thread(target=slack.listen, args=(lambda press: answer(hub, press), over), name="listening", daemon=True)
    thread.start()
    try:
        pressing = Pressing(company, sandbox)
        pressing._until(lambda: company.tools.slack.talk.lines)
        yield pressing
    finally:
        over.set()
        thread.join(2)
