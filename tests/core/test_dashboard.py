"""The dashboard says everything once, controls first, without titles of work or addresses of people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.breaks import Break
from core.detectors import BY_ID
from core.facts import GoalFact
from core.figures import Figures
from core.findings import Finding
from core.guard import Limits
from core.handling import Handling, Silence
from core.overview import Overview, overview
from core.plan import Standing, Target, Verb, Wanted
from core.projection import Known, Reader, Routing, project
from core.projection.dashboard import Pending, address, dashboard
from core.records import Goal
from core.times import midnight
from core.unjudged import Unjudged
from tests.core.test_projection import finding
from tests.core.worlds import NOW, facts, goal

GITHUB, SHEETS = Target("github", "page", "acme/strategy"), Target("sheets", "page", "dashboard")
VERBS: Mapping[str, set[Verb]] = {"github": {"page", "comment"}, "sheets": {"page", "cells"}, "slack": {"message"}}
GOALS = {
    "O-1": goal("O-1", level="objective", url="https://sheet/O-1"),
    "KR-1": goal("KR-1", parent="O-1", url="https://sheet/KR-1"),
}
URL = "https://tracker.example/PAY-9"
LATER = NOW + timedelta(days=9)


def seen(**given: Any) -> Overview:
    made = overview(facts(goals=tuple(GoalFact(goal=each) for each in GOALS.values())), (), (), {}, Limits())
    return replace(made, **{"breaks": (), "lacks": (), "unjudged": (), **given})


def known(*findings: Finding, pages: tuple[Target, ...] = (GITHUB,), **given: Any) -> Known:
    routing = Routing(VERBS, pages=pages)
    fields: dict[str, Any] = {"goals": GOALS, "overview": seen(), **given}
    return Known(now=NOW, findings=findings, routing=routing, **fields)


def pages(of: Known) -> list[Wanted]:
    return list(dashboard(of))


def told(of: Known) -> list[str]:
    (want,) = pages(of)
    return [" | ".join(filter(None, (part.title, part.text, part.url))) for part in want.parts]


def headings(of: Known) -> list[str]:
    (want,) = pages(of)
    return [part.title for part in want.parts if part.title and not part.url]


def test_controls_come_first_and_sections_in_order() -> None:
    off = {"KR-1": Figures(health="off track", pace=0.4)}
    both = (finding("item", "github:acme/web#3", url=URL, goal="KR-1"), finding("stream", "jira/issues/PAY", "D26"))
    lacking = seen(breaks=(Break(hop="goal", says="work of team pay serves no goal", team="pay", doing=2),))
    assert headings(known(*both, figures=off, overview=lacking)) == [
        "Alignment dashboard",
        "What you can do",
        "How things stand",
        "Off track or behind",
        "Findings: O-1 Grow",
        "Where the chain breaks",
        "The hub itself",
    ]


def test_it_stands_at_each_place_that_can_keep_it_and_nowhere_before_the_first_evaluation() -> None:
    jira = Target("jira", "page", "PAY")
    assert [want.target for want in pages(known(pages=(GITHUB, SHEETS, jira)))] == [GITHUB, SHEETS]
    assert pages(known(overview=None)) == []
    assert pages(known(pages=())) == []


def test_of_work_only_keys_are_told_and_of_persons_names() -> None:
    reader = Reader("ana@acme.test", "Ana Diaz")
    item = finding("item", "jira:PAY-9", title="Canary", says="waits for “Canary”", url=URL, owner=reader.email)
    owned = finding("goal", "KR-1", "D12", says="is owned by bo@acme.test, who is away", goal="KR-1")
    text = "\n".join(told(known(item, owned, readers={reader.email: reader})))
    assert f"PAY-9 | warning: {BY_ID['D1'].name} (since 17 June 2026) | {URL}" in text
    assert "is owned by somebody, who is away" in text
    named = Reader("bo@acme.test", "Bo Diaz")
    assert "is owned by Bo Diaz, who is away" in "\n".join(told(known(owned, readers={named.email: named})))
    assert "Ana Diaz: 1 finding" in text
    assert "Nobody is known to own these: 1 finding" in text
    assert "Canary" not in text
    assert "@" not in text


def test_findings_stand_by_objective_and_owner_the_worst_first() -> None:
    one = finding("goal", "KR-1", "D8", goal="KR-1", title="KR-1", team="pay", url=URL)
    worse = finding("goal", "O-1", "D4", goal="O-1", title="O-1", team="pay", severity="critical", url=URL)
    lone = finding("team", "web", "D1", title="Team web", team="web", url=URL)
    lines = told(known(lone, one, worse))
    start = lines.index("Findings: O-1 Grow")
    assert [line.partition(" | ")[0] for line in lines[start : start + 6]] == [
        "Findings: O-1 Grow",
        "team pay: 2 findings",
        "O-1",
        "KR-1",
        "Findings: of no objective",
        "team web: 1 finding",
    ]


def test_what_people_decided_is_told_with_its_end() -> None:
    ends = midnight(LATER.date())
    snoozed = finding("goal", "KR-1", "D8", goal="KR-1", url=URL)
    exempt = finding("goal", "O-1", "D12", goal="O-1", url=URL)
    held = Handling(fingerprint=exempt.fingerprint, state="exempt", actor="ana@acme.test", at=NOW, until=ends)
    decisions = {
        exempt.fingerprint: held,
        snoozed.fingerprint: replace(held, fingerprint=snoozed.fingerprint, state="snoozed", ends="worse"),
    }
    silence = Silence(id="s1", matchers={"owner": "bo@acme.test"}, until=ends, actor="ana", at=NOW, reason="secret")
    text = "\n".join(told(known(snoozed, exempt, handled=decisions, silences=(silence,))))
    assert "snoozed until 25 June 2026 or until it gets worse: drifts" in text
    assert "exempt until 26 June 2026: drifts" in text
    assert "Silent until 25 June 2026: owner=somebody. End it: fairlead silence end s1" in text
    assert "secret" not in text
    assert "Findings: O-1 Grow" in text
    assert text.count("O-1 | ") == 1, "what is exempt is told there alone"


def test_what_waits_for_people_is_told_first() -> None:
    silence = Silence(id="s1", matchers={"team": "pay"}, until=LATER, actor="ana", at=NOW, reason="")
    held = Pending(
        "8fd703cb1360", ("1,034 writes are more than 25 (guard.visible_writes)", "rules are new"), {"jira": 1}
    )
    (want,) = dashboard(known(silences=(silence,)), held)
    lines = want.parts[1].text.splitlines()
    assert lines[:2] == [
        "• A plan waits for an approval: 1,034 writes are more than 25 (guard.visible_writes); rules are new. "
        "Look at it: fairlead plan. Approve it: fairlead apply 8fd703cb1360",
        "• Refused for good by jira: 1 write. Why, and what to do: fairlead outbox",
    ]
    assert lines[-1].startswith("• Silent until")
    assert "halted" in want.parts[1].text
    (calm,) = dashboard(known(), Pending("8fd703cb1360"))
    assert "8fd703cb1360" not in calm.body


def test_ten_thousand_findings_are_all_on_it() -> None:
    many = [finding("item", f"jira:PAY-{n}", url=f"https://tracker.example/PAY-{n}") for n in range(10_000)]
    (want,) = pages(known(*many))
    assert {part.title for part in want.parts if part.url} == {f"PAY-{n}" for n in range(10_000)}


def test_an_hour_later_it_says_the_same() -> None:
    some = finding("goal", "KR-1", "D8", goal="KR-1", url=URL)
    later = seen(as_of=NOW + timedelta(hours=1), unjudged=(Unjudged("all", "late"),))
    before = known(some, overview=seen(unjudged=(Unjudged("all", "late"),)))
    assert pages(before) == pages(replace(before, now=NOW + timedelta(hours=1), overview=later))


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ({}, ""),
        ({SHEETS: "https://sheet/#gid=1"}, "https://sheet/#gid=1"),
        ({SHEETS: "https://sheet/#gid=1", GITHUB: "https://hub/7"}, "https://hub/7"),
        ({GITHUB: "7"}, ""),
    ],
)
def test_its_address_is_that_of_the_first_page_that_stands(refs: dict[Target, str], expected: str) -> None:
    standing = {target: Standing(target, "x", "", ref) for target, ref in refs.items()}
    assert address(known(pages=(GITHUB, SHEETS), standing=standing)) == expected


def test_cells_and_comments_lead_there_but_no_comment_is_written_for_that_alone() -> None:
    both = (finding("item", "github:acme/web#3"), finding("goal", "O-1", "D12", goal="O-1"))
    pageless = [*project(known(*both)), *pages(known(*both))]
    standing = {
        want.target: Standing(want.target, want.body, want.url, "1", want.findings, want.parts) for want in pageless
    }
    standing[GITHUB] = replace(standing[GITHUB], ref="https://hub/7")
    wanted = {want.target: want for want in project(known(*both, standing=standing))}
    assert wanted[Target("sheets", "cells", "O-1", "link")].body == "https://hub/7"
    comment = Target("github", "comment", "acme/web#3")
    assert wanted[comment].url == ""
    del standing[comment]
    assert {want.target: want for want in project(known(*both, standing=standing))}[comment].url == "https://hub/7"


def test_goals_of_other_titles_are_told_as_they_are() -> None:
    named: dict[str, Goal] = {**GOALS, "O-1": replace(GOALS["O-1"], title="Grow & <b>thrive</b>")}
    assert "Findings: O-1 Grow & <b>thrive</b>" in headings(known(finding("goal", "O-1", goal="O-1"), goals=named))
