"""Whatever people do and whenever the hub looks, pulling changes, with the daily census, ends where pulling everything ends."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from connectors.jira.connector import JiraConnector
from connectors.jira.settings import Deployment, JiraSettings
from connectors.transport import Http
from core.contract import Refused, Seen, Stream, Wire
from core.records import Checkpoint, Item
from sandbox.clock import SimulatedClock
from sandbox.jira import JiraState, app
from sandbox.server import Sandbox

STATUSES = ("To Do", "In Progress", "Done")
STREAMS = tuple(Stream("issues", key, exhaustive=True) for key in ("PAY", "OPS"))
EDITS: dict[str, Callable[[JiraState, str, int, datetime], object]] = {
    "transition": lambda state, key, n, at: state.transition(key, STATUSES[n % 3], by="ada", at=at),
    "assign": lambda state, key, n, at: state.assign(key, (None, "ada")[n % 2], by="ada", at=at),
    "label": lambda state, key, n, at: state.label(key, add=[f"l{n}"], by="ada", at=at),
    "due": lambda state, key, n, at: state.set_due(key, date(2026, 12, 1 + n % 28), by="ada", at=at),
    "points": lambda state, key, n, at: state.set_field(key, "Story Points", n, by="ada", at=at),
    "flag": lambda state, key, n, at: state.flag(key, n % 2 == 0, by="ada", at=at),
    "worklog": lambda state, key, n, at: state.log_work(key, n, by="ada", at=at),
    "move": lambda state, key, _, at: state.move(key, "OPS" if key.startswith("PAY") else "PAY", by="ada", at=at),
}
RELATING: dict[str, Callable[[JiraState, str, str, datetime], object]] = {
    "block": lambda state, key, other, at: state.link(other, "Blocks", key, by="ada", at=at),
    "parent": lambda state, key, other, at: state.set_parent(key, other, by="ada", at=at),
}
HIDING = ("delete", "hide", "unhide", "revoke", "grant")
ACTS = st.sampled_from(["create", "create", *EDITS, *RELATING, *HIDING, "wait", "pull", "cut", "census"])
LATE = st.sampled_from([0, 0, 0, -3, 3, -30, -600])  # minutes: clocks differ, and a search may show a change much later


class Hub:
    """Keeps what it pulled by id, and its cursors, as the store does."""

    def __init__(self, connector: JiraConnector) -> None:
        self.connector = connector
        self.items: dict[str, Item] = {}
        self.cursors: dict[str, str | None] = {}

    def pull(self, checkpoints: int = 1000) -> None:
        for stream in STREAMS:
            try:
                checkpoints = self._pull(stream, self.cursors.get(stream.container), checkpoints)
            except Refused:  # the project is not shown now
                continue
            if not checkpoints:
                return

    def census(self) -> None:
        """What is not shown is let go; what is unknown or older than shown is read again from its last change on."""
        for stream in STREAMS:
            try:
                seen = [one for page in self.connector.census(stream) for one in page]
            except Refused:
                continue
            self._repair(stream, {one.id: one for one in seen})

    def known(self) -> dict[str, Item]:
        """A key that others name an issue by follows it when it moves, and goes with it."""
        ids = {item.key: item.id for item in self.items.values()}
        return {id_: self._told(item, ids) for id_, item in self.items.items()}

    def _repair(self, stream: Stream, seen: dict[str, Seen]) -> None:
        held = {id_ for id_, item in self.items.items() if item.container == stream.container}
        for id_ in held - seen.keys():
            del self.items[id_]
        stale = [one.updated_at for one in seen.values() if self._updated(one.id) != one.updated_at]
        if stale:
            self._pull(stream, self.connector.cursor_at(stream, min(stale)), 1000, keep=False)

    def _updated(self, id_: str) -> datetime | None:
        item = self.items.get(id_)
        return item.updated_at if item else None

    def _pull(self, stream: Stream, cursor: str | None, checkpoints: int, *, keep: bool = True) -> int:
        batch: list[Item] = []
        for record in self.connector.pull(stream, cursor):
            if isinstance(record, Item):
                batch.append(record)
            elif isinstance(record, Checkpoint):
                self.items |= {item.id: item for item in batch}
                if keep:
                    self.cursors[stream.container] = record.cursor
                batch, checkpoints = [], checkpoints - 1
                if not checkpoints:
                    break
        return checkpoints

    @staticmethod
    def _told(item: Item, ids: dict[str, str]) -> Item:
        named = tuple(sorted(ids[key] for key in item.blocked_by if key in ids))
        return replace(item, parent=ids.get(item.parent or ""), blocked_by=named, changes=item.changes)


class Company:
    """Acts by name; `number` and `late` say on what, and how many minutes off the clock it is stamped."""

    def __init__(self, state: JiraState, hub: Hub) -> None:
        self.state, self.hub = state, hub
        self._stamps = count(1)

    def act(self, name: str, number: int, late: int) -> None:
        keys = [issue["key"] for issue in self.state.issues.values()]
        if name == "wait":
            self.state.clock.advance(timedelta(minutes=number))
        elif name in ("pull", "cut"):
            self.hub.pull(1000 if name == "pull" else 1 + number % 3)
        elif name == "census":
            self.hub.census()
        elif name in ("revoke", "grant"):
            getattr(self.state, name)(("PAY", "OPS")[number % 2])
        elif name == "create" or not keys:
            self.state.create_issue(("PAY", "OPS")[number % 2], "Task", str(number), reporter="ada", at=self._at(late))
        elif name in ("delete", "hide", "unhide"):
            getattr(self.state, name)(keys[number % len(keys)])
        else:
            self._edit(keys, name, number, self._at(late))

    def _edit(self, keys: list[str], name: str, number: int, at: datetime) -> None:
        key, other = keys[number % len(keys)], keys[number // 2 % len(keys)]
        if name in RELATING:
            if key != other:
                RELATING[name](self.state, key, other, at)
        else:
            EDITS[name](self.state, key, number, at)

    def _at(self, late: int) -> datetime:
        """Equal within the overlap; beyond it no two changes of an issue look the same, or nobody could tell them apart."""
        apart = next(self._stamps) if abs(late) > 5 else 0
        return self.state.clock() + timedelta(minutes=late, milliseconds=apart)


def played(deployment: Deployment, steps: Iterable[tuple[str, int, int]]) -> tuple[Hub, Hub]:
    """A hub that looked on the way, and one that looked at the end only."""
    state = JiraState(SimulatedClock(datetime(2026, 11, 2, 9, tzinfo=UTC)), deployment=deployment)
    state.page_limit = 3
    state.add_user("ada", "Ada", "ada@acme.test")
    state.add_project("PAY", "Payments")
    state.add_project("OPS", "Operations")
    with Sandbox({"jira": app(state)}, state.clock) as sandbox:
        connector = connected(state, sandbox.urls["jira"])
        hub, fresh = Hub(connector), Hub(connector)
        company = Company(state, hub)
        for name, number, late in steps:
            company.act(name, number, late)
        state.revoked.clear()
        state.clock.advance(timedelta(minutes=10))
        hub.pull()
        hub.pull()  # the first may only have finished a scan that was cut short
        hub.census()
        fresh.pull()
        connector.close()
    return hub, fresh


def connected(state: JiraState, url: str) -> JiraConnector:
    pair = b64encode(f"{state.email}:{state.token}".encode()).decode()
    credential = f"Basic {pair}" if state.deployment == "cloud" else f"Bearer {state.token}"
    table = {"base_url": url, "email": state.email, "token": {"env": "X"}, "deployment": state.deployment}
    chosen = JiraSettings.model_validate({**table, "projects": ["PAY", "OPS"]})
    return JiraConnector(Http(url, tool="jira", wire=Wire(), headers={"Authorization": credential}), chosen)


@settings(max_examples=30)
@given(
    st.sampled_from(["cloud", "data-center"]),
    st.lists(st.tuples(ACTS, st.integers(0, 40), LATE), min_size=5, max_size=40),
)
def test_incremental_with_census_equals_full(deployment: Deployment, steps: list[tuple[str, int, int]]) -> None:
    hub, fresh = played(deployment, steps)
    assert hub.known() == fresh.known()
