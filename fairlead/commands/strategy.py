"""`goals --lint`: what is wrong or odd about the strategy as people wrote it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
from rich.text import Text

from core.phrases import counted
from core.strategy import Problem
from core.strategy import lint as problems_in
from fairlead import looks, screen
from fairlead.output import ERROR, OK, document
from scheduler.hub import Hub, open_hub
from scheduler.looking import looking
from store.strategy import strategy

STYLES = {"error": "bold red", "warning": "yellow"}


def lint(config: Path, key: str | None, day: date | None, json: bool) -> None:
    with open_hub(config) as hub, looking(hub, day) as look:
        written = strategy(look.tx, look.at.date())
        problems = [each for each in problems_in(written) if key in (None, each.subject)]
    if key and not problems and key not in written.known:
        looks.no_goal(look, key, written.known)
    if json:
        document(**looks.stamp(look), problems=msgspec.to_builtins(problems))
    else:
        _show(problems, key or "the strategy")
    raise SystemExit(ERROR if any(problem.level == "error" for problem in problems) else OK)


def problems_of(hub: Hub) -> list[Problem]:
    with hub.store.read() as tx:
        return problems_in(strategy(tx, hub.clock().date()))


def counts(problems: Sequence[Problem]) -> Mapping[str, int]:
    levels = _levels(problems)
    return {"errors": levels["error"], "warnings": levels["warning"]}


def tally(problems: Sequence[Problem]) -> str:
    """ "1 error and 3 warnings"."""
    levels = _levels(problems)
    return " and ".join(counted(n, level) for level in STYLES if (n := levels[level]))


def _levels(problems: Sequence[Problem]) -> Counter[str]:
    return Counter(problem.level for problem in problems)


def _show(problems: Sequence[Problem], what: str) -> None:
    console = screen.stdout()
    for problem in problems:
        head = (f"{problem.place}: {problem.level}: ", STYLES[problem.level])
        console.print(Text.assemble(head, f"{problem.message}; {problem.mend}"), soft_wrap=True)
    if not problems:
        console.print(f"Nothing is wrong or odd about {what} as it is written.", style="dim", markup=False)
