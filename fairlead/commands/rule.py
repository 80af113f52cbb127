"""`rules check` and `rules explain`: what admins ask before and after they edit the mapping rules."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from rich.text import Text

from core.links import Placed
from fairlead import screen, suggested
from fairlead.explained import page
from fairlead.output import ERROR, OK, document
from fairlead.progress import Count, Left, bars
from mappings import Problem, RulesError
from mappings import check as check_rules
from scheduler import suggesting
from scheduler.choosing import known_item
from scheduler.clock import system_clock
from scheduler.explaining import Explained, explained
from scheduler.files import read_text
from scheduler.hub import Hub, open_hub
from scheduler.rule_checks import problems_of
from scheduler.rule_drafts import read_rules
from scheduler.rule_files import named_source, rule_sources, sources_with, stands_for
from store import linking, numbers

SHOWN = 200  # problems on a screen
STYLES = {"error": "red", "warning": "yellow", "note": "dim"}


def check(config: Path, candidate: Path | None, named: str | None, alone: Sequence[Path], json: bool) -> None:
    """The rule files of the configuration, one of them as the candidate has it; or those named outright, `alone`."""
    try:
        if alone:
            rules = read_rules([named_source(path) for path in alone])
            problems = check_rules(rules, path=str(alone[0]), today=system_clock().date())
        else:
            with open_hub(config) as hub:
                problems = _measured(hub, candidate, named)
    except RulesError as error:
        problems = list(error.problems)
    if json:
        document(problems=msgspec.to_builtins(problems))
    else:
        _show(problems)
    raise SystemExit(ERROR if any(problem.level == "error" for problem in problems) else OK)


def _measured(hub: Hub, candidate: Path | None, named: str | None) -> list[Problem]:
    """On all items, with a bar where somebody watches: of many rules this takes a while."""
    if candidate is None:
        rules = read_rules(rule_sources(hub.config))
    else:
        path = stands_for(hub.config, candidate, named)
        rules = read_rules(sources_with(hub.config, path, read_text(candidate), str(candidate)))
    with hub.store.read() as tx, bars(Count(), Left()) as shown:
        task = shown.add_task("items", total=sum(numbers.links_by_via(tx).values()))

        def items() -> Iterator[Placed]:
            for batch in linking.all_inputs(tx):
                yield from (each.placed for each in batch)
                shown.advance(task, len(batch))

        return problems_of(hub, tx, rules, items())


def explain(config: Path, item: str, goal: str | None, everything: bool, suggestions: bool, json: bool) -> None:
    with open_hub(config) as hub:
        told = _explained(hub, item, goal)
        wanted = suggestions and not goal and not told.explanation.links
        likely = suggesting.suggest(hub, [item]) if wanted else None
    given = likely.items[0].suggestions if likely else ()
    titles = likely.titles if likely else {}
    if json:
        document(**told.to_dict(), suggestions=suggested.plain(given, titles))
        return
    screen.stdout().print(page(told, everything=everything))
    if given:
        screen.stdout().print(Text("\nIt probably serves", "bold"), *suggested.suggestions(given, titles), sep="\n")
    if told.edited:
        screen.stderr().print(
            "The rule files are edited since the last mapping; this is what they say now.",
            style="yellow",
            soft_wrap=True,
        )


def _explained(hub: Hub, item: str, goal: str | None) -> Explained:
    with hub.store.read() as tx:
        return explained(hub, tx, known_item(tx, item), goal)


def _show(problems: list[Problem]) -> None:
    """In the order of the files; of very many the errors first, as far as a person reads."""
    console = screen.stdout()
    worst = sorted(problems, key=lambda problem: problem.level != "error") if len(problems) > SHOWN else problems
    for problem in worst[:SHOWN]:
        head = (f"{problem.place}: {problem.level}: ", STYLES[problem.level])
        console.print(Text.assemble(head, problem.message), soft_wrap=True)
    if len(problems) > SHOWN:
        console.print(f"and {len(problems) - SHOWN:,} more; --json has them all", style="dim")
    if not problems:
        console.print("The rules are fine.", style="green")
