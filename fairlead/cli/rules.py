"""`fairlead rules …`"""

from pathlib import Path
from typing import Annotated, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Item, Json

rules = typer.Typer(help="Look at the mapping rules, and edit them.", no_args_is_help=True)


@rules.command(name="check")
def rules_check(
    file: Annotated[
        Path | None, typer.Argument(help="A candidate for one of the rule files.", show_default=False)
    ] = None,
    config: ConfigFile = DEFAULT,
    stands_for: Annotated[
        str | None, typer.Option("--as", metavar="PATH", help="The rule file that FILE stands for.")
    ] = None,
    rules: Annotated[
        Optional[list[Path]],  # noqa: UP045 - typer reads it
        typer.Option(metavar="FILE", help="Check this rule file (again for more), without configuration and database."),
    ] = None,
    json: Json = False,
) -> None:
    """Tell what is wrong or odd about the rules, line by line."""
    from fairlead.commands import rule

    if rules and file:
        raise typer.BadParameter("give FILE, a candidate in a configuration, or --rules FILE, without one; not both")
    if stands_for and not file:
        raise typer.BadParameter("--as goes with FILE")
    rule.check(config, file, stands_for, tuple(rules or ()), json)


@rules.command(name="explain")
def rules_explain(
    item: Item,
    config: ConfigFile = DEFAULT,
    goal: Annotated[str | None, typer.Option(help="Why not this goal: all that could lead there.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every rule in full.")] = False,
    no_suggestions: Annotated[
        bool, typer.Option("--no-suggestions", help="Do not look for goals that an item without one may serve.")
    ] = False,
    json: Json = False,
) -> None:
    """Tell why an item is linked where it is."""
    from fairlead.commands import rule

    rule.explain(config, item, goal, everything, not no_suggestions, json)


@rules.command(name="test")
def rules_test(
    files: Annotated[Optional[list[Path]], typer.Argument(metavar="FILE", help="Files of tests besides.")] = None,  # noqa: UP045 - typer reads it
    config: ConfigFile = DEFAULT,
    rules: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(metavar="FILE", help="Test this rule file (again for more), without a configuration."),
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the outcome for a CI server too.")] = None,
    json: Json = False,
) -> None:
    """Run the test cases that stand in the rule files, and in others. Needs no database."""
    from fairlead.commands import trial

    trial.test(config, tuple(rules or ()), tuple(files or ()), junit, json)
