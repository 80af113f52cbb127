"""Options that many commands have."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Optional

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
Team = Annotated[Optional[str], typer.Option(help="Only of this team; * stands for any letters.", show_default=False)]  # noqa: UP045
OfGoal = Annotated[Optional[str], typer.Option("--goal", help="Only of this goal; O-1* for more.", show_default=False)]  # noqa: UP045
Detector = Annotated[Optional[str], typer.Option(help="Only of this detector, such as D2.", show_default=False)]  # noqa: UP045


State = Literal["open", "acknowledged", "snoozed", "exempt", "disputed", "silenced"]
"""Where an open finding stands, as `core.stages` has it: named here too, so that `--help` need not load that."""


def globs(**given: str | None) -> dict[str, str]:
    """Fields with what they should be, those that were given."""
    return {name: glob for name, glob in given.items() if glob is not None}


DEFAULT = Path("config.toml")
