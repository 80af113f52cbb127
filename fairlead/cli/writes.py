"""`fairlead plan`, `apply`, `runs`, `undo`, `listen`: what is written into the tools, and what comes back"""

from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json
from fairlead.output import USAGE, fail

writes = typer.Typer()


@writes.command()
def plan(
    hash: Annotated[  # noqa: A002 - it is shown so
        str | None, typer.Argument(help="A plan that was saved, as it was then.", show_default=False)
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Put it down, for somebody to approve by its hash.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Show instead the plans that were saved lately.")] = False,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Show what would be written where, and whether it needs an approval."""
    from fairlead.commands import plan

    if (hash is not None) + save + listed > 1:
        fail("fairlead: HASH, --save and --list are three questions; ask one of them", USAGE)
    if hash is not None:
        plan.saved(config, hash, json)
    elif listed:
        plan.saved_plans(config, json)
    elif save:
        plan.save(config, json)
    else:
        plan.plan(config, json)


@writes.command()
def apply(
    hash: Annotated[  # noqa: A002 - it is shown so
        str | None, typer.Argument(help="Approve exactly the plan of this hash.", show_default=False)
    ] = None,
    config: ConfigFile = DEFAULT,
    approve: Annotated[str | None, typer.Option(metavar="HASH", help="The same as naming the hash alone.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Go on until no write is in doubt any more.")] = False,
    json: Json = False,
) -> None:
    """Write the plan to the tools."""
    from fairlead.commands import write

    if hash and approve:
        fail("fairlead: HASH and --approve say the same; give one of them", USAGE)
    write.apply(config, hash or approve, wait, json)


@writes.command()
def runs(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show the runs that wrote to the tools: when, by whom, how much, and what took them back."""
    from fairlead.commands import undo

    undo.runs(config, json)


@writes.command()
def undo(
    run: Annotated[str, typer.Argument(help="The run, as `fairlead runs` names it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would do, and write nothing.")] = False,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Take back what a run wrote, in all tools."""
    from fairlead.commands import undo

    undo.undo(config, run, dry_run, json)


@writes.command()
def listen(
    config: ConfigFile = DEFAULT,
    http: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Be told by signed requests at this address.", show_default=False),
    ] = None,
) -> None:
    """Hear what people press in Slack, answer them, and keep its messages up to date, until it is stopped."""
    from fairlead.commands import listen

    listen.listen(config, http)
