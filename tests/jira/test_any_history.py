"""Whatever people do and whenever the hub looks, pulling changes ends where pulling everything ends."""

from base64 import b64encode
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira.connector import JiraConnector
from connectors.jira.settings import JiraSettings
from connectors.transport import Http
from core.contract import Stream, Wire
from core.records import Checkpoint, Item
from sandbox.clock import SimulatedClock
from sandbox.jira import JiraState, app
from sandbox.server import Sandbox

STATUSES = ("To Do", "In Progress", "Done")
STREAMS = tuple(Stream("issues", key) for key in ("PAY", "OPS"))
ACTS = st.sampled_from(["create", "transition", "assign", "label", "due", "move", "wait", "pull", "cut"])


class Hub:
    """Keeps what it pulled by id, and its cursors, as the store does."""

    def __init__(self, connector: JiraConnector) -> None:
        self.connector = connector
        self.items: dict[str, Item] = {}
        self.cursors: dict[str, str | None] = {}

    def pull(self, checkpoints: int = 1000) -> None:
        for stream in STREAMS:
            batch: list[Item] = []
            for record in self.connector.pull(stream, self.cursors.get(stream.container)):
                if isinstance(record, Item):
                    batch.append(record)
                elif isinstance(record, Checkpoint):
                    self.items |= {item.id: item for item in batch}
                    self.cursors[stream.container] = record.cursor
                    batch, checkpoints = [], checkpoints - 1
                    if not checkpoints:
                        return


def act(state: JiraState, hub: Hub, name: str, number: int) -> None:
    keys = [issue["key"] for issue in state.issues.values()]
    if name == "wait":
        state.clock.advance(timedelta(minutes=number))
    elif name in ("pull", "cut"):
        hub.pull(1000 if name == "pull" else 1 + number % 3)
    elif name == "create" or not keys:
        state.create_issue(("PAY", "OPS")[number % 2], "Task", str(number), reporter="ada")
    else:
        change(state, keys[number % len(keys)], name, number)


def change(state: JiraState, key: str, name: str, number: int) -> None:
    if name == "transition":
        state.transition(key, STATUSES[number % 3], by="ada")
    elif name == "assign":
        state.assign(key, (None, "ada")[number % 2], by="ada")
    elif name == "label":
        state.label(key, add=[f"l{number}"], by="ada")
    elif name == "due":
        state.set_due(key, date(2026, 12, 1 + number % 28), by="ada")
    else:
        state.move(key, "OPS" if key.startswith("PAY") else "PAY", by="ada")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(ACTS, st.integers(0, 40)), min_size=5, max_size=30))
def test_incremental_equals_full(steps: list[tuple[str, int]]) -> None:
    state = JiraState(SimulatedClock(datetime(2026, 11, 2, 9, tzinfo=UTC)))
    state.page_limit = 2
    state.add_user("ada", "Ada", "ada@acme.test")
    state.add_project("PAY", "Payments")
    state.add_project("OPS", "Operations")
    pair = b64encode(f"{state.email}:{state.token}".encode()).decode()
    with Sandbox({"jira": app(state)}, state.clock) as sandbox:
        url = sandbox.urls["jira"]
        chosen = JiraSettings.model_validate(
            {"base_url": url, "email": state.email, "token": {"env": "X"}, "projects": ["PAY", "OPS"]}
        )
        connector = JiraConnector(
            Http(url, tool="jira", wire=Wire(), headers={"Authorization": f"Basic {pair}"}), chosen
        )
        hub, fresh = Hub(connector), Hub(connector)
        for name, number in steps:
            act(state, hub, name, number)
        hub.pull()
        hub.pull()  # the first may only have finished a scan that was cut short
        fresh.pull()
        connector.close()
    assert hub.items == fresh.items
