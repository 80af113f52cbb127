"""`fairlead users …` and `fairlead tokens …`"""

from typing import Annotated, Literal

import typer

from fairlead.cli.options import DEFAULT, ConfigFile, Json

users = typer.Typer(help="Who may come to the pages and the API.", no_args_is_help=True)
tokens = typer.Typer(help="Keys by which programs come to the API.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
Role = Literal["viewer", "author", "approver", "admin"]
"""As `core.authority` has it: named here too, so that `--help` need not load that."""


@users.command(name="add")
def users_add(
    email: Email,
    role: Annotated[Role, typer.Option(help="What they may do.")],
    config: ConfigFile = DEFAULT,
    name: Annotated[str, typer.Option(help="What they are called.")] = "",
    json: Json = False,
) -> None:
    """Let somebody come in, and print a link with which they choose a password."""
    from fairlead.commands import users as commands

    commands.add(config, email, role, name, json)


@users.command(name="list")
def users_list(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show who may come in, and as what."""
    from fairlead.commands import users as commands

    commands.list_(config, json)


@users.command(name="role")
def users_role(
    email: Email,
    role: Annotated[Role, typer.Argument(help="What they may do from now on.")],
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Give somebody another role."""
    from fairlead.commands import users as commands

    commands.role(config, email, role, json)


@users.command(name="invite")
def users_invite(email: Email, config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Print a new link for somebody who lost theirs, or their password."""
    from fairlead.commands import users as commands

    commands.invite_(config, email, json)


@users.command(name="remove")
def users_remove(email: Email, config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Let somebody come in no more, by no browser and no token."""
    from fairlead.commands import users as commands

    commands.remove(config, email, json)


@tokens.command(name="add")
def tokens_add(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="What it may do: read, decide, edit, approve, administer.")],
    config: ConfigFile = DEFAULT,
    days: Annotated[int | None, typer.Option(help="How long it holds; until it is removed, unless given.")] = None,
    person: Annotated[str | None, typer.Option(help="Whose it is; FAIRLEAD_USER unless given.")] = None,
    json: Json = False,
) -> None:
    """Make a key for a program, and print it once. It may never do more than its person."""
    from fairlead.commands import tokens as commands

    commands.add(config, name, scope, days, person, json)


@tokens.command(name="list")
def tokens_list(config: ConfigFile = DEFAULT, json: Json = False) -> None:
    """Show the keys that there are, never what opens by them."""
    from fairlead.commands import tokens as commands

    commands.list_(config, json)


@tokens.command(name="remove")
def tokens_remove(
    token: Annotated[str, typer.Argument(help="First characters of its id.")],
    config: ConfigFile = DEFAULT,
    json: Json = False,
) -> None:
    """Take a key back."""
    from fairlead.commands import tokens as commands

    commands.remove(config, token, json)
