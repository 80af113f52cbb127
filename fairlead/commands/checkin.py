"""`check-in`: keeps an answer and says so in one line, or shows the questions that are open."""

from pathlib import Path

import msgspec

from core.phrases import day
from fairlead import screen
from fairlead.output import document
from scheduler import asking, checking_in
from scheduler.actor import actor
from scheduler.asking import Due
from scheduler.checking_in import CheckIn
from scheduler.hub import open_hub


def answer(
    config: Path, goal: str, value: str, confidence: str, note: str, behalf: str | None, dry_run: bool, json: bool
) -> None:
    said, who = CheckIn(goal=goal, value=value, confidence=confidence, note=note), actor()
    person = who if "@" in who else None
    with open_hub(config) as hub:
        given = checking_in.answer(hub, said, actor=who, person=person, behalf=behalf, dry_run=dry_run)
        line = checking_in.told(hub, given)
    if json:
        document(**msgspec.to_builtins(given), dry_run=dry_run)
        return
    then = "Nothing was kept" if dry_run else "The next `fairlead apply` writes it into the sheet"
    text = f"{line}, by {given.person}. {then}."
    screen.stdout().print(text, markup=False, soft_wrap=True)


def due(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        found = asking.due(hub)
    if json:
        document(due=msgspec.to_builtins(found))
        return
    lines = [_line(each) for each in found] or ["Nobody is asked anything now."]
    screen.stdout().print("\n".join(lines), markup=False, soft_wrap=True)


def _line(each: Due) -> str:
    what = each.asked if each.kind == "check-in" else f"what will be different after {each.asked}"
    state = f"answered on {day(each.answered)}" if each.answered else "waits"
    return f"{each.owner}  {each.goal} {each.title}: {what}, {state}"
