"""`fairlead status`, `report` and `export`: how things stand; `flow`: how work moves; `detectors`: how the hub judges."""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from fairlead.cli.options import DEFAULT, AsOf, ConfigFile, Json

measures = typer.Typer()
TableName = Literal["goals", "items", "findings", "flow", "allocation", "gaps", "breaks", "all"]


@measures.command()
def status(
    config: ConfigFile = DEFAULT,
    as_of: AsOf = None,
    service: Annotated[bool, typer.Option("--service", help="How the hub itself does, instead.")] = False,
    json: Json = False,
) -> None:
    """Answer the four questions on one screen: what moves, what is on pace, who is blocked, what shifts."""
    from fairlead.commands import status as commands

    if service:
        commands.of_service(config, json)
    else:
        commands.status(config, as_of and as_of.date(), json)


@measures.command()
def report(
    config: ConfigFile = DEFAULT,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write, in place of what is there; - for standard output."),
    ] = Path("fairlead-report.html"),
    as_of: AsOf = None,
) -> None:
    """Write one page of HTML with everything: questions, tree, effort, pace, gaps, flow, findings."""
    from fairlead.commands import report as commands

    commands.report(config, output, as_of and as_of.date())


@measures.command()
def export(
    table: Annotated[
        Optional[TableName],  # noqa: UP045 - typer reads it
        typer.Argument(help="The table to write; without it everything as canonical lines.", show_default=False),
    ] = None,
    config: ConfigFile = DEFAULT,
    shape: Annotated[Literal["csv", "json"], typer.Option("--format", help="How tables are written.")] = "csv",
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file, or for all tables the folder; - for standard output.")
    ] = Path("-"),
    as_of: AsOf = None,
    canonical: Annotated[
        bool,
        typer.Option(
            "--canonical",
            help="Sorted JSON lines without the hub's own clocks and run ids: equal hubs give equal text.",
        ),
    ] = True,
) -> None:
    """Write tables for spreadsheets and programs, or everything the hub knows as sorted JSON lines."""
    del canonical  # what there is without a table; named so that scripts say what they rely on
    from fairlead.commands import exporting

    exporting.export(config, table, shape, output, as_of and as_of.date())


@measures.command()
def flow(
    config: ConfigFile = DEFAULT,
    goal: Annotated[str | None, typer.Option(metavar="KEY", help="Only this goal, with all below it.")] = None,
    team: Annotated[str | None, typer.Option(metavar="NAME", help="Only the work of this team.")] = None,
    as_of: AsOf = None,
    days: Annotated[int, typer.Option(help="How long the time before that is which is looked at.")] = 90,
    json: Json = False,
) -> None:
    """Show how work moves, by goal and team: finished, cycle time, age, deadlines, handoffs."""
    from fairlead.commands import flow as commands

    commands.flow(config, goal, team, as_of and as_of.date(), days, json)


@measures.command()
def detectors(
    detector: Annotated[
        str | None, typer.Argument(metavar="ID", help="All that one says of itself, such as D4.", show_default=False)
    ] = None,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Show every detector, what it looks at, and its settings."""
    from fairlead.commands import detector as commands

    commands.detectors(config, detector, json)
