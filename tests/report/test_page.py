"""The report as HTML: valid, self-contained, accessible, and never obeying what tools say."""

import re
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from msgspec.structs import replace

from core.detectors import BY_ID
from core.facts import DailyEffort, Facts, GoalFact, RowFact, TargetShare
from core.findings import Finding, Observation, Subject
from core.records import Goal, Target
from store.hanging import Hanging
from tests.core.worlds import NOW, ago, facts, item
from tests.report.page import SHAPE, addresses, drawn, made, parsed, part, words
from web.report import SHOWN, render

TODAY = NOW.date()
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>{{ 7*7 }}&amp;"


def goal(key: str, level: Any, parent: str | None = None, **given: Any) -> Goal:
    return Goal(
        source="sheets",
        key=key,
        level=level,
        title=given.pop("title", f"Title of {key}"),
        place="OKRs!A2",
        parent=parent,
        **given,
    )


def period(**given: Any) -> dict[str, Any]:
    return {"effective_from": TODAY - timedelta(days=49), "effective_to": TODAY + timedelta(days=50), **given}


def world(title: str = "Grow", url: str = "https://acme.example/1", team: str = "pay") -> Facts:
    """Two objectives with key results and effort."""
    goals = (
        GoalFact(goal=goal("S-1", "strategy", title=title), first_seen=ago(99)),
        *(
            GoalFact(goal=goal(key, "objective", "S-1", title=title, url=url, declared=title), doing_items=2)
            for key in ("O-1", "O-2")
        ),
        GoalFact(
            goal=goal("KR-1", "key_result", "O-1", title=title, start=0.0, target=10.0, current=2.0, **period()),
            values=((ago(20), 1.0), (ago(3), 2.0)),
        ),
        GoalFact(goal=goal("I-1", "initiative", "O-9", title=title), doing=True, doing_items=3, open_items=3),
    )
    daily = tuple(
        DailyEffort(day=TODAY - timedelta(days=back), team=each, goal=key, person_days=1.0)
        for back in range(60)
        for each, key in ((team, "O-1"), (team, "O-1"), ("web", "O-2"))
    )
    return facts(
        goals=goals,
        daily=daily,
        targets=(TargetShare("O-1", 0.5), TargetShare("O-2", 0.5)),
        unlinked=(item(title=title, team=team),),
        rows=(RowFact("sheets", title, title, NOW, lost=True),),
    )


def finding(n: int = 0, detector: str = "D2", **given: Any) -> Finding:
    about = {"severity": "warning", "title": "Initiative I-1", "says": "stands still", "since": ago(20), **given}
    seen = Observation(detector=detector, subject=Subject("goal", f"I-{n}"), **about)
    return Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=NOW, last_seen=NOW)


def test_the_page_is_valid_and_fetches_nothing() -> None:
    page = drawn(world(), [finding()])
    assert {each for each in addresses(page) if not each.startswith(("#", "https://acme.example/"))} == set()
    assert not list(page.iter("script")) + list(page.iter("link")) + list(page.iter("iframe"))
    (style,) = page.iter("style")
    assert style.text
    assert not re.search(r"url\(|@import|expression|</", style.text)
    assert "prefers-color-scheme: dark" in style.text
    assert "@media print" in style.text
    (policy,) = (each.get("content") for each in page.iter("meta") if each.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_each_picture_has_a_title_and_a_table() -> None:
    page = drawn(world(), [finding()])
    for id_ in ("allocation", "pace", "flow"):
        pictures = list(part(page, id_).iter(f"{SHAPE}svg"))
        assert pictures
        assert list(part(page, id_).iter("table"))
        for each in pictures:
            (title,) = each.iter(f"{SHAPE}title")
            assert title.text == each.get("aria-label")
            assert each.get("role") == "img"
    assert list(part(page, "gap").iter("table"))


def test_every_heading_of_a_table_says_what_it_heads_and_every_link_within_leads_somewhere() -> None:
    page = drawn(world(), [finding()])
    assert {each.get("scope") for each in page.iter("th")} == {"col", "row"}
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in addresses(page) if address.startswith("#")} <= set(ids)
    assert page.get("lang") == "en"


