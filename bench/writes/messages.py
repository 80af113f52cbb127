"""Messages in one Slack channel, as many as never come in a day: a digest each, straight into the outbox."""

from datetime import timedelta
from pathlib import Path

from core.plan import Operation, Target, mark_of
from sandbox import SimulatedClock
from sandbox.slack import SlackState
from scheduler.hub import Hub
from scheduler.waiting import next_moment
from scheduler.writing import Writing, one_writer
from store import outbox

CHANNEL, RUN = "alerts", "bench"
TOKEN = "xoxb-sandbox-token"
CONFIG = """\
[hub]
database = "sqlite:///hub.db"
mode = "live"

[guard]
daily_writes = 1_000_000

[connectors.slack]
base_url = "{url}"
token = {{ file = "{folder}/slack.token" }}
channels = ["#{channel}"]
"""


def workspace(clock: SimulatedClock) -> SlackState:
    state = SlackState(clock)
    state.add_channel(CHANNEL)
    state.limits.enforced = True
    return state


def settle(folder: Path, url: str) -> Path:
    (folder / "slack.token").write_text(TOKEN)
    (folder / "mappings.toml").write_text("")
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url, folder=folder, channel=CHANNEL))
    return config


def drain(hub: Hub, clock: SimulatedClock, count: int) -> timedelta:
    """How long they take."""
    begun = clock()
    with hub.store.write(durable=True) as tx:
        outbox.record_intents(tx, [_message(hub, number) for number in range(count)], RUN, begun)
    while waiting := _waiting(hub):
        clock.advance(max((next_moment(hub) or begun) - clock(), timedelta(0)))
        with one_writer(hub):
            Writing(hub, RUN).carry_out(waiting)
    return clock() - begun


def _message(hub: Hub, number: int) -> Operation:
    target = Target("slack", "message", f"#{CHANNEL}", f"|digest|{number}||")
    return Operation(mark_of(target, hub.key), "add", target, f"What drifts, number {number}")


def _waiting(hub: Hub) -> list[outbox.Intent]:
    with hub.store.read() as tx:
        return outbox.on_their_way(tx)
