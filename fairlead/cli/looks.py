"""`fairlead goals`, `findings`, `unread`"""

from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, AsOf, ConfigFile, Detector, Json, OfGoal, State, Team, globs
from fairlead.output import USAGE, fail

looks = typer.Typer()


@looks.command()
def goals(
    key: Annotated[str | None, typer.Argument(help="All that is known of this goal.", show_default=False)] = None,
    lint: Annotated[
        bool, typer.Option("--lint", help="Show instead what is wrong or odd about the strategy as it is written.")
    ] = False,
    grades: Annotated[
        bool, typer.Option("--grades", help="Show instead the grades of periods that ended, and what was carried over.")
    ] = False,
    config: ConfigFile = DEFAULT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show the alignment tree, strategy to initiative, with the work below; or one goal in full."""
    from fairlead.commands import goal, grading, strategy

    if lint and grades:
        fail("fairlead: --lint and --grades are two reports; ask for one of them", USAGE)
    if lint:
        strategy.lint(config, key, as_of and as_of.date(), json)
    elif grades:
        grading.grades(config, key, as_of and as_of.date(), json)
    else:
        goal.goals(config, key, as_of and as_of.date(), json)


@looks.command()
def findings(
    config: ConfigFile = DEFAULT,
    everything: Annotated[bool, typer.Option("--all", help="Also each finding that another one silences.")] = False,
    state: Annotated[State | None, typer.Option(help="Only what stands so.", show_default=False)] = None,
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    owner: Annotated[str | None, typer.Option(help="Only of this person, by e-mail.", show_default=False)] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show what drifts now; or what the facts of a past day say with the settings of today, not what was told then."""
    from fairlead.commands import look

    look.findings(
        *(config, as_of and as_of.date(), everything, json),
        look.Asked(globs(team=team, goal=goal, detector=detector, owner=owner), state),
    )


@looks.command()
def unread(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show what the tools hold and the hub could not read: where, why, since when."""
    from fairlead.commands import look

    look.unread(config, json)
