"""P28: findings that rest on what was not read for three intervals are shown as stale, and keep their state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.contract import Stream
from core.findings import Finding
from core.reconcile import FindingChange
from scheduler.hub import Hub, open_hub
from scheduler.inspecting import inspected
from scheduler.lives import lives_of
from store import pulls
from store.findings import save_changes
from tests.core.desk import finding
from tests.scheduler.little import written
from tests.store.samples import NOW

AFTER = timedelta(minutes=45)  # three intervals


class Now:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def hub(tmp_path: Path, now: Now) -> Iterator[Hub]:
    with open_hub(written(tmp_path, ""), now) as hub:
        for tool in ("jira", "github"):
            succeed(hub, tool, NOW)
        yield hub


def succeed(hub: Hub, tool: str, at: datetime) -> None:
    with hub.store.write() as tx:
        pulls.succeeded(tx, tool, Stream("issues", "one"), at, complete=True, every_minutes=15)


def stale(hub: Hub, *findings: Finding) -> list[datetime | None]:
    with hub.store.read() as tx:
        lives = lives_of(hub, tx, findings)
    assert all((life.shown == "stale") == (life.stale is not None) for life in lives.values())
    assert {life.stage for life in lives.values()} == {"open"}
    return [lives[each.fingerprint].stale for each in findings]


ON_JIRA = finding(1, streams=("jira",))
ON_GITHUB = finding(2, streams=("github",))
ON_BOTH = finding(3, streams=("github", "jira"))
ON_ALL = finding(4)
ON_THE_HUB = finding(5, streams=("hub",))


def test_three_intervals_without_a_success(hub: Hub, now: Now) -> None:
    now.at += AFTER
    succeed(hub, "github", now.at)
    assert stale(hub, ON_JIRA, ON_ALL) == [None, None]
    now.at += timedelta(seconds=1)
    told = stale(hub, ON_JIRA, ON_GITHUB, ON_BOTH, ON_ALL, ON_THE_HUB)
    assert told == [NOW, None, NOW, NOW, None]
    succeed(hub, "jira", now.at)
    assert stale(hub, ON_JIRA, ON_BOTH, ON_ALL) == [None, None, None]


def test_one_finding_in_full_says_so(hub: Hub, now: Now) -> None:
    with hub.store.write() as tx:
        save_changes(tx, [FindingChange("opened", "first seen", ON_JIRA)])
    assert inspected(hub, ON_JIRA.fingerprint).life.stale is None
    now.at += 2 * AFTER
    assert inspected(hub, ON_JIRA.fingerprint).life.stale == NOW
