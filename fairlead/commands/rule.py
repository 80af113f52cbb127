"""`rules check` and `rules explain`: what admins ask before and after they edit the mapping rules."""

from pathlib import Path

import msgspec
from rich.text import Text

from fairlead import screen
from fairlead.explained import page
from fairlead.output import ERROR, OK, document, fail
from mappings import Problem, RulesError
from mappings import check as check_rules
from scheduler.explaining import explained
from scheduler.hub import open_hub
from scheduler.rule_files import load_rules
from store import goals, linking


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
        told = explained(hub, tx, found, goal)
    if json:
        document(**told.to_dict())
        return
    screen.stdout().print(page(told, everything=everything))
    if told.edited:
        screen.stderr().print(
            "The rule files are edited since the last mapping; this is what they say now.",
            style="yellow",
            soft_wrap=True,
        )


def _show(problems: list[Problem]) -> None:
    console = screen.stdout()
    for problem in problems:
        style = "red" if problem.level == "error" else "yellow"
        console.print(Text.assemble((f"{problem.place}: {problem.level}: ", style), problem.message), soft_wrap=True)
    if not problems:
        console.print("The rules are fine.", style="green")
