"""Edits of the people map keep what people wrote, and never leave a file that the hub refuses."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.config import ConfigError
from scheduler.people_file import with_accounts

WRITTEN = """\
# Who is who.  Ask Ana before you change it.
group_teams = true

[people]

[people."Ana@x.test"]   # the boss
name = "Ana"
accounts = [
  "slack:U1",  # since 2024
]

[teams.pay]  # payments
containers = ["jira:PAY"]
"""


def people(text: str) -> dict[str, Any]:
    read: dict[str, Any] = tomllib.loads(text)["people"]
    return read


def test_a_known_person_gets_the_account_and_everything_else_stays_as_it_was() -> None:
    edited = with_accounts(WRITTEN, "ana@x.test", ["github:ana-l", "slack:U1"], team="pay")
    assert people(edited) == {"Ana@x.test": {"name": "Ana", "team": "pay", "accounts": ["slack:U1", "github:ana-l"]}}
    assert [line for line in WRITTEN.splitlines() if line not in edited.splitlines()] == []


def test_a_new_person_is_put_beside_the_others() -> None:
    edited = with_accounts(WRITTEN, "bo@x.test", ["github:bo"], name="Bo")
    assert people(edited)["bo@x.test"] == {"name": "Bo", "accounts": ["github:bo"]}
    assert [line for line in WRITTEN.splitlines() if line not in edited.splitlines()] == []


def test_an_account_of_somebody_else_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"slack:U1 is mapped to Ana@x\.test already"):
        with_accounts(WRITTEN, "bo@x.test", ["slack:U1"])


def test_a_team_that_there_is_not_is_refused_before_anything_is_written() -> None:
    with pytest.raises(ConfigError, match=r"no table \[teams\.web\]; add it"):
        with_accounts(WRITTEN, "bo@x.test", ["github:bo"], team="web")


@pytest.mark.parametrize(("text", "words"), [("[people", "not valid TOML"), ("teams = 3\n", "would not be valid")])
def test_a_file_that_cannot_be_read_is_not_made_worse(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        with_accounts(text, "bo@x.test", ["github:bo"])


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(names, names), min_size=1, max_size=6, unique_by=lambda pair: pair[1]))
def test_whatever_is_added_is_read_back_and_adding_it_again_changes_nothing(pairs: list[tuple[str, str]]) -> None:
    text, wanted = WRITTEN, dict[str, set[str]]()
    for name, account in pairs:
        person, handle = f"{name}@y.test".casefold(), f"github:{account}"
        text = with_accounts(text, person, [handle])
        wanted.setdefault(person.casefold(), set()).add(handle)
        assert with_accounts(text, person, [handle]) == text
    read = {email.casefold(): set(row["accounts"]) for email, row in people(text).items()}
    assert {email: read[email] for email in wanted} == wanted
    assert "# Who is who.  Ask Ana before you change it." in text
