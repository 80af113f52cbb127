"""`rules check` and `rules explain`: what admins ask before and after they edit the mapping rules."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from fairlead import screen
from fairlead.output import ERROR, OK, document, fail
from mappings import Explanation, Problem, RulesError
from mappings import check as check_rules
from mappings import explain as explain_item
from mappings.explain import RuleTrace, Step
from scheduler.hub import open_hub
from scheduler.linking import neighbours, open_linker
from scheduler.rule_files import load_rules
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
                known = goals.all_goals(tx)
                reached_otherwise = [goal.key for goal in known if goal.item or goal.closed]
                problems = check_rules(
                    ruleset,
                    path=str(hub.config.file(hub.config.hub.rules)),
                    goals=[goal.key for goal in known],
                    needless=reached_otherwise,
                    items=(each.placed for batch in linking.all_inputs(tx) for each in batch),
                    today=hub.clock().date(),
                )
    if json:
        document(problems=[msgspec.to_builtins(problem) for problem in problems])
    else:
        _show(problems)
    raise SystemExit(ERROR if any(problem.level == "error" for problem in problems) else OK)


def explain(config: Path, item: str, goal: str | None, everything: bool, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        found = linking.find(tx, item)
        if found is None:
            fail(
                f"fairlead: no item {item} is known; write it like jira:PAY-12 or acme/web#4, and sync first if it is new"
            )
        linker = open_linker(hub, tx, load_rules(hub))
        explanation = explain_item(linker, found.placed, neighbours(tx, [found]))
    if json:
        document(**explanation.to_dict())
    else:
        _tell(explanation, goal, everything)


def _show(problems: list[Problem]) -> None:
    console = screen.stdout()
    for problem in problems:
        style = "red" if problem.level == "error" else "yellow"
        console.print(Text.assemble((f"{problem.place}: {problem.level}: ", style), problem.message), soft_wrap=True)
    if not problems:
        console.print("The rules are fine.", style="green")


def _tell(told: Explanation, goal: str | None, everything: bool) -> None:
    """Rules that hold in full; those that nearly hold in a line; the rest as a number, unless they are asked for."""
    console = screen.stdout()
    console.print(Text.assemble((f"{told.source}:{told.item}", "bold"), f" {told.title}"))
    console.print(Text.assemble("→ ", (told.reason, "green" if told.links else "yellow")))
    _steps(console, (*told.manual, *told.keys))
    left = 0
    for rule in told.rules:
        asked = everything or (goal is not None and goal in rule.goals)
        if asked or rule.verdict != "fails" or _nearly_holds(rule):
            _rule(console, rule, in_full=asked or rule.verdict != "fails")
        else:
            left += 1
    if goal and all(goal not in rule.goals for rule in told.rules):
        console.print(Text(f"  no rule leads to {goal}", "yellow"))
    if left:
        others = "1 rule does not hold" if left == 1 else f"{left} rules do not hold"
        console.print(Text(f"  {others} in anything; --all shows them, --goal KEY those of a goal", "dim"))
    _steps(console, told.inherited)


def _nearly_holds(rule: RuleTrace) -> bool:
    """Something holds besides the tool, which holds for too many items to tell anything."""
    return any(trace.held and not trace.condition.startswith("source ") for trace in rule.when)


def _steps(console: Console, steps: Iterable[Step]) -> None:
    for step in steps:
        console.print(Text(f"  {'✓' if step.counts else '·'} {step.looked_at}: {step.found}"))


def _rule(console: Console, rule: RuleTrace, *, in_full: bool) -> None:
    verdict = (rule.verdict, WON.get(rule.verdict, "dim"))
    leads = f"→ {rule.goal}" if rule.goal else "→ needs no goal"
    console.print(
        Text.assemble(f"  rule {rule.rule} {leads} ", verdict, f": {rule.reason} ", (f"({rule.place})", "dim"))
    )
    for trace in (*rule.when, *rule.unless) if in_full else ():
        seen = ", ".join(trace.seen) or "nothing"
        console.print(
            Text(f"      {'✓' if trace.held else '✗'} {trace.condition}   (the item has {seen})", style="dim")
        )
