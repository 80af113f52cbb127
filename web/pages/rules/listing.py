"""`/rules`: every rule with what it asks, where it leads, what it links, and what is odd about it."""

from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from mappings.words import in_words
from scheduler.held_edits import waiting_edits
from scheduler.rule_files import told
from scheduler.rules_seen import RuleSeen, RulesSeen, rules_seen
from web.door import needs
from web.pages.rules.drafts import reading
from web.pages.shell import page
from web.site import site

router = APIRouter()
AT_ONCE = 100
Only = Literal["", "odd", "disputed", "idle"]


@router.get("/rules")
def rules(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    q: str = "",
    file: str = "",
    only: Only = "",
    begin: Annotated[int, Query(alias="from", ge=0)] = 0,
) -> HTMLResponse:
    """`q` is looked for in ids, goals, conditions and owners."""
    hub = site(request).hub
    with reading(hub):
        seen = rules_seen(hub)
    found = [each for each in (*seen.rules, *seen.defaults) if _fits(each, seen, q, file, only)]
    return page(
        request,
        visitor,
        "rules/list.html",
        seen=seen,
        found=found[begin : begin + AT_ONCE],
        count=len(found),
        begin=begin,
        more=begin + AT_ONCE if len(found) > begin + AT_ONCE else None,
        waiting=[(told(hub.config, each.file), each) for each in waiting_edits(hub)],
        asked={"q": q, "file": file, "only": only},
    )


def _fits(each: RuleSeen, seen: RulesSeen, q: str, file: str, only: Only) -> bool:
    if file and each.file != file:
        return False
    if only and not {"odd": bool(each.problems), "disputed": bool(each.disputes), "idle": not each.items}[only]:
        return False
    return all(word in _haystack(each, seen.titles.get(each.rule.goal or "", "")) for word in q.casefold().split())


def _haystack(each: RuleSeen, title: str) -> str:
    rule = each.rule
    words: Iterable[str] = (rule.id, *rule.goals, title, rule.description, rule.owner)
    return " ".join((*words, *map(in_words, (*rule.when, *rule.unless)))).casefold()
