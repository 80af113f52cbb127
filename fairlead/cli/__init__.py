"""The command `fairlead`. Imports that take time stay inside the commands, so that `--help` answers at once."""

import atexit
import gc
import os
import sys
import threading
from pathlib import Path
from typing import Annotated, Optional

import typer

from fairlead.cli.checkins import check_ins
from fairlead.cli.decisions import finding, silence
from fairlead.cli.edits import rules
from fairlead.cli.items import items
from fairlead.cli.measures import measures
from fairlead.cli.options import DEFAULT, AsOf, ConfigFile, Detector, Json, OfGoal, State, Team, globs
from fairlead.cli.outgoing import outgoing
from fairlead.cli.people import people
from fairlead.cli.routes import routes
from fairlead.output import STOPPED, USAGE, complain, fail

app = typer.Typer(
    name="fairlead",
    help="Links daily work in Jira, GitHub, Slack and Google Sheets to the objectives it serves, and flags drift.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(items)
app.add_typer(check_ins)
app.add_typer(measures)
app.add_typer(outgoing)
app.add_typer(rules, name="rules")
app.add_typer(people, name="people")
app.add_typer(routes, name="routes")
app.add_typer(finding, name="finding")
app.add_typer(silence, name="silence")


@app.command()
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


@app.command()
def doctor(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Check configuration, database, rules, and each tool's address and credential."""
    from fairlead.commands import setup

    setup.doctor(config, json)


@app.command()
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
    json: Json = False,
) -> None:
    """Pull what changed in the tools into the hub."""
    from fairlead.commands import road

    road.sync(config, tuple(only or ()), since, tuple(gone or ()), json)


@app.command(name="map")
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


@app.command()
def reconcile(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Judge what drifts, and open, update and resolve findings."""
    from fairlead.commands import road

    road.reconcile(config, json)


@app.command()
def run(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Sync, map and reconcile in one go; writes nothing to the tools."""
    from fairlead.commands import road

    road.run(config, json)


@app.command()
def goals(
    key: Annotated[str | None, typer.Argument(help="All that is known of this goal.", show_default=False)] = None,
    lint: Annotated[
        bool, typer.Option("--lint", help="Show instead what is wrong or odd about the strategy as it is written.")
    ] = False,
    grades: Annotated[
        bool, typer.Option("--grades", help="Show instead the grades of periods that ended, and what was carried over.")
    ] = False,
    config: ConfigFile = DEFAULT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show the alignment tree, strategy to initiative, with the work below; or one goal in full."""
    from fairlead.commands import goal, grading, strategy

    if lint and grades:
        fail("fairlead: --lint and --grades are two reports; ask for one of them", USAGE)
    if lint:
        strategy.lint(config, key, as_of and as_of.date(), json)
    elif grades:
        grading.grades(config, key, as_of and as_of.date(), json)
    else:
        goal.goals(config, key, as_of and as_of.date(), json)


@app.command()
def findings(
    config: ConfigFile = DEFAULT,
    everything: Annotated[bool, typer.Option("--all", help="Also each finding that another one silences.")] = False,
    state: Annotated[State | None, typer.Option(help="Only what stands so.", show_default=False)] = None,
    team: Team = None,
    goal: OfGoal = None,
    detector: Detector = None,
    owner: Annotated[str | None, typer.Option(help="Only of this person, by e-mail.", show_default=False)] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show what drifts now; or what the facts of a past day say with the settings of today, not what was told then."""
    from fairlead.commands import look

    look.findings(
        *(config, as_of and as_of.date(), everything, json),
        look.Asked(globs(team=team, goal=goal, detector=detector, owner=owner), state),
    )


@app.command()
def unread(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show what the tools hold and the hub could not read: where, why, since when."""
    from fairlead.commands import look

    look.unread(config, json)


@app.command()
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


@app.command()
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


@app.command()
def runs(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show the runs that wrote to the tools: when, by whom, how much, and what took them back."""
    from fairlead.commands import undo

    undo.runs(config, json)


@app.command()
def undo(
    run: Annotated[str, typer.Argument(help="The run, as `fairlead runs` names it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would do, and write nothing.")] = False,
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Take back what a run wrote, in all tools."""
    from fairlead.commands import undo

    undo.undo(config, run, dry_run, json)


@app.command()
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


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    people: Annotated[int, typer.Option(help="How many people work there.", min=16, max=200)] = 24,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the company running and print a configuration for it.")
    ] = False,
    json: Json = False,
) -> None:
    """Run the main job on a simulated company: no account, no key, no server."""
    from fairlead.demo import demo

    demo(seed, people, keep, json)


def leave(code: int) -> None:
    """Now, if threads still wait for a tool: whatever they have under way is whole or not at all, as after a power cut."""
    if threading.active_count() > 1:
        sys.stdout.flush()
        os._exit(code)


def main() -> None:
    """Runs the command; what people can mend becomes one message and exit code 1, never a traceback."""
    gc.set_threshold(10_000, 10, 10)  # a command makes few cycles, and looking for them takes a tenth of its time
    atexit.register(gc.freeze)
    try:
        app()
    except SystemExit as end:
        if end.code == STOPPED:  # typer's answer to Ctrl-C
            complain("fairlead: stopped; what was committed stays, run it again to go on")
            leave(STOPPED)
        raise
    except Exception as error:
        from fairlead.troubles import expected, mistyped

        if not isinstance(error, expected()) and not mistyped(error):
            raise
        complain(mistyped(error) or f"fairlead: {error}")
        sys.exit(1)
