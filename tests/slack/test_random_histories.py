"""Whatever people do between two pulls, the hub ends with what a full pull would give: within a day, for edits of replies."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.slack.connector import SlackConnector
from core.contract import Refused
from core.records import Item
from sandbox.slack.channel import Channel
from tests.seeds import examples
from tests.slack.conftest import Workspace, pull

TEXTS = ("hello", "PAY-1", "on https://acme.example/x", "GATE-2 and PAY-3")
VERBS = [
    *("post", "reply", "broadcast", "late", "edit", "edit a reply", "remove", "remove a reply"),
    *("react", "unreact", "rename", "kick", "invite", "sync", "sync", "wait"),
]
ACTIONS = st.tuples(st.sampled_from(VERBS), st.sampled_from(TEXTS), st.integers(0, 9))
Action = tuple[str, str, int]


class Talk:
    """One channel with what people do in it."""

    def __init__(self, slack: Workspace) -> None:
        self.state, self.clock = slack.state, slack.clock
        self.id = self.state.add_channel(f"random-{len(self.state.channels())}")

    def do(self, verb: str, text: str, pick: int) -> None:
        tops = [ts for ts in self.channel.tops if self._stands(ts)]
        ts = tops[pick % len(tops)] if tops else self.state.post(self.id, "U1", text)
        replies = self.channel.replies.get(ts, [])
        reply = replies[pick % len(replies)] if replies else ts
        soon = self.clock() + timedelta(minutes=3)
        acts: dict[str, Callable[[], object]] = {
            "post": lambda: self.state.post(self.id, f"U{pick % 3 + 1}", text),
            "reply": lambda: self.state.post(self.id, f"U{pick % 3 + 1}", text, thread_ts=ts),
            "broadcast": lambda: self.state.post(self.id, "U2", text, thread_ts=ts, broadcast=True),
            "late": lambda: self.state.post(self.id, "U1", text, visible_at=soon),
            "edit": lambda: self.state.edit(self.id, ts, text),
            "edit a reply": lambda: self.state.edit(self.id, reply, text),
            "remove": lambda: self.state.remove(self.id, ts),
            "remove a reply": lambda: self.state.remove(self.id, reply),
            "react": lambda: self.state.react(self.id, ts, "eyes", f"U{pick % 3 + 1}"),
            "unreact": lambda: self.state.unreact(self.id, ts, "eyes", f"U{pick % 3 + 1}"),
            "rename": lambda: self.state.rename(self.id, f"{self.channel.name}x"),
            "kick": lambda: self.state.kick(self.id),
            "invite": lambda: self.state.invite(self.id),
            "wait": lambda: self.clock.advance(timedelta(hours=7 * (pick % 3))),
        }
        acts[verb]()

    @property
    def channel(self) -> Channel:
        return self.state.channel(self.id)

    def _stands(self, ts: str) -> bool:
        message = self.state.message(self.id, ts)
        return message.get("subtype") is None


class Hub:
    """Keeps what it is told, as a store would."""

    def __init__(self, connector: SlackConnector, container: str) -> None:
        self.connector, self.container = connector, container
        self.items: dict[str, Item] = {}
        self.cursor: str | None = None

    def sync(self) -> None:
        self.connector.streams()
        pulled = pull(self.connector, self.container, self.cursor)
        self.items = {key: item for key, item in (self.items | pulled.items).items() if key not in pulled.gone}
        self.cursor = pulled.cursor


@example(actions=[("post", "hello", 0), ("reply", "hello", 0), ("sync", "", 0), ("remove", "", 0)])
@example(actions=[("post", "hello", 0), ("reply", "hello", 0), ("sync", "", 0), ("edit a reply", "PAY-1", 0)])
@example(actions=[("post", "PAY-1", 0), ("sync", "", 0), ("rename", "", 0), ("kick", "", 0), ("sync", "", 0)])
@example(actions=[("post", "PAY-1", 0), ("sync", "", 0), ("edit", "hello", 0), ("rename", "", 0)])
@example(actions=[("post", "PAY-1", 0), ("sync", "", 0), ("remove", "", 0), ("rename", "", 0)])
@example(actions=[("late", "PAY-1", 0), ("post", "GATE-2", 0), ("sync", "", 0)])
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(ACTIONS, max_size=18))
def test_incremental_pulls_end_where_a_full_one_does(slack: Workspace, actions: list[Action]) -> None:
    talk = Talk(slack)
    hub = Hub(slack.connect(talk.id, keep_text=True, reread_replies_days=14), talk.id)
    for verb, text, pick in actions:
        slack.hours(0.02)
        if verb == "sync":
            with suppress(Refused):  # the app may have been removed
                hub.sync()
        else:
            talk.do(verb, text, pick)
    slack.hours(0.1)
    slack.state.invite(talk.id)
    hub.sync()
    slack.hours(24)
    hub.sync()
    assert hub.items == pull(hub.connector, talk.id).items