def test_hostile_words_stay_words() -> None:
    evil = world(HOSTILE, "javascript:alert(1)", HOSTILE)
    text = render(
        made(evil, [finding(title=HOSTILE, says=HOSTILE, owner=HOSTILE, url="JaVaScRiPt:alert(4)")], HOSTILE), BY_ID
    )
    page = parsed(text)
    assert not list(page.iter("script")) + list(page.iter("img"))
    assert not [name for each in page.iter() for name in each.attrib if name.startswith("on")]
    assert not [each for each in addresses(page) if "script" in each.lower()]
    assert "49" not in words(part(page, "tree"))
    assert words(part(page, "tree")).count("<script>alert(1)</script>") >= 5
    quiet = parsed(render(made(world(), [finding()]), BY_ID))
    assert sorted(each.tag for each in page.iter() if each.tag != "a") == sorted(
        each.tag for each in quiet.iter() if each.tag != "a"
    )


@pytest.mark.parametrize("url", ["https://a.example/?q=1&r=2#x", "http://a.example/"])
def test_addresses_of_the_web_are_links(url: str) -> None:
    assert url in addresses(drawn(world(url=url)))


def test_nothing_known_and_little_known_are_told() -> None:
    page = drawn(facts())
    assert "No goal is known yet." in words(part(page, "tree"))
    assert "Nothing drifts." in words(part(page, "findings"))
    assert "too little effort" in words(part(page, "gap"))
    assert "no goal is known" in words(part(page, "unjudged"))


def test_circles_and_deep_chains_are_drawn_once_each() -> None:
    circle = [GoalFact(goal=goal("A", "initiative", "B")), GoalFact(goal=goal("B", "initiative", "A"))]
    deep = [GoalFact(goal=goal(f"G-{n:04}", "initiative", f"G-{n - 1:04}")) for n in range(600)]
    page = drawn(facts(goals=(*circle, *deep)))
    keys = [each.text for each in part(page, "tree").iter("b")]
    assert sorted(key.strip() for key in keys if key) == sorted(["A", "B", *(f"G-{n:04}" for n in range(600))])


def test_of_many_findings_the_worst_are_shown_and_the_rest_counted() -> None:
    found = [finding(n) for n in range(SHOWN + 7)] + [finding(9999, severity="critical", title="The worst")]
    drifts = part(drawn(world(), found), "findings")
    assert "And 8 more" in words(drifts)
    first = next(iter(drifts.iter("tbody")))
    assert "The worst" in words(first[0])


def test_what_is_said_stands_beside_what_is_seen() -> None:
    one = GoalFact(
        goal=goal("KR-1", "key_result", declared="On track", start=0.0, target=10.0, current=2.0, **period())
    )
    tree = part(drawn(facts(goals=(one,))), "tree")
    assert "20% done pace 0.40 said On track seen off track no work" in words(tree)
    (apart,) = (each for each in tree.iter("span") if each.get("class") == "apart")
    assert words(apart) == "seen off track"


def test_a_finding_that_another_one_silences_stands_last() -> None:
    silent = replace(finding(1, severity="critical", title="The silent one"), parent="another")
    (table,) = part(drawn(world(), [silent, finding(2, title="The speaking one")]), "findings").iter("tbody")
    assert ["silent" in (row.get("class") or "") for row in table] == [False, True]
    assert "The speaking one" in words(table[0])


def test_items_below_which_most_hangs_are_named_and_escaped() -> None:
    holder = Hanging("jira", "PAY-1", "epic", HOSTILE, "javascript:1", "doing", "pay", 1_234, True)
    page = parsed(render(replace(made(world()), holders=(holder,)), BY_ID))
    assert "jira:PAY-1 </title>" in words(part(page, "chain"))
    assert "1,234" in words(part(page, "chain"))
    assert not list(page.iter("script"))


