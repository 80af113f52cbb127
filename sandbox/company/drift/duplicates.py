"""D15: two teams at the same, by what their issues are called or by the ticket that both quote, beside what only looks so."""

from collections.abc import Iterator, Sequence

from sandbox.company.epics import objective_label
from sandbox.company.people import Team
from sandbox.company.stage import Stage
from sandbox.company.tools import Piece, Sort
from sandbox.company.truth import Expected, Plant

TICKET = "https://support.acme.test/tickets/"
LATELY = (6, 3)  # working days back


def plant(stage: Stage) -> Iterator[Plant]:
    one, other = stage.staff.teams[:2]
    called = ("Invoice archive for the tax auditors", "An invoice archive for tax auditors")
    quoting = ("Customer Lumen sees two totals", "Sum on the statement is off")
    for (title, again), text in ((called, ""), (quoting, f"See {TICKET}4711")):
        first = _piece(stage, one, "Task", title, text, begun=12)
        yield _twice(stage, first, _piece(stage, other, "issue", again, text), other)


def near_misses(stage: Stage) -> None:
    """The same title in one team's project, with another year, of something done, of an issue that names the other, of a pull
    request; and a page that everybody quotes."""
    stage = stage.aside(15)
    one, other = stage.staff.teams[:2]
    title = "Move the sign-in page to the new design"
    first = _piece(stage, one, "Task", title)
    for sort in ("Task", "pull"):
        _piece(stage, one, sort, title, names=(first,) if sort == "pull" else ())
    _piece(stage, other, "issue", f"{title} once more", names=(first,))
    for team, year in ((one, 2025), (other, 2026)):
        _piece(stage, team, "Task", f"Renew the seal of the payment auditors {year}")
    _piece(stage, one, "Task", "Retire the old fax gateway", done=True)
    _piece(stage, other, "Task", "Retire the old fax gateway")
    for team in (one, other):
        for topic in ("stock", "returns"):
            _piece(stage, team, "Task", f"Prepare {topic} of {team.name}", f"Follows {TICKET}handbook")


def _piece(
    stage: Stage,
    team: Team,
    sort: Sort,
    title: str,
    text: str = "",
    *,
    names: Sequence[Piece] = (),
    begun: int = 9,
    done: bool = False,
) -> Piece:
    """A piece of the lead, begun so many working days ago and in hand since, unless it is done."""
    piece = stage.piece(team, sort, by=team.lead, labels=[objective_label(stage, team)])
    piece.title, piece.text, piece.names = title, text, tuple(names)
    stage.live(piece, [stage.calendar.back(days) for days in (begun, *LATELY)], team.lead, done=done)
    return piece


def _twice(stage: Stage, first: Piece, second: Piece, later: Team) -> Plant:
    return Plant(
        f"{first.title}: done by two teams",
        lambda: [Expected("D15", "item", first.subject, "info")],
        lambda at: stage.tools.finish(second, later.lead, at),
    )
