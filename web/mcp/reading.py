"""What an assistant may ask: the same answers that pages and commands give, typed and labelled."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from core.answers import worst_first
from core.authority import answerable
from core.chain import ancestors
from core.findings import Finding
from core.handling import matches
from core.links import Link
from core.records import Goal
from core.spelling import hint
from core.telling import name_of
from mappings import RulesError
from scheduler.explaining import Explained, explained, for_others
from scheduler.hub import Hub
from scheduler.lives import Life, lives_of
from scheduler.naming import known_finding
from scheduler.overview import last_overview
from scheduler.report import kept_report
from scheduler.routing import goal_owners
from store import goals, linking
from store.findings import open_findings
from store.linking import LinkInput
from web.api.goal_told import goals_told
from web.mcp.answers import AnswerTold, Drifting, FindingTold, GoalSeen, ItemTold, LinkTold, OverviewTold, OwnerTold
from web.mcp.quoted import quoted

MOST = 50  # findings at once


class NotTold(Exception):
    """There is no answer; the text says why, and what to ask instead."""


def overview_told(hub: Hub) -> OverviewTold:
    seen = last_overview(hub)
    if seen is None:
        return OverviewTold(as_of=None, answers=[], findings={}, not_judged=["nothing was judged yet"])
    return OverviewTold(
        as_of=seen.as_of,
        answers=[AnswerTold(asks=each.question.asks, word=each.word, says=each.says) for each in seen.answers],
        findings={str(severity): count for severity, count in seen.found.items()},
        not_judged=[f"{each.what}: {each.why}" for each in seen.unjudged],
    )


def drifting_told(hub: Hub, wanted: dict[str, str], below: str | None, most: int, after: str | None) -> Drifting:
    """Open findings that match (globs, by the names of `core.handling.matches`), those of the goal `below` or of one below it.
    `after` is the cursor of an earlier answer. NotTold for a goal that nobody knows."""
    with hub.store.read() as tx:
        strategy = goals.by_key(tx)
        if below is not None and below not in strategy:
            raise NotTold(f"there is no goal {below}{hint(below, strategy, 'how_are_goals names all')}")
        found = worst_first(each for each in open_findings(tx) if matches(each, wanted))
        if below is not None:
            found = [each for each in found if below in _chain(each, strategy)]
        total, start = len(found), _start(found, after)
        page = found[start : start + min(max(most, 1), MOST)]
        lives = lives_of(hub, tx, page)
    more = start + len(page) < total
    return Drifting(
        findings=[finding_told(hub, each, lives[each.fingerprint]) for each in page],
        total=total,
        next=page[-1].fingerprint if page and more else None,
    )


def _chain(finding: Finding, strategy: Mapping[str, Goal]) -> list[str]:
    seen = finding.observation
    served = seen.subject.key if seen.subject.kind == "goal" else seen.goal or ""
    return [goal.key for goal in ancestors(served, strategy)]


def _start(found: Sequence[Finding], after: str | None) -> int:
    if after is None:
        return 0
    place = next((n for n, each in enumerate(found, 1) if each.fingerprint == after), None)
    if place is None:
        raise NotTold("that finding is not open any more; ask again without a cursor")
    return place


def finding_told(hub: Hub, finding: Finding, life: Life) -> FindingTold:
    seen = finding.observation
    detector = hub.detectors.get(seen.detector)
    return FindingTold(
        fingerprint=finding.fingerprint,
        detector=seen.detector,
        name=name_of(seen.detector, hub.detectors),
        severity=seen.severity,
        stage=life.stage,
        about=f"{seen.subject.kind} {seen.subject.key}",
        says=quoted(seen.summary),
        advice=detector.advice if detector else "",
        goal=seen.goal,
        team=seen.team,
        owner=seen.owner,
        since=seen.since,
        url=seen.url,
    )


def goals_seen(hub: Hub, key: str | None) -> list[GoalSeen]:
    """All goals in force, or this one. NotTold for one that nobody knows."""
    report = kept_report(hub)
    if report is None:
        raise NotTold("nothing was judged yet")
    facts = {fact.goal.key: fact for fact in report.goals}
    if key is not None and key not in facts:
        raise NotTold(f"there is no goal {key}{hint(key, facts, 'how_are_goals without a key names all')}")
    wanted = [facts[key]] if key is not None else [fact for fact in facts.values() if not fact.ended]
    return goals_told(GoalSeen, report, wanted, lambda goal: quoted(goal.title))


def item_told(hub: Hub, name: str, goal: str | None) -> ItemTold:
    """Why the item is where it is, and why it does not serve `goal`. NotTold for an item that nobody knows, and while the rule
    files cannot be used."""
    with hub.store.read() as tx:
        found = known_item(tx, name)
        try:
            seen = for_others(hub.config, explained(hub, tx, found, goal), narrow=found.placed.item.narrow)
        except RulesError:
            raise NotTold("the rule files cannot be used now; `fairlead rules check` says why") from None
    return _item(found, seen)


def known_item(tx: Connection, name: str) -> LinkInput:
    found = linking.find(tx, name)
    if found is None:
        raise NotTold(f"there is no item {name}; write it as jira:PAY-12 or github:acme/pay#14")
    return found


def _item(found: LinkInput, seen: Explained) -> ItemTold:
    item, told = found.placed.item, seen.explanation
    nearest = seen.why_not.nearest if seen.why_not else None
    return ItemTold(
        item=f"{item.source}:{item.key}",
        title=quoted(told.title),
        links=[_link(link) for link in told.links],
        because=quoted(told.reason),
        stands_so_since=next((each.since for each in seen.links if each.until is None), None),
        why_not=None if nearest is None else quoted(nearest),
        rules_were_edited_since=seen.edited,
    )


def _link(link: Link) -> LinkTold:
    return LinkTold(
        goal=link.goal,
        share=link.share,
        via=link.via,
        rule=link.rule,
        by=link.actor,
        inherited_from=link.origin,
        matched=[quoted(each) for each in link.matched],
    )


def owner_told(hub: Hub, name: str) -> OwnerTold:
    """Of a goal, an item or a finding, by its key, name or fingerprint. NotTold where there is none of these."""
    with hub.store.read() as tx:
        strategy = goals.by_key(tx)
        owners = goal_owners(tx, strategy)
        if name in strategy:
            return OwnerTold(kind="goal", key=name, owners=list(owners[name]), team=None, may_decide=list(owners[name]))
        if found := linking.find(tx, name):
            item = found.placed.item
            who = [item.assignee] if item.assignee else []
            return OwnerTold(kind="item", key=name, owners=who, team=found.placed.team, may_decide=[])
        finding = known_finding(tx, name)
        allowed = answerable(finding.observation, strategy, owners)
    return OwnerTold(
        kind="finding",
        key=finding.fingerprint,
        owners=[finding.observation.owner] if finding.observation.owner else [],
        team=allowed.team,
        may_decide=list(allowed.people),
    )
