"""`rules diff --as-of` and `--backtest`: what an edit of the rules would have done."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from fairlead import replays, screen
from fairlead.commands.edit import candidate
from fairlead.output import document, fail
from mappings import Ruleset
from mappings.operators import age
from scheduler.clock import Ahead
from scheduler.hub import Hub, open_hub
from scheduler.replay import Replay, as_of, backtest
from scheduler.rule_files import stands_for

LONGEST = timedelta(days=731)


def replay(config: Path, file: Path | None, named: str | None, day: date | None, span: str | None, json: bool) -> None:
    if day and span:
        fail("fairlead: give --as-of or --backtest, not both")
    with open_hub(config) as hub:
        edited = candidate(hub, file, stands_for(hub.config, file or Path(), named))
        if day:
            _day(hub, edited, day, json)
        else:
            _weeks(hub, edited, _span(span or ""), json)


def _day(hub: Hub, edited: Ruleset, day: date, json: bool) -> None:
    try:
        seen = as_of(hub, edited, day)
    except Ahead as error:
        fail(f"fairlead: --as-of {error}")
    if json:
        document(replay=_document(seen), note=replays.CAVEAT)
    else:
        screen.stdout().print(replays.day_told(seen))


def _weeks(hub: Hub, edited: Ruleset, span: timedelta, json: bool) -> None:
    weeks = list(backtest(hub, edited, span))
    if json:
        series = [{**_document(each), "moving": replays.moving(each)} for each in weeks]
        for each in series:
            del each["moves"], each["ways"]  # of one day: --as-of tells them
        document(weeks=series, note=replays.CAVEAT)
    else:
        screen.stdout().print(replays.weeks_told(weeks))


def _document(seen: Replay) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(seen)
    return built


def _span(text: str) -> timedelta:
    found = age(text)
    if not found or found > LONGEST:
        fail(f'fairlead: --backtest "{text}": write a span such as 90d or 12w, of at most {LONGEST.days} days')
    return found
