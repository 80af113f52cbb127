"""D23: an objective that everybody talks about, and for which few work."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sandbox.company.effort import objective, shares
from sandbox.company.stage import EFFORT_DAYS, Stage
from sandbox.company.truth import Expected, Plant

MORE, THREADS, LATER = 0.27, 60, 40  # that it is talked about beyond its effort, of so many threads; and after that
QUESTION = "where do we stand?"


def plant(stage: Stage) -> Iterator[Plant]:
    """In the last minutes, once it is known who did what and who talked about what."""
    effort, talked = shares(stage, EFFORT_DAYS), _talked(stage)
    key = min(effort, key=lambda each: (effort[each], each))
    rest = (1 - effort[key] - MORE) / (1 - effort[key])
    wanted = {each: share * rest for each, share in effort.items()} | {key: effort[key] + MORE}
    counts = {each: round(THREADS * share) - talked[each] for each, share in wanted.items()}
    _talk(stage, counts, stage.calendar.now - timedelta(minutes=4))

    def turn(at: datetime) -> None:
        _talk(stage, {each: round(LATER * share) for each, share in wanted.items() if each != key}, at)

    yield Plant(f"{key}: much talk", lambda: [Expected("D23", "goal", key, "warning")], turn)


def near_misses(stage: Stage) -> None:
    """Much talk about one objective, more than four weeks ago."""
    stage = stage.aside(23)
    lead, key = stage.staff.teams[0].lead, stage.board.objectives[0].key
    for nth in range(THREADS // 2):
        day = stage.calendar.ago(30 + nth % 5)
        stage.script.add(
            stage.at(day), lambda at: stage.tools.talk("announcements", lead, f"[{key}] {QUESTION}", [], at)
        )


def _talked(stage: Stage) -> Counter[str]:
    """Threads of the window by the objective of the piece that they name."""
    pieces = {piece.key: piece for worked in stage.tools.worked.values() for piece in worked}
    first = stage.calendar.today - timedelta(days=EFFORT_DAYS - 1)
    named = (pieces.get(text.split()[0].rstrip(":")) for day, text in stage.tools.asked if day >= first)
    return Counter(key for piece in named if piece and (key := objective(stage, piece)))


def _talk(stage: Stage, counts: Mapping[str, int], at: datetime) -> None:
    lead, second = stage.staff.teams[0].lead, timedelta(seconds=1)
    for key in (key for key, count in counts.items() for _ in range(count)):
        at += second
        stage.tools.talk("announcements", lead, f"[{key}] {QUESTION}", [], at)
