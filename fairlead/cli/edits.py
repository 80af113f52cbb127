"""`fairlead rules diff`, `save`, `set`, `add`, `remove`, `held`, `approve`, `drop`, `history`"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json
from fairlead.cli.rules import rules

__all__ = ["rules"]

File = Annotated[Path, typer.Argument(help="A rule file as it should be.")]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="PATH", help="The rule file that it stands for: of several, not the hub's own."),
]
Known = Annotated[str, typer.Argument(help="The id of the rule.")]
Into = Annotated[
    str | None, typer.Option("--file", metavar="PATH", help="The rule file: of several, not the hub's own.")
]
Held = Annotated[str, typer.Argument(help="The edit, as `rules held` names it.")]
Trial = Annotated[bool, typer.Option("--dry-run", help="Show what it would do, and save nothing.")]
Settings = Annotated[list[str], typer.Argument(metavar="KEY=VALUE", help='Such as weight=10 or when.labels=["pay"].')]


@rules.command(name="diff")
def rules_diff(
    file: Annotated[
        Path | None, typer.Argument(help="A rule file as it could be; else the files as they are.", show_default=False)
    ] = None,
    config: ConfigFile = DEFAULT,
    stands_for: As = None,
    as_of: Annotated[
        Optional[datetime],  # noqa: UP045 - typer reads it
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="What it would have done to the items of that day."),
    ] = None,
    backtest: Annotated[
        str | None, typer.Option(metavar="SPAN", help="Week by week what it would have done, such as 90d or 12w.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell what an edit of the rules would do to items, effort and findings. Saves nothing."""
    from fairlead.commands import edit, replaying

    if as_of or backtest:
        replaying.replay(config, file, stands_for, as_of and as_of.date(), backtest, json)
    else:
        edit.diff(config, file, stands_for, json)


@rules.command(name="save")
def rules_save(
    file: File,
    config: ConfigFile = DEFAULT,
    stands_for: As = None,
    base: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="Only if the rule file is still the one of this digest.")
    ] = None,
    dry_run: Trial = False,
    json: Json = False,
) -> None:
    """Show what an edited rule file would do, put it in place of the old one, and link by it."""
    from fairlead.commands import edit

    edit.save(config, file, stands_for, base, dry_run, json)


@rules.command(name="set")
def rules_set(
    rule: Known,
    settings: Settings,
    config: ConfigFile = DEFAULT,
    dry_run: Trial = False,
    json: Json = False,
) -> None:
    """Set values of a rule, as `rules save` does. Comments and layout of the file stay."""
    from fairlead.commands import edit

    edit.set_(config, rule, settings, dry_run, json)


@rules.command(name="add")
def rules_add(
    rule: Annotated[str, typer.Argument(help="The id of the new rule.")],
    settings: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it
        typer.Argument(metavar="KEY=VALUE", help="Such as weight=10.", show_default=False),
    ] = None,
    config: ConfigFile = DEFAULT,
    goal: Annotated[str | None, typer.Option(help='The key of the goal, or { "O-1" = 0.6, "O-2" = 0.4 }.')] = None,
    when: Annotated[Optional[list[str]], typer.Option(metavar="KEY=VALUE", help="A condition.")] = None,  # noqa: UP045
    unless: Annotated[Optional[list[str]], typer.Option(metavar="KEY=VALUE", help="An exception.")] = None,  # noqa: UP045
    file: Into = None,
    dry_run: Trial = False,
    json: Json = False,
) -> None:
    """Add a rule at the end of a rule file, as `rules save` does."""
    from fairlead.commands import edit

    typed = {"id": rule, "goal": goal, "when": when or [], "unless": unless or [], "more": settings or []}
    edit.add(config, typed, file, dry_run, json)


@rules.command(name="suggest")
def rules_suggest(
    config: ConfigFile = DEFAULT,
    min_precision: Annotated[
        float, typer.Option(help="How often a rule must be right for items that are linked already.", min=0, max=1)
    ] = 0.9,
    limit: Annotated[int, typer.Option(help="How many rules to propose.", min=1)] = 10,
    accept: Annotated[
        int | None, typer.Option(metavar="N", help="Add the rule of this number, as `rules add` does.", min=1)
    ] = None,
    name: Annotated[str | None, typer.Option("--id", help="The id of the rule that is added.")] = None,
    file: Into = None,
    dry_run: Trial = False,
    json: Json = False,
) -> None:
    """Propose rules that would link what people have linked by hand or by name."""
    from fairlead.commands import propose

    if accept is None and (name or file or dry_run):
        raise typer.BadParameter("--id, --file and --dry-run go with --accept N")
    if accept is None:
        propose.suggest(config, min_precision, limit, json)
    else:
        saving = {"named": file, "trial": dry_run, "json": json}
        propose.accept(config, min_precision, accept, name, saving)


@rules.command(name="remove")
def rules_remove(
    rule: Known,
    config: ConfigFile = DEFAULT,
    dry_run: Trial = False,
    json: Json = False,
) -> None:
    """Take a rule out of its file, as `rules save` does. Comments around it stay."""
    from fairlead.commands import edit

    edit.remove(config, rule, dry_run, json)


@rules.command(name="held")
def rules_held(
    hash: Annotated[  # noqa: A002 - it names the argument
        str | None, typer.Argument(help="Show what this one would change.", show_default=False)
    ] = None,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Tell which edits of the rules the guard holds until somebody approves them."""
    from fairlead.commands import held

    held.held(config, hash, json)


@rules.command(name="approve")
def rules_approve(
    hash: Held,  # noqa: A002 - it names the argument
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Save exactly the edit that was held, and link by it."""
    from fairlead.commands import held

    held.approve(config, hash, json)


@rules.command(name="drop")
def rules_drop(
    hash: Held,  # noqa: A002 - it names the argument
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Let go of an edit that was held: nobody wants it any more."""
    from fairlead.commands import held

    held.drop(config, hash, json)


@rules.command(name="history")
def rules_history(
    config: ConfigFile = DEFAULT,
    show: Annotated[str | None, typer.Option(metavar="DIGEST", help="Print the rule file of this digest.")] = None,
    json: Json = False,
) -> None:
    """Tell who saved which edit of the rules when, and what it moved."""
    from fairlead.commands import edit

    edit.history(config, show, json)
