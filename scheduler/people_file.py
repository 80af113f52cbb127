"""Edits of `people.toml` that leave comments and layout as they are: who people say they are, from a command or a page."""

from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from scheduler.config import ConfigError, people_map


def with_accounts(text: str, person: str, accounts: Sequence[str], *, name: str = "", team: str | None = None) -> str:
    """The file's text with these accounts (`github:ana-l`) as the person's (an e-mail). ConfigError when one of them is
    another's, or the text is no people map."""
    document = _parsed(text)
    people = document.setdefault("people", tomlkit.table(is_super_table=True))
    known = {email.casefold(): email for email in people}
    key = known.get(person.casefold(), person)
    for email, row in people.items():
        if taken := [account for account in accounts if account in row.get("accounts", ()) and email != key]:
            raise ConfigError(f'{taken[0]} is mapped to {email} already; take it out of [people."{email}"] first')
    row = people.setdefault(key, tomlkit.table())
    _set(row, "name", name)
    _set(row, "team", team)
    listed = row.setdefault("accounts", tomlkit.array())
    for account in accounts:
        if account not in listed:
            listed.append(account)
    return _checked(tomlkit.dumps(document))


def _set(row: Any, key: str, value: str | None) -> None:
    if value and (key == "team" or key not in row):
        row[key] = value


def _parsed(text: str) -> Any:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(f"not valid TOML: {error}") from None


def _checked(text: str) -> str:
    """Never leave a file behind that the next command refuses."""
    people_map("the people map would not be valid any more", tomlkit.parse(text).unwrap())
    return text
