"""Who is told what by a whole hub: storms, clocks of readers, routes of the configuration, and looking at all that."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from core.contract import Identity, Note, Plugin, Stream
from core.findings import Finding
from core.reconcile import FindingChange
from core.records import Account, Checkpoint, Record
from scheduler.applying import apply_plan
from scheduler.checked import ConfigError
from scheduler.config import load_config, people_map
from scheduler.decisions import NotHandled
from scheduler.delivering import all_told, made_up, told
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.matching import read_matchers
from scheduler.planning import plan_writes
from scheduler.readers import readers
from store import Store, findings
from tests.core.desk import finding
from tests.seeds import SOAK
from tests.store.samples import OKRS, goal, pull

MANY = 10_000 if SOAK else 2_000
MONDAY = datetime(2026, 6, 15, 10, tzinfo=UTC)
CONFIG = """
[hub]
mode = "live"
people = "people.toml"
alerts_channel = "#all"
[guard]
learning_days = 0
[connectors.chat]
"""
PEOPLE = """
[people."ana@acme.test"]
zone = "Asia/Tokyo"
[people."ben@acme.test"]
[teams.payments]
channel = "#payments"
"""


class Settings(BaseModel):
    enabled: bool = True


class Chat:
    """A tool that only takes messages, and keeps them by their marks."""

    def __init__(self) -> None:
        self.posted: dict[str, list[str | None]] = {}

    def check(self) -> Identity:
        return Identity("chat", "Chat")

    def streams(self) -> Sequence[Stream]:
        return ()

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        yield Checkpoint("")

    def close(self) -> None:
        """There is nothing to let go of."""

    def ensure_message(self, channel: str, note: Note) -> str | None:
        self.posted.setdefault(note.mark, []).append(note.body)
        return None if note.body is None else f"{channel} {note.mark}"


class House:
    """A hub on a chat, with findings that are put in by hand."""

    def __init__(self, store: Store, folder: Path, more: str = "") -> None:
        self.now, self.chat = MONDAY, Chat()
        plugins = {"chat": Plugin(settings=Settings, streams=(), connect=lambda *_: self.chat)}
        (folder / "config.toml").write_text(CONFIG + more)
        (folder / "people.toml").write_text(PEOPLE)
        (folder / "mappings.toml").write_text("")
        config = load_config(folder / "config.toml", plugins)
        self.hub = Hub(config, store, plugins, lambda: self.now)
        pull(store, goal("KR-1"), goal("O-1"), stream=OKRS)
        pull(
            store, Account(source="chat", id="B", name="Ben", email="ben@acme.test", zone="Europe/Berlin"), stream=OKRS
        )
        link(self.hub)

    def find(self, found: Sequence[Finding]) -> None:
        with self.hub.store.write() as tx:
            findings.save_changes(tx, [FindingChange("opened", "", each) for each in found])

    def write(self) -> None:
        apply_plan(self.hub, plan_writes(self.hub).plan.digest, lambda *_: None)


def test_thousands_of_findings_at_once_are_one_message(store: Store, tmp_path: Path) -> None:
    house = House(store, tmp_path)
    house.find([finding(n, owner=f"p{n % 300}@acme.test", goal=f"O-{n % 40}") for n in range(MANY)])
    for _ in range(3):
        house.write()
        house.now += timedelta(hours=3)
    (bodies,) = house.chat.posted.values()
    assert len(bodies) == 1
    assert str(bodies[0]).startswith(f"{MANY:,} things came up at once\nWhat: {MANY:,} × blocked\n")


def test_the_clock_of_the_people_map_goes_before_that_of_a_tool(store: Store, tmp_path: Path) -> None:
    house = House(store, tmp_path)
    with store.read() as tx:
        zones = {email: each.zone for email, each in readers(house.hub, tx).items()}
    assert zones == {"ana@acme.test": "Asia/Tokyo", "ben@acme.test": "Europe/Berlin"}
    house.find([finding(1, owner="ana@acme.test"), finding(2, owner="ben@acme.test")])
    house.write()
    assert len(house.chat.posted) == 1  # in Tokyo it is evening
    house.now += timedelta(hours=13)
    house.write()
    assert len(house.chat.posted) == 2


def test_routes_of_the_configuration_decide_and_can_be_looked_at(store: Store, tmp_path: Path) -> None:
    routes = '[[routes]]\nseverity = "critical"\nchannel = "#leads"\n[[routes]]\nurgency = "never"\n'
    house = House(store, tmp_path, routes)
    house.find([finding(1, owner="ben@acme.test"), finding(2, "warning"), finding(3, "info")])
    counted = {(each.channel, each.urgency, each.route): count for each, count in all_told(house.hub).items()}
    assert counted == {("#leads", "now", 1): 1, ("#payments", "never", 2): 1}
    (seen,) = told(house.hub, finding(1, owner="ben@acme.test"))
    assert (seen.delivery.channel, seen.reader, seen.zone) == ("#leads", "Ben", "Europe/Berlin")
    assert seen.at == MONDAY
    (quiet,) = told(house.hub, finding(2, "warning"))
    assert quiet.at is None


def test_of_a_made_up_finding_the_next_moment_is_told(store: Store, tmp_path: Path) -> None:
    house = House(store, tmp_path)
    fields = {"owner": "Ana@acme.test", "team": "Payments"}
    (urgent,) = told(house.hub, made_up(house.hub, {**fields, "severity": "critical"}))
    assert (urgent.delivery.channel, f"{urgent.at:%a %H:%M}") == ("#payments", "Tue 08:00")
    (weekly,) = told(house.hub, made_up(house.hub, fields))
    assert f"{weekly.at:%a %-d %H:%M}" == "Mon 22 09:00"
    (nobody,) = told(house.hub, made_up(house.hub, {"goal": ""}))
    assert (nobody.delivery.channel, nobody.reader) == ("#all", "")


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ("severity=bad", "severity=bad: no severity of this name is known; there are critical, warning, info"),
        ("goal=O-99", "goal=O-99: no goal of this name is known; there are KR-1, O-1"),
        ("team=paymnts", "team=paymnts: no team of this name is known; did you mean payments?"),
        ("team=pay*", "team=pay*: no team of this name is known; there are payments"),
        ("owner=anna@acme.test", "did you mean ana@acme.test?"),
        ("detector=Z99", "no detector of this name is known; `fairlead detectors` shows all"),
        ("subject=chat:no such", "no subject of this name is known"),
    ],
)
def test_what_is_made_up_is_made_of_names_that_the_hub_knows(
    store: Store, tmp_path: Path, field: str, complaint: str
) -> None:
    with pytest.raises(NotHandled, match=re.escape(complaint)):
        made_up(House(store, tmp_path).hub, read_matchers([field]))


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ('[[routes]]\nchanel = "#a"\n', r"\[routes 1\] chanel: unknown key; did you mean channel"),
        (
            '[[routes]]\n[[routes]]\nurgency = "soon"\n',
            r'\[routes 2\] urgency: there is no "soon"; write now or digest or never',
        ),
        ('[[routes]]\nseverity = "bad"\n', r"\[routes 1\] severity: "),
        ('[[routes]]\ndetector = "D77"\n', r'\[routes 1\] detector: "D77" matches none'),
        ('[routes]\nteam = "pay"\n', r"\[routes\]: write each route under a header \[\[routes\]\]"),
        ('[alerts]\nquiet_hours = "late"\n', r"\[alerts\] quiet_hours: "),
        ("[alerts]\nrepeat_days = 0\n", r"\[alerts\] repeat_days: should be a whole number of at least 1"),
        ("[alerts]\nrepeat_day = 3\n", r"\[alerts\] repeat_day: unknown key"),
    ],
)
def test_complaints_name_table_key_and_the_mend(tmp_path: Path, more: str, complaint: str) -> None:
    (tmp_path / "config.toml").write_text(more)
    with pytest.raises(ConfigError, match=complaint):
        load_config(tmp_path / "config.toml", {})


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match=r'people.toml: \[people."a@b.c"\] zone: "Berlin" is no time zone; write one'):
        people_map("people.toml", {"people": {"a@b.c": {"zone": "Berlin"}}})