def test_the_past_says_that_teams_are_those_of_today() -> None:
    for past in (False, True):
        page = parsed(render(replace(made(world()), is_past=past), BY_ID))
        assert ("With the teams, people and settings of today." in words(page)) is past


def test_figures_of_the_pictures_stand_in_the_tables() -> None:
    page = drawn(world())
    effort = words(part(page, "allocation"))
    assert "67% in 28 days, 50% meant" in effort
    assert "17% of the effort of the last 28 days would have to move" in effort
    assert "off track 0.40" in words(part(page, "pace"))
    assert "+8.3" not in words(part(page, "gap"))
    assert "+16.7" in words(part(page, "gap"))
    assert "Title of" not in words(part(page, "chain"))
    assert "I-1 (Grow) hangs below O-9, which leads to no objective" in words(part(page, "chain"))


def pictured(**given: Any) -> tuple[Element, str]:
    """The plot of one key result, and what is written above it."""
    about = {name: given.pop(name) for name in ("values", "targets", "running") if name in given}
    page = part(drawn(facts(goals=(GoalFact(goal=goal("KR-1", "key_result", **given), **about),))), "pace")
    (plot,) = page.iter(f"{SHAPE}svg")
    (caption,) = page.iter("figcaption")
    return plot, words(caption)


def corners(plot: Element, class_: str) -> list[tuple[float, float]]:
    (found,) = (each.get("points") or "" for each in plot.iter(f"{SHAPE}polyline") if each.get("class") == class_)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in found.split())]


def test_values_before_the_period_and_flat_ones_fit_the_picture() -> None:
    plot, _ = pictured(**period(start=5.0, target=6.0, current=5.0), values=((ago(300), 5.0), (ago(9), 5.0)))
    for x, y in (*corners(plot, "actual"), *corners(plot, "target")):
        assert 0 <= x <= 260
        assert 0 <= y <= 96


def test_the_expected_line_leads_through_the_targets_by_period() -> None:
    half = Target(
        source="sheets", id="t", goal="KR-1", begin=TODAY - timedelta(days=49), end=TODAY, value=8.0, place="T!A2"
    )
    plot, told = pictured(**period(start=0.0, target=10.0, current=4.0), targets=(half,))
    (x0, y0), (x1, y1), (x2, y2) = corners(plot, "target")
    assert x1 - x0 == pytest.approx((x2 - x0) / 2, abs=0.1)
    assert y0 - y1 == pytest.approx((y0 - y2) * 0.8, abs=0.1)
    assert told == "KR-1 Title of KR-1off track 0.50 · 4 now, 10 by 2026-08-06"


def test_the_table_of_values_has_what_was_expected_on_each_day() -> None:
    given = {**period(start=0.0, target=10.0, current=4.0), "values": ((ago(300), 0.0), (ago(25), 1.0), (NOW, 4.0))}
    about = {"values": given.pop("values")}
    page = part(drawn(facts(goals=(GoalFact(goal=goal("KR-1", "key_result", **given), **about),))), "pace")
    (table,) = page.iter("tbody")
    assert [[words(cell) for cell in row] for row in table] == [
        [str(ago(300).date()), "0", "–"],
        [str(TODAY - timedelta(days=50)), "–", "0"],
        [str(ago(25).date()), "1", "2.5"],
        [str(TODAY), "4", "5"],
        [str(TODAY + timedelta(days=50)), "–", "10"],
    ]


def test_a_range_to_keep_is_drawn_as_two_bounds() -> None:
    plot, told = pictured(
        **period(measure="keep", low=20.0, high=30.0, current=25.0), values=((ago(20), 40.0), (ago(1), 25.0))
    )
    assert len([each for each in plot.iter(f"{SHAPE}line") if each.get("class") == "target"]) == 2
    assert "to be kept between 20 and 30" in told
    assert "on track 1.00" in told


def test_a_milestone_has_no_line_to_follow() -> None:
    page = drawn(facts(goals=(GoalFact(goal=goal("KR-1", "key_result", measure="milestone", **period())),)))
    assert "No key result has a way to go" in words(part(page, "pace"))
