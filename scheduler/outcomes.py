"""What became of findings and items that somebody decided about, or would become, in a sentence: for the command, pages and the
API."""

from collections.abc import Sequence

from core.links import Link
from core.phrases import counted
from core.stages import said
from scheduler.choosing import Chosen
from scheduler.handling import Change


def of_finding(change: Change, *, dry_run: bool = False) -> str:
    """`D1 jira:PAY-12 is now exempt by ana, …`."""
    seen, verb = change.finding.observation, "would be" if dry_run else "is now"
    now = said(change.after) if change.after else "open"
    rule = f' (it counts against rule "{change.after.rule}")' if change.after and change.after.rule else ""
    return f"{seen.detector} {seen.subject.key} {verb} {now}{rule}{_besides(change, dry_run)}"


def may_mean_the_goal(change: Change) -> bool:
    """Whether a dispute of this finding may rather be one of the goal that its item has."""
    seen = change.finding.observation
    return change.item is None and seen.subject.kind == "item" and seen.goal is not None


def _besides(change: Change, dry_run: bool) -> str:
    """What became of the item, where something did."""
    if change.item is None:
        return ""
    links, verb = change.item.after, "would be" if dry_run else "is"
    if change.item.disputed:
        goals = " or ".join(change.item.disputed)
        return f"; nothing {'would link' if dry_run else 'links'} the item to {goals} by itself any more"
    if not links:
        return f"; the item {verb} without a goal again"
    return f"; the item {verb} " + (f"linked to {links[0].goal}" if links[0].goal else "one that needs no goal")


def of_item(chosen: Chosen, *, dry_run: bool = False) -> str:
    """`jira:PAY-12 was without a goal, is now linked to O-1 (by ana); nothing else moves.`"""
    before, after = _serves(chosen.before), _serves(chosen.after)
    was, now = ("is", "would be") if dry_run else ("was", "is now")
    change = f"{was} {before}, {now} {after}" if before != after else f"{was} {before}, and stays so"
    disputed = f"; nothing links it to {' or '.join(chosen.disputed)} by itself any more" if chosen.disputed else ""
    return f"{chosen.source}:{chosen.item} {change}{disputed}{_others(chosen.others, dry_run)}."


def _others(count: int, dry_run: bool) -> str:
    if not count:
        return "; nothing else moves" if not dry_run else "; nothing else would move"
    inherit = counted(count, "other that inherits", "others that inherit")
    return f"; {inherit} from it {'would move' if dry_run else 'moved'} too"


def _serves(links: Sequence[Link]) -> str:
    """`O-1 60 % and O-2 40 % (rule "cards")`."""
    dividing = [link for link in links if link.share]
    if not dividing:
        return "without a goal"
    if len(dividing) == 1:
        aim = f"linked to {dividing[0].goal}" if dividing[0].goal else "exempt"
    else:
        aim = "linked to " + " and ".join(f"{link.goal} {link.share:.0%}" for link in dividing)
    return f"{aim} ({_why(dividing[0])})"


def _why(link: Link) -> str:
    match link.via:
        case "manual":
            return f"by {link.actor}"
        case "key":
            return ", ".join(link.matched)
        case "rule":
            return f'rule "{link.rule}"'
        case "inherited":
            return f"from {link.origin}"
        case "default":
            return f"default of {link.source}"
