"""Trouble in a tool costs time, never truth: nothing is resolved, unlinked or forgotten (P6-P8, P10, P11, P24)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import product, takewhile, zip_longest
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.faults import Fault
from sandbox.history import TOOLS, Tool
from scheduler.applying import apply_plan
from scheduler.planning import plan_writes
from scheduler.told import Pulled
from store.export import canonical
from tests.acceptance.kept import begun, written
from tests.acceptance.road import Scene, Told
from tests.seeds import SOAK

ALWAYS = None
TROUBLED: Sequence[tuple[Tool, ...]] = (
    [(tool,) for tool in TOOLS] if SOAK else [("jira", "slack"), ("github", "sheets")]
)
"""Tools that have the same trouble at once, while the others have none."""
in_turn = pytest.mark.parametrize("tools", TROUBLED, ids="-".join)
LOST: dict[Tool, Fault] = {
    "jira": Fault("jira", r"search/jql.*PROJECT", ALWAYS, 400, body=b'{"errorMessages":["The value does not exist"]}'),
    "github": Fault("github", r"/repos/REPO/", ALWAYS, 404, body=b'{"message":"Not Found"}'),
    "slack": Fault("slack", r"conversations\.history", ALWAYS, 200, body=b'{"ok":false,"error":"not_in_channel"}'),
    "sheets": Fault("sheets", r"values:batchGet", ALWAYS, 403, body=b'{"error":{"message":"no permission"}}'),
}


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    """A hub that has seen its company and written its flags, and mornings in which all drift is mended."""
    with begun(written, tmp_path, 61) as opened:
        while opened.company.open:
            opened.opened.sandbox.call(opened.company.morning)
        yield opened


def spoil(now: Scene, *faults: Fault) -> None:
    now.opened.sandbox.faults[:] = faults


def renew(now: Scene) -> None:
    """The credential is good again, and the minute is over in which the hub does not try it."""
    spoil(now)
    now.company.clock.advance(timedelta(minutes=2))


def of_each_kind(paths: Sequence[str]) -> list[str]:
    """One, as the others differ by their number or their repository alone; in a soak all."""
    kinds = {re.sub(r"/repos/\w+/\w+|\d+", "", path): path for path in paths}
    return list(paths if SOAK else kinds.values())


def known(now: Scene) -> dict[str, int]:
    """How much the hub holds to be true."""
    counted = {
        "items": "SELECT count(*) FROM items WHERE gone_at IS NULL",
        "goals": "SELECT count(*) FROM goals WHERE gone_at IS NULL",
        "links": "SELECT count(*) FROM links WHERE valid_to IS NULL",
    }
    with now.hub.store.read() as tx:
        return {name: int(tx.execute(text(query)).scalar_one()) for name, query in counted.items()}


def dump(now: Scene) -> list[str]:
    with now.hub.store.read() as tx:
        return list(canonical(tx))


def failed(told: Told) -> list[Pulled]:
    return [row for row in told.pulled if row.error]


def concluded(told: Told, tools: Iterable[Tool]) -> list[str]:
    """Verdicts about tools that nobody could read."""
    return [
        f"{change.action} {change.finding.observation.summary}"
        for change in told.reconciled.changes
        if set(tools) & set(change.finding.observation.streams) and change.finding.observation.detector != "D26"
    ]


def test_whatever_page_cannot_be_read_nothing_is_concluded_and_the_next_sync_makes_it_good(now: Scene) -> None:
    """P6, for each kind of request that a sync makes, in all tools at once. (The kit has every status for each connector.)"""
    before, history = known(now), now.opened.sandbox.history
    first_sync = takewhile(lambda each: not each.is_write, history)
    requests = list(dict.fromkeys((each.tool, each.path) for each in first_sync))
    paths = [of_each_kind([path for of, path in requests if of == tool]) for tool in TOOLS]
    for nth, turn in enumerate(zip_longest(*paths)):
        status = {tool: (500, 403)[(nth + at) % 2] for at, tool in enumerate(TOOLS)}
        spoil(
            now,
            *(Fault(tool, f" {path}", ALWAYS, status[tool]) for tool, path in zip(TOOLS, turn, strict=True) if path),
        )
        before_it = len(history)
        told = now.travel(trouble=True)
        hit = {each.tool for each in history[before_it:] if each.status == status[each.tool]}
        assert {row.connector for row in failed(told)} == hit, turn
        assert concluded(told, hit) == [], turn
        assert min(known(now)[each] - count for each, count in before.items()) >= 0, turn
    spoil(now)
    now.travel()
    mended = dump(now)
    now.travel()
    assert len(requests) > 10
    assert [line for line in mended if '"findings"' not in line] == [
        line for line in dump(now) if '"findings"' not in line
    ]


@in_turn
def test_a_lost_right_is_one_warning_and_no_deletion(now: Scene, tools: tuple[Tool, ...]) -> None:
    """P7: a project, repository, channel or sheet that is shut, for days."""
    faults = [LOST[tool] for tool in tools]
    names = {"PROJECT": next(iter(now.company.tools.jira.projects)), "REPO": next(iter(now.company.tools.github.repos))}
    for fault, (word, name) in product(faults, names.items()):
        fault.pattern = fault.pattern.replace(word, name)
    before = known(now)
    spoil(now, *faults)
    for hours in (0, 2, 25):
        now.company.clock.advance(timedelta(hours=hours))
        told = now.travel(trouble=True)
        assert {row.connector for row in failed(told)} == set(tools)
        assert concluded(told, tools) == []
    assert {name: known(now)[name] - count for name, count in before.items() if known(now)[name] < count} == {}
    blind = [each for each in told.reconciled.open if each.observation.detector == "D26"]
    assert all(any(tool in str(each.observation.subject) for each in blind) for tool in tools)


@in_turn
def test_a_limit_is_waited_out_and_concerns_no_other_tool(now: Scene, tools: tuple[Tool, ...]) -> None:
    """P8: the checker of the scene counts requests within the pause."""
    spoil(now, *(Fault(tool, "", 1, 429, {"retry-after": "7"}) for tool in tools))
    began = now.company.clock()
    assert failed(now.travel()) == []
    assert now.company.clock() - began >= timedelta(seconds=7)
    spoil(now, *(Fault(tool, "", ALWAYS, 429, {"retry-after": "900"}) for tool in tools))
    told = now.travel(trouble=True)
    assert {row.connector for row in failed(told)} == set(tools)
    assert concluded(told, tools) == []
    now.company.clock.advance(timedelta(minutes=16))
    spoil(now)
    now.travel()


@in_turn
def test_a_credential_that_ran_out_is_refused_once_and_loses_no_write(now: Scene, tools: tuple[Tool, ...]) -> None:
    """P11: all streams of the tool need one, only one asks; what was to be written waits for the new one."""
    expired = [Fault(tool, "", ALWAYS, 401, body=b'{"message":"Bad credentials"}') for tool in tools]
    spoil(now, *expired)
    history, before = now.opened.sandbox.history, len(now.opened.sandbox.history)
    told = now.travel(trouble=True)
    assert {row.connector for row in failed(told)} == set(tools)
    assert len({row.error for row in failed(told)}) == len(tools)
    assert sorted((each.tool, each.status) for each in history[before:] if each.tool in tools) == [
        (tool, 401) for tool in sorted(tools)
    ]
    renew(now)
    now.travel()
    now.travel()
    planned = plan_writes(now.hub)
    mine = Counter(each.target.tool for each in planned.plan.operations if each.target.tool in tools)
    assert set(mine) == set(tools)
    spoil(now, *expired)
    applied = apply_plan(now.hub, planned.plan.digest, lambda *_: None)
    assert {(waits.tool, waits.until) for waits in applied.waiting} == {(tool, None) for tool in tools}
    assert (sum(waits.number for waits in applied.waiting), applied.failed) == (mine.total(), ())
    renew(now)
    again = now.write()
    assert (again.failed, again.waiting) == ((), ())
    assert sum(count for (of, _, _), count in again.done.items() if of in tools) == mine.total()
    assert plan_writes(now.hub).plan.operations == ()


@pytest.mark.parametrize("at", [0, -1, None], ids=["first", "last", "in the middle"])
def test_one_item_that_cannot_be_read_holds_up_no_other(now: Scene, at: int | None) -> None:
    """P10 and P24: it is named with its reason, and read once it can be."""
    issues = sorted(now.company.tools.jira.issues.values(), key=lambda issue: str(issue["fields"]["created"]))
    issue = issues[len(issues) // 2 if at is None else at]
    good, issue["fields"]["duedate"] = issue["fields"]["duedate"], {"nested": ["nonsense"]}
    issue["fields"]["updated"] = f"{now.company.clock():%Y-%m-%dT%H:%M:%S.000+0000}"
    others = [row for row in now.travel().pulled if row.counts.rejected]
    assert sum(row.counts.rejected for row in others) == 1
    with now.hub.store.read() as tx:
        (place,) = tx.execute(text("SELECT place FROM quarantine WHERE source = 'jira'")).scalars()
    assert issue["id"] in place or issue["key"] in place
    issue["fields"]["duedate"] = good
    now.company.clock.advance(timedelta(minutes=1))
    issue["fields"]["updated"] = f"{now.company.clock():%Y-%m-%dT%H:%M:%S.000+0000}"
    now.travel()
    with now.hub.store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM quarantine WHERE source = 'jira'")).scalar_one() == 0
