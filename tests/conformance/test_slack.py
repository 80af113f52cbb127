"""The kit on Slack: pages of three messages, a thread that goes on, and one message of ours among others'."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from connectors.slack import plugin
from connectors.slack.content import SORTED
from core.contract import Stream
from core.records import Checkpoint
from fairlead.testing import ConnectorConformance, Place, Webhook, World
from fairlead.testing.mirror import Pulled
from sandbox.slack import SlackState, app
from sandbox.slack.signing import signed
from tests.conformance.stand import START, Stand, stand
from tests.contract.slack_contract import check

CHANNEL, HOOK_SECRET = "payments", "kit-hook-secret-5e1d"
SAID = {"type": "message", "channel": "C00000001", "channel_type": "channel", "user": "U1"}
TOLD = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": SAID}).encode()


class Moves:
    """A few days of talk, what people say next, and what can be seen."""

    def __init__(self, state: SlackState) -> None:
        self.state, self._turns = state, count()
        state.page_limit = 3
        state.add_user("U1", "Ana", "ana@acme.example")
        state.add_user("U2", "Ben", "ben@acme.example")
        self.place = state.add_channel(CHANNEL)
        self.middle = ""
        for day in range(8, 0, -1):
            self.first = state.post(CHANNEL, "U1", f"PAY-{day} is late", at=START - timedelta(days=day))
            self.middle = self.first if day >= 4 else self.middle
            state.post(CHANNEL, "U2", "Lunch?", at=START - timedelta(days=day, hours=-1))
        state.post(CHANNEL, "U2", "On it", at=START - timedelta(hours=2), thread_ts=self.first)

    def change(self) -> str:
        if next(self._turns) % 2:
            self.state.react(CHANNEL, self.first, f"emoji{next(self._turns)}", "U1")
        else:
            self.state.post(CHANNEL, "U2", "Still on it", thread_ts=self.first)
        return f"#{CHANNEL}/{self.first}"

    def delete(self) -> str:
        self.state.remove(CHANNEL, self.middle)
        return f"#{CHANNEL}/{self.middle}"

    def move(self) -> tuple[str, str]:
        self.state.rename(CHANNEL, "pay-ops")
        return f"#{CHANNEL}/{self.first}", f"#pay-ops/{self.first}"

    def messages(self, *, ours: bool) -> list[Any]:
        return [each for each in self.state.messages(CHANNEL) if (each["user"] == self.state.bot_user) == ours]

    def standing(self) -> list[str]:
        """A message that is sorted shrinks to one line, which asks nothing of anybody."""
        return [each["text"] for each in self.messages(ours=True) if each["text"] != SORTED]

    def traces(self) -> list[str]:
        return [each["text"] for top in self.messages(ours=True) for each in [top, *self._details(top)]]

    def shown(self) -> str:
        (top,) = self.messages(ours=True)
        blocks = [block for each in [top, *self._details(top)] for block in each["blocks"]]
        return "\n".join(block["text"]["text"] for block in blocks if "text" in block)

    def _details(self, top: Any) -> list[Any]:
        return [each for each in top["replies"] if each["user"] == self.state.bot_user]

    def copied(self) -> None:
        kept = {name: self.messages(ours=True)[0][name] for name in ("text", "blocks", "metadata")}
        self.state.put(self.state.channel(CHANNEL), "U1", kept)


def world_of(stand: Stand) -> World:
    state = SlackState(stand.anew())
    moves, see = Moves(state), stand.see
    stand.put(app(state))
    message = Place(
        f"#{CHANNEL}",
        standing=see(moves.standing),
        foreign=see(lambda: moves.messages(ours=False)),
        copied=see(moves.copied),
        shown=see(moves.shown),
        traces=see(moves.traces),
    )
    table = {"base_url": stand.url, "channels": ["pay*"], "signing_secret": {"env": "KIT_HOOK_SECRET"}}
    return World(
        settings={**table, "token": {"env": "KIT_TOKEN"}},
        wrong={**table, "token": {"env": "KIT_WRONG_TOKEN"}},
        change=see(moves.change),
        pass_time=stand.clock.advance,
        secrets=(state.token, HOOK_SECRET),
        places={"message": message},
        delete=see(moves.delete),
        move=see(moves.move),
        webhook=Webhook(TOLD, _signed),
    )


def _signed(body: bytes, at: datetime) -> dict[str, str]:
    return {name.lower(): value for name, value in signed(HOOK_SECRET, int(at.timestamp()), body).items()}


@pytest.fixture(scope="module")
def slack() -> Iterator[Stand]:
    with stand("slack", check) as running:
        yield running


@pytest.fixture
def world(slack: Stand, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("KIT_TOKEN", "xoxb-sandbox-token")
    monkeypatch.setenv("KIT_WRONG_TOKEN", "xoxb-77c1-wrong")
    monkeypatch.setenv("KIT_HOOK_SECRET", HOOK_SECRET)
    return world_of(slack)


class TestSlack(ConnectorConformance):
    plugin = plugin
    writes = ("message",)
    dates = "beginnings"

    def test_pulls_are_long_enough_to_be_cut(self, full: dict[Stream, Pulled]) -> None:
        lengths = {stream.name: sum(isinstance(each, Checkpoint) for each in pull) for stream, pull in full.items()}
        assert lengths["threads"] > 3
