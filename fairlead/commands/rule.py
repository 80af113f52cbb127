"""`rules check` and `rules explain`: what admins ask before and after they edit the mapping rules."""

from pathlib import Path

import msgspec
from rich.text import Text

from fairlead import screen
from fairlead.output import ERROR, OK, document, fail
from mappings import Explanation, Problem, RulesError
from mappings import check as check_rules
from mappings import explain as explain_item
from scheduler.hub import open_hub
from scheduler.linking import load_rules, neighbours, open_linker
from store import goals, linking

WON = {"wins": "green", "outranked": "yellow", "hidden": "yellow"}


def check(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        try:
            ruleset = load_rules(hub)
        except RulesError as error:
            problems = list(error.problems)
        else:
            with hub.store.read() as tx:
                known = [goal.key for goal in goals.all_goals(tx)]
                items = ((each.item, each.team) for batch in linking.to_link(tx, everything=True) for each in batch)
                path = str(hub.config.file(hub.config.hub.rules))
                problems = check_rules(ruleset, path=path, goals=known, items=items)
    if json:
        document(problems=[msgspec.to_builtins(problem) for problem in problems])
    else:
        _show(problems)
    raise SystemExit(ERROR if any(problem.level == "error" for problem in problems) else OK)


def explain(config: Path, item: str, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        found = linking.find(tx, item)
        if found is None:
            fail(
                f"fairlead: no item {item} is known; write it like jira:PAY-12 or acme/web#4, and sync first if it is new"
            )
        linker = open_linker(hub, tx, load_rules(hub))
        explanation = explain_item(linker, found.item, found.team, neighbours(tx, [found]))
    if json:
        document(**explanation.to_dict())
    else:
        _tell(explanation)


def _show(problems: list[Problem]) -> None:
    console = screen.stdout()
    for problem in problems:
        style = "red" if problem.level == "error" else "yellow"
        console.print(Text.assemble((f"{problem.place}: {problem.level}: ", style), problem.message))
    if not problems:
        console.print("The rules are fine.", style="green")


def _tell(told: Explanation) -> None:
    console = screen.stdout()
    console.print(Text.assemble((f"{told.source}:{told.item}", "bold"), f" {told.title}"))
    console.print(Text.assemble("→ ", (told.reason, "green" if told.link else "yellow")))
    for step in (*told.manual, *told.keys):
        console.print(Text(f"  {'✓' if step.counts else '·'} {step.looked_at}: {step.found}"))
    for rule in told.rules:
        verdict = (rule.verdict, WON.get(rule.verdict, "dim"))
        console.print(Text.assemble(f"  rule {rule.rule} ({rule.place}) ", verdict, f": {rule.reason}"))
        for trace in (*rule.when, *rule.unless):
            seen = ", ".join(trace.seen) or "nothing"
            console.print(
                Text(f"      {'✓' if trace.held else '✗'} {trace.condition}   (the item has {seen})", style="dim")
            )
    for step in told.inherited:
        console.print(Text(f"  {'✓' if step.counts else '·'} {step.looked_at}: {step.found}"))
