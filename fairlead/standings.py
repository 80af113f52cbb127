"""How a goal stands, in a terminal: progress, pace and confidence, and health as it is said and as it is seen."""

from collections.abc import Iterator, Mapping

from rich.table import Table
from rich.text import Text

from core.health import Health
from core.rollup import Rolled
from core.standing import GoalStanding

STYLES: Mapping[Health, str] = {
    "on track": "green",
    "behind": "yellow",
    "off track": "red",
    "at rest": "dim",
    "unknown": "dim",
}


def brief(stands: GoalStanding) -> Text:
    """For one line of the tree; empty where nothing is known."""
    rolled, said = stands.rolled, Text()
    figures = [
        f"{rolled.progress:.0%}" if rolled.progress is not None else "",
        f"pace {rolled.pace:.2f}" if rolled.pace is not None else "",
        f"sure {rolled.confidence:.0%}" if rolled.confidence is not None else "",
    ]
    said.append("".join(f"  {figure}" for figure in figures if figure), "cyan")
    if rolled.progress is not None and (stands.words or stands.observed != "unknown"):
        said.append_text(_health(stands))
    return said


def rows(stands: GoalStanding) -> Iterator[tuple[str, str]]:
    """Names and values, for the page of one goal."""
    rolled = stands.rolled
    if rolled.progress is not None:
        below = f", by those below ({rolled.coverage:.0%} of their weight is known)" if rolled.basis == "below" else ""
        yield "progress", f"{rolled.progress:.0%} of the way{below}"
    if rolled.pace is not None:
        yield "pace", f"{rolled.pace:.2f} of the progress expected"
    if rolled.confidence is not None:
        yield "confidence", f"{rolled.confidence:.0%}"
    if stands.words:
        yield "declared", f"{stands.words}{_meaning(stands)}"
    yield "observed", f"{stands.observed}: {stands.why}" + ("; the owner says otherwise" if stands.apart else "")


def parts(rolled: Rolled, titles: Mapping[str, str]) -> Table:
    """What the figures of a goal are made of, with the weights."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("  goal", no_wrap=True)
    table.add_column("")
    for heading in ("weight", "progress", "pace, to 1", "confidence"):
        table.add_column(heading, justify="right")
    for part in rolled.parts:
        figures = (_percent(part.weight), _percent(part.progress), _pace(part.pace), _percent(part.confidence))
        table.add_row(Text(f"  {part.goal}"), Text(titles.get(part.goal, "")), *figures)
    return table


def _health(stands: GoalStanding) -> Text:
    seen = (stands.observed, STYLES[stands.observed])
    if stands.declared == stands.observed:
        return Text.assemble("  said and seen ", seen)
    return Text.assemble("  said ", (_said(stands), STYLES[stands.declared]), ", seen ", seen)


def _said(stands: GoalStanding) -> str:
    """A status in other words is shown as it is."""
    return stands.declared if stands.declared != "unknown" else f"“{stands.words}”" if stands.words else "nothing"


def _meaning(stands: GoalStanding) -> str:
    if stands.declared == "unknown":
        return " (in words that the hub does not know)"
    return "" if stands.words.casefold() == stands.declared else f" ({stands.declared})"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _pace(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"
