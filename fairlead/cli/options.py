"""Options that many commands have."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="FAIRLEAD_CONFIG", help="The configuration file.", show_default=True)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Item = Annotated[str, typer.Argument(help="The item: jira:PAY-12 or just PAY-12.")]
AsOf = Annotated[
    Optional[datetime],  # noqa: UP045 - typer reads it
    typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="As it stood at the end of that day (UTC)."),
]
DEFAULT = Path("config.toml")
