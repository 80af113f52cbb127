"""`fairlead serve` and `worker`: everything by itself, on one machine or many; `mcp`: for an assistant"""

from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile

service = typer.Typer()


@service.command()
def serve(
    config: ConfigFile = DEFAULT,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave the work to `fairlead worker`; with PostgreSQL only.")
    ] = False,
) -> None:
    """Pull, judge and write by itself, as the configuration says, until it is stopped."""
    from fairlead.commands import serve as commands

    commands.serve(config, not no_worker)


@service.command()
def worker(config: ConfigFile = DEFAULT) -> None:
    """Do what `fairlead serve` says is due, beside it or on another machine, until it is stopped; with PostgreSQL only."""
    from fairlead.commands import serve as commands

    commands.worker(config)


@service.command()
def mcp(config: ConfigFile = DEFAULT) -> None:
    """Let an assistant ask what drifts and why, on standard input and output. It can read, and change nothing."""
    from fairlead.commands import assistant

    assistant.mcp(config)
