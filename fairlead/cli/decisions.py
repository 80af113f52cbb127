"""`fairlead finding …`: one finding in full, and what people decide about findings."""

from typing import Annotated, Literal, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Detector, Json, OfGoal, Team, globs

finding = typer.Typer(help="One finding in full, and what people decide about findings.", no_args_is_help=True)

Findings = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads it
    typer.Argument(help="First characters of findings, as `fairlead findings` shows them.", show_default=False),
]
Reason = Annotated[str, typer.Option(help="Why: kept with the finding and in the audit.")]
Why = Annotated[str, typer.Option("--reason", help="Why: kept with the finding and in the audit.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="The last day on which it counts.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would become of them, and change nothing.")]


@finding.command()
def show(
    finding: Annotated[str, typer.Argument(help="First characters of the finding, at least 4.")],
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Tell all of one finding: what, since when, why, who, what can be done, and what became of it."""
    from fairlead.commands import decide

    decide.show(config, finding, json)


@finding.command()
def acknowledge(
    finding: Findings = None,
    config: ConfigFile = DEFAULT,
    until: Until = None,
    reason: Reason = "",
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say that somebody has seen it and takes care, for a week unless a day is given."""
    from fairlead.commands import decide

    named = decide.Named(tuple(finding or ()), globs(team=team, goal=goal, detector=detector))
    decide.acknowledge(config, named, until, decide.Terms(reason, dry_run, json))


@finding.command()
def snooze(
    finding: Findings = None,
    config: ConfigFile = DEFAULT,
    until: Until = None,
    ends: Annotated[
        Literal["worse", "changed"] | None,
        typer.Option(help="Until it is worse, or says something else.", show_default=False),
    ] = None,
    reason: Reason = "",
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Tell nothing new of it until a day, or until it is worse or says something else."""
    from fairlead.commands import decide

    named = decide.Named(tuple(finding or ()), globs(team=team, goal=goal, detector=detector))
    decide.snooze(config, named, until, ends or "", decide.Terms(reason, dry_run, json))


@finding.command()
def exempt(
    reason: Why,
    finding: Findings = None,
    config: ConfigFile = DEFAULT,
    review: Annotated[
        str | None, typer.Option(metavar="DAY", help="When to look at it again; in 90 days.", show_default=False)
    ] = None,
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say that it is meant to be so, and why. What was written because of it goes; an item without a goal needs none."""
    from fairlead.commands import decide

    named = decide.Named(tuple(finding or ()), globs(team=team, goal=goal, detector=detector))
    decide.exempt(config, named, review, decide.Terms(reason, dry_run, json))


@finding.command()
def dispute(
    reason: Why,
    finding: Findings = None,
    config: ConfigFile = DEFAULT,
    link: Annotated[
        bool, typer.Option("--link", help="What is wrong is the goal that a rule gave to the item.")
    ] = False,
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say that it is wrong, and why. That goes to the owner of the rule, or to the admins."""
    from fairlead.commands import decide

    named = decide.Named(tuple(finding or ()), globs(team=team, goal=goal, detector=detector))
    decide.dispute(config, named, link, decide.Terms(reason, dry_run, json))


@finding.command()
def reopen(
    finding: Findings = None,
    config: ConfigFile = DEFAULT,
    reason: Reason = "",
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take back what was decided about it."""
    from fairlead.commands import decide

    named = decide.Named(tuple(finding or ()), globs(team=team, goal=goal, detector=detector))
    decide.reopen(config, named, decide.Terms(reason, dry_run, json))
