"""`fairlead init`, `doctor`, `demo`"""

from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

beginning = typer.Typer()


@beginning.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write the files.")] = Path(),
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Put the tabs of an OKR workbook into the configured Google sheet instead.")
    ] = False,
) -> None:
    """Write config.toml, mappings.toml and people.toml to start from. Existing files stay."""
    from fairlead.commands import setup

    if sheet:
        setup.init_sheet(folder / DEFAULT)
    else:
        setup.init(folder)


@beginning.command()
def doctor(
    config: ConfigFile = DEFAULT,
    trust: Annotated[
        list[str] | None, typer.Option(help="The tokens of this connector are for its present address too.")
    ] = None,
    json: Json = False,
) -> None:
    """Check configuration, database, rules, and each tool's address and credential."""
    from fairlead.commands import setup

    setup.doctor(config, trust or (), json)


@beginning.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    people: Annotated[int, typer.Option(help="How many people work there.", min=16, max=200)] = 24,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the company running and print a configuration for it.")
    ] = False,
    web: Annotated[bool, typer.Option("--web", help="Show the company on pages, in a browser.")] = False,
    port: Annotated[int, typer.Option(help="Where the pages answer on this machine; 0: at any free port.")] = 8787,
    json: Json = False,
) -> None:
    """Run the main job on a simulated company: no account, no key, no server."""
    from fairlead.demo import demo

    demo(seed, people, keep, port if web else None, json)
