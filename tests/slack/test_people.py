"""Who the accounts are, and which user groups they are in."""

import pytest

from core.contract import Refused, Stream
from core.records import Account, Checkpoint, Record
from sandbox.faults import Fault
from tests.slack.conftest import Workspace, pull

PEOPLE = Stream("accounts", "workspace")


def test_groups_that_are_named_come_with_their_members(slack: Workspace) -> None:
    slack.state.add_group("S1", "pay-core", "U1", "U2")
    slack.state.add_group("S2", "pay-social", "U1")
    slack.state.add_group("S3", "web", "U2")
    slack.state.add_group("S4", "pay-old", "U1", disabled=True)
    connector = slack.connect(groups=["@Pay-*", "!pay-social"])
    assert pull(connector, "accounts").groups == {"pay-core": ("U1", "U2"), "pay-old": ()}
    assert slack.methods() == ["users.list", "usergroups.list"]


def test_people_are_listed_once_an_hour(slack: Workspace) -> None:
    first = pull(slack.connect(groups=["pay-*"]), "accounts")
    slack.state.add_user("U9", "Zoe", "zoe@acme.example")
    slack.hours(0.9)
    slack.methods()
    again = pull(slack.connect(groups=["pay-*"]), "accounts", first.cursor)
    assert (again.accounts, again.cursor, slack.methods()) == ({}, first.cursor, ["users.conversations"])
    assert "U9" in pull(slack.connect(groups=["web"]), "accounts", first.cursor).accounts  # other groups are asked for
    slack.hours(0.1)
    later = pull(slack.connect(groups=["pay-*"]), "accounts", first.cursor)
    assert "U9" in later.accounts
    assert later.cursor != first.cursor


def test_a_listing_of_the_future_was_none(slack: Workspace) -> None:
    cursor = pull(slack.connect(), "accounts").cursor
    assert pull(slack.connect(), "accounts", f"9{cursor[1:]}").accounts


def test_without_groups_in_the_settings_none_are_asked_for(slack: Workspace) -> None:
    slack.state.scopes.remove("usergroups:read")
    connector = slack.connect()
    assert "without usergroups:read user groups are not read" in connector.check().detail
    assert pull(connector, "accounts").groups == {}


def test_a_missing_scope_for_groups_is_named_after_the_people(slack: Workspace) -> None:
    slack.state.scopes.remove("usergroups:read")
    kept = list[Record | Checkpoint]()
    with pytest.raises(Refused, match="add usergroups:read under OAuth & Permissions"):
        kept.extend(slack.connect(groups=["pay-*"]).pull(PEOPLE, None))
    assert isinstance(kept[-1], Checkpoint)
    assert sum(isinstance(record, Account) for record in kept) == 5


def test_one_odd_person_or_group_is_lost_alone(slack: Workspace) -> None:
    users = b'{"ok":true,"members":[{"id":"U1","profile":{"real_name":"Ana"}},{"id":"U2","deleted":NaN},{"name":"x"}]}'
    groups = b'{"ok":true,"usergroups":[{"id":"S1","handle":"pay","users":["U1"]},{"id":"S2","handle":7}]}'
    slack.sandbox.faults += [
        Fault("slack", "users.list", status=200, body=users),
        Fault("slack", "usergroups.list", status=200, body=groups),
    ]
    pulled = pull(slack.connect(groups=["*"]), "accounts")
    assert list(pulled.accounts) == ["U1"]
    assert pulled.groups == {"pay": ("U1",)}
    places = ["slack user U2", "slack user without id", "slack user group S2"]
    assert [each.place for each in pulled.rejected] == places
    slack.violations.clear()  # the sandbox was made to answer what Slack never would


def test_where_people_live_is_read_from_their_profiles(slack: Workspace) -> None:
    slack.state.add_user("U9", "Zoe", "zoe@acme.example", tz="Asia/Tokyo")
    found = pull(slack.connect(), "accounts").accounts
    assert (found["U9"].zone, found["U1"].zone) == ("Asia/Tokyo", "Europe/Berlin")
