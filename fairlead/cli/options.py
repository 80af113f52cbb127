"""Options that many commands have."""

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="FAIRLEAD_CONFIG", help="The configuration file.", show_default=True)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Item = Annotated[str, typer.Argument(help="The item: jira:PAY-12 or just PAY-12.")]
DEFAULT = Path("config.toml")
