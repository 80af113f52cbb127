"""The command `fairlead`. Imports that take time stay inside the commands, so that `--help` answers at once."""

import atexit
import gc
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from fairlead.cli.beginning import beginning
from fairlead.cli.checkins import check_ins
from fairlead.cli.database import copies, database
from fairlead.cli.decisions import finding
from fairlead.cli.edits import rules
from fairlead.cli.items import items
from fairlead.cli.looks import looks
from fairlead.cli.measures import measures
from fairlead.cli.outgoing import outgoing
from fairlead.cli.people import people
from fairlead.cli.road import road
from fairlead.cli.routes import routes
from fairlead.cli.service import service
from fairlead.cli.silences import silence
from fairlead.cli.users import tokens, users
from fairlead.cli.writes import writes
from fairlead.output import STOPPED, complain

app = typer.Typer(
    name="fairlead",
    help="Links daily work in Jira, GitHub, Slack and Google Sheets to the objectives it serves, and flags drift.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _group in (beginning, road, service, looks, measures, items, check_ins, writes, outgoing, copies):
    app.add_typer(_group)
for _name, _group in {
    "finding": finding,
    "silence": silence,
    "rules": rules,
    "routes": routes,
    "people": people,
    "users": users,
    "tokens": tokens,
    "db": database,
}.items():
    app.add_typer(_group, name=_name)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"fairlead {version('fairlead')}\n")
        raise typer.Exit


@app.callback()
def whole(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell which version this is.")
    ] = False,
) -> None:
    """What belongs to no command of its own."""


def _settle(phase: str, _found: object) -> None:
    """Imports make no cycles that go, and to look for some in them takes a tenth of a short command. Most end before the first
    look; from that on what was imported is left out, and a command makes few."""
    if phase == "stop":
        gc.callbacks.remove(_settle)
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)


def leave(code: int) -> None:
    """Now, if threads still wait for a tool: whatever they have under way is whole or not at all, as after a power cut."""
    if threading.active_count() > 1:
        sys.stdout.flush()
        os._exit(code)


def _spare() -> None:
    """What libraries would load and no command asks for: plugins of pydantic, for which it reads what every installed package
    declares, and the command that httpx has, with click and pygments."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]


def main() -> None:
    """Runs the command; what people can mend becomes one message and exit code 1, never a traceback."""
    _spare()
    gc.set_threshold(500_000)
    gc.callbacks.append(_settle)
    atexit.register(gc.freeze)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no call is left in doubt by it
    try:
        app()
    except SystemExit as end:
        if end.code == STOPPED:  # typer's answer to Ctrl-C, and to SIGTERM
            complain("fairlead: stopped; what was committed stays, run it again to go on")
            leave(STOPPED)
        raise
    except Exception as error:
        from fairlead.troubles import expected, mistyped

        if not isinstance(error, expected()) and not mistyped(error):
            raise
        complain(mistyped(error) or f"fairlead: {error}")
        sys.exit(1)
