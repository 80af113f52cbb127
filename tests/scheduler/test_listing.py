"""The list of findings: what each filter would show is what it shows, and a page tells of the next."""

from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace

from core.authority import Visitor
from core.findings import Finding, Observation, Subject
from core.reconcile import FindingChange
from scheduler.deciding import NotTheirs, decide
from scheduler.decisions import Acknowledge, NotHandled, Reopen, Snooze
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.listing import EACH, GROUPS, NOBODY, Asked, listing, named_by
from store import findings, handlings
from tests.scheduler.little import little, written
from tests.store.samples import DAY, NOW, goal

GOALS = (
    goal("S-1", level="strategy", owners=("ana@example.com",)),
    goal("O-1", parent="S-1"),
    goal("K-1", parent="O-1", level="key_result", owners=("bo@example.com",)),
)


def finding(number: int, **seen: object) -> Finding:
    told = Observation(
        **{
            "detector": f"D{number % 20}",
            "subject": Subject("item", f"jira:PAY-{number}"),
            "severity": "warning",
            "title": f"Item {number}",
            "says": "stands still",
            "since": NOW - DAY,
            **seen,
        }  # type: ignore[arg-type]
    )
    return Finding(fingerprint=told.fingerprint, observation=told, first_seen=NOW - DAY, last_seen=NOW)


FOUND = (
    *(finding(number, team="pay") for number in range(80)),
    *(finding(number, goal="K-1", owner="bo@example.com", severity="critical") for number in range(100, 140)),
    finding(200, subject=Subject("goal", "O-1")),
    finding(201, owner="eve@example.com"),
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    child = replace(FOUND[0], parent=FOUND[-2].fingerprint)
    with little(written(tmp_path_factory.mktemp("listing"), ""), GOALS) as hub:
        link(hub)
        with hub.store.write() as tx:
            findings.save_changes(tx, [FindingChange("opened", "", each) for each in (child, *FOUND[1:])])
        yield hub


@pytest.mark.parametrize("facet", ["severity", "detector", "goal", "team", "owner", "stage"])
def test_each_filter_shows_as_many_as_it_says(hub: Hub, facet: str) -> None:
    for option in listing(hub, Asked(), "ana@example.com").options[facet]:  # type: ignore[index]
        asked = msgspec.convert({facet: option.value}, Asked)
        told = listing(hub, asked, "ana@example.com")
        assert (told.many, told.all - told.many) == (option.many, told.hidden.get(facet, 0))
        assert len(named_by(hub, asked, "ana@example.com")) == option.many


def test_a_goal_holds_all_that_is_below_it(hub: Hub) -> None:
    goals = {each.value: (each.many, each.depth) for each in listing(hub, Asked(), "").options["goal"]}
    assert goals == {"S-1": (41, 0), "O-1": (41, 1), "K-1": (40, 2), NOBODY: (81, 0)}


def test_mine_is_what_i_own_and_what_is_below_my_goals(hub: Hub) -> None:
    assert {who: listing(hub, Asked(mine=True), f"{who}@example.com").many for who in ("ana", "bo", "eve", "ida")} == {
        "ana": 41,
        "bo": 40,
        "eve": 1,
        "ida": 0,
    }
    assert listing(hub, Asked(mine=True), "ida@example.com").hidden == {"mine": 122}


@pytest.mark.parametrize("group", ["detector", "goal", "owner", "team", "none"])
def test_pages_show_each_group_once(hub: Hub, group: str) -> None:
    after, seen, heads = "", list[str](), 0
    while True:
        told = listing(hub, Asked(group=group, after=after), "")  # type: ignore[arg-type]
        assert len(told.sections) <= GROUPS
        seen += [each.value for each in told.sections] if group != "none" else []
        heads += sum(each.many for each in told.sections)
        assert group == "none" or all(len(each.lines) == min(EACH, each.many) for each in told.sections)
        if not (after := told.next):
            break
    assert (heads, len(seen)) == (121, len(set(seen)))


def test_what_is_silenced_stands_below_what_silences_it(hub: Hub) -> None:
    told = listing(hub, Asked(goal="O-1", group="none"), "")
    assert not any(line.folded for section in told.sections for line in section.lines)  # its child is at no goal
    whole = listing(hub, Asked(group="detector", detector="D0"), "")
    (parent,) = (line for section in whole.sections for line in section.lines if line.silences)
    assert (parent.finding.observation.subject.key, [each.fingerprint for each in parent.folded]) == (
        "O-1",
        [FOUND[0].fingerprint],
    )


def test_a_place_that_no_page_gave(hub: Hub) -> None:
    for after in ("x", "!!", "WzEsMl0=", "é"):
        with pytest.raises(NotHandled, match="no such page"):
            listing(hub, Asked(after=after), "")


def test_whoever_answers_for_all_of_them_decides(hub: Hub) -> None:
    bo, viewer = Visitor(person="bo@example.com", role="viewer"), Visitor(person="x@example.com", role="viewer")
    mine, other = FOUND[80].fingerprint, FOUND[1].fingerprint
    with pytest.raises(NotTheirs, match=r"D1 jira:PAY-1 is for anybody of team pay to decide$"):
        decide(hub, bo, [mine, other], Acknowledge())
    with pytest.raises(NotTheirs) as refused:
        decide(hub, viewer, [mine, other], Acknowledge(), dry_run=True)
    assert [each.finding.fingerprint for each in refused.value.refused] == [mine, other]
    with hub.store.read() as tx:
        assert handlings.of(tx, [mine, other]) == {}


def test_what_is_tried_is_not_done(hub: Hub) -> None:
    bo, (mine, more) = Visitor(person="bo@example.com", role="viewer"), (each.fingerprint for each in FOUND[80:82])
    (tried, _) = decide(hub, bo, [mine, more], Acknowledge(), dry_run=True)
    assert tried.after
    with pytest.raises(NotHandled):  # what is critical cannot be worse: nothing is decided of either
        decide(hub, bo, [mine, more], Snooze(ends="worse"))
    with hub.store.read() as tx:
        assert handlings.of(tx, [mine, more]) == {}
    decide(hub, bo, [mine], Acknowledge(), reason="seen")
    assert listing(hub, Asked(stage="acknowledged"), "").many == 1
    decide(hub, bo, [mine], Reopen())
