"""Reports of hand-made facts, and what a browser makes of the page."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from core.detectors import BY_ID
from core.facts import Facts
from core.findings import Finding
from core.flow import flow
from core.guard import Limits
from core.journey import Window
from core.overview import overview
from core.rollup import paces
from core.tally import Tally
from core.times import DAY, millis
from scheduler.flowing import Flows
from scheduler.report import Report, put_together
from web.report import render

SHAPE = "{http://www.w3.org/2000/svg}"


def made(facts: Facts, findings: Sequence[Finding] = (), team: str = "pay") -> Report:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    end = millis(facts.as_of)
    window = Window(end - 90 * DAY, end)
    tally = Tally(seen=9, finished=4)
    some = flow(tally, window)
    flows = Flows(
        as_of=facts.as_of,
        days=90,
        whole=some,
        goals=goals,
        by_goal=dict.fromkeys(goals, some),
        by_team={team: some},
        pace=paces(facts.goals, facts.as_of),
    )
    told = overview(facts, tuple(findings), (), {}, Limits())
    return put_together(facts, told, flows, {}, holders=(), findings=tuple(findings))


def parsed(page: str) -> Element:
    """The page as a browser reads it; every error of its syntax is an error here."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    return root


def drawn(facts: Facts, findings: Sequence[Finding] = (), **more: Any) -> Element:
    return parsed(render(made(facts, findings, **more), BY_ID))


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def part(page: Element, id_: str) -> Element:
    (found,) = (each for each in page.iter("section") if each.get("id") == id_)
    return found


def addresses(page: Element) -> list[str]:
    """Whatever could make a browser fetch something."""
    names = (
        "href",
        "src",
        "srcset",
        "action",
        "data",
        "background",
        "poster",
        f"{{{'http://www.w3.org/1999/xlink'}}}href",
    )
    return [value for each in page.iter() for name in names if (value := each.get(name))]
