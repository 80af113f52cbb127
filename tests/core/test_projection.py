from collections.abc import Iterable
from typing import Any

from core.figures import Figures
from core.findings import Finding, Observation, Subject
from core.plan import Wanted
from core.projection import Known, Routing, project
from core.records import Goal
from tests.core.worlds import NOW

ROUTING = Routing(
    verbs={
        "jira": {"label", "comment", "link"},
        "github": {"label", "comment"},
        "sheets": {"cells"},
        "slack": {"message"},
    },
    default_channel="#alignment",
    team_channels={"payments": "#payments"},
)
GOALS = {
    "O-1": Goal(source="sheets", key="O-1", level="objective", title="Grow", place="OKRs!A2", url="https://sheet"),
    "PAY-1": Goal(source="jira", key="PAY-1", level="initiative", title="Epic", place="jira:PAY-1", item="PAY-1"),
}


def finding(kind: Any, key: str, detector: str = "D1", **given: Any) -> Finding:
    seen = Observation(
        detector=detector,
        subject=Subject(kind, key),
        since=NOW,
        **{"severity": "warning", "title": key, "says": "drifts", **given},
    )
    return Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=NOW, last_seen=NOW)


def wanted(findings: Iterable[Finding], routing: Routing = ROUTING) -> list[Wanted]:
    return project(Known(now=NOW, findings=tuple(findings), goals=GOALS, routing=routing))


def places(*findings: Finding) -> set[tuple[str, str, str]]:
    return {(w.target.tool, w.target.verb, w.target.place) for w in wanted(findings)}


def test_an_item_gets_label_and_comment_and_its_owner_a_message() -> None:
    assert places(finding("item", "jira:PAY-9", team="payments", severity="critical")) == {
        ("jira", "label", "PAY-9"),
        ("jira", "comment", "PAY-9"),
        ("slack", "message", "#payments"),
    }


def test_an_initiative_that_is_an_epic_gets_a_remote_link_to_its_objective() -> None:
    found = wanted([finding("goal", "PAY-1", "D2", goal="O-1")])
    links = [want for want in found if want.target.verb == "link"]
    assert [(want.target.place, want.url) for want in links] == [("PAY-1", "https://sheet")]


def test_a_goal_of_the_sheet_gets_its_cell() -> None:
    assert ("sheets", "cells", "O-1") in places(finding("goal", "O-1", "D12"))


def test_info_stays_in_the_hub() -> None:
    assert places(finding("goal", "O-1", "D8", severity="info")) == set()


def test_one_comment_an_item_and_one_message_an_owner_and_goal() -> None:
    both = [finding("item", "jira:PAY-9", each, severity="critical") for each in ("D1", "D12")]
    found = wanted(both)
    comments = [want for want in found if want.target.verb == "comment"]
    assert [len(want.findings) for want in comments] == [2]
    assert {want.target.topic for want in found if want.target.verb == "label"} == {
        "fairlead-unlinked",
        "fairlead-no-owner",
    }
    assert [len(want.findings) for want in found if want.target.verb == "message"] == [2]


def test_without_a_channel_nobody_is_told() -> None:
    silent = Routing(verbs=ROUTING.verbs)
    assert {want.target.verb for want in wanted([finding("item", "jira:PAY-9")], routing=silent)} == {
        "label",
        "comment",
    }


def test_a_tool_that_cannot_is_left_alone() -> None:
    assert wanted([finding("item", "csv:7")], routing=Routing(verbs={"csv": set()})) == []


def test_the_order_of_findings_does_not_matter() -> None:
    some = [finding("item", f"jira:PAY-{n}", owner="ana@acme.test", severity="critical") for n in range(5)]
    texts = {want.target: want.body for want in wanted(some)}
    assert texts == {want.target: want.body for want in wanted(some[::-1])}
    assert {(target.verb, target.place) for target in texts} >= {("message", "#alignment")}


def test_the_figures_of_a_goal_stand_beside_it_and_of_none_that_is_an_item() -> None:
    seen = Figures(health="behind", pace=0.9, moved=NOW.date())
    known = Known(
        now=NOW, findings=(), goals=GOALS, routing=ROUTING, figures={"O-1": seen, "PAY-1": seen, "gone": seen}
    )
    assert {(want.target.place, want.target.topic): want.body for want in project(known)} == {
        ("O-1", "health"): "behind",
        ("O-1", "pace"): "0.90",
        ("O-1", "moved"): "17 June 2026",
    }
