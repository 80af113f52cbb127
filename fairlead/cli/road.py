"""`fairlead sync`, `map`, `reconcile`, `run`: the road of an item, as far as the hub itself"""

from typing import Annotated, Optional

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

road = typer.Typer()


@road.command()
def sync(
    config: ConfigFile = DEFAULT,
    only: Annotated[Optional[list[str]], typer.Option("--only", help="This connector (again for more).")] = None,  # noqa: UP045 - typer reads it
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="What was never read begins here: a day, or 90d for so many days ago."),
    ] = None,
    gone: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it
        typer.Option(
            metavar="PLACE", help="Believe that what this project or repository does not show any more is gone."
        ),
    ] = None,
    soon: Annotated[
        bool, typer.Option("--soon", help="Leave it to the service: all is due at once, also what is parked.")
    ] = False,
    json: Json = False,
) -> None:
    """Pull what changed in the tools into the hub."""
    from fairlead.commands import road

    road.sync(config, tuple(only or ()), since, tuple(gone or ()), soon, json)


@road.command(name="map")
def map_(
    config: ConfigFile = DEFAULT,
    everything: Annotated[bool, typer.Option("--all", help="All items, not only the changed ones.")] = False,
    approve: Annotated[
        str | None, typer.Option(metavar="HASH", help="Approve exactly the edit of the rules that was held.")
    ] = None,
    json: Json = False,
) -> None:
    """Link items to goals by the mapping rules."""
    from fairlead.commands import road

    road.link(config, everything, approve, json)


@road.command()
def reconcile(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Judge what drifts, and open, update and resolve findings."""
    from fairlead.commands import road

    road.reconcile(config, json)


@road.command()
def run(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Sync, map and reconcile in one go; writes nothing to the tools."""
    from fairlead.commands import road

    road.run(config, json)
