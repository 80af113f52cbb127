"""What the account may do beyond what the hub needs, as Jira Cloud tells it (S1)."""

import re
from pathlib import Path

import pytest

from connectors.jira.scopes import ASKED, PERMISSIONS
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.jira.permissions import PERMISSIONS as KNOWN_TO_JIRA
from sandbox.server import Sandbox
from tests.jira.conftest import Connect

PAGE = (Path(__file__).parents[2] / "docs" / "connect.md").read_text()


def test_an_administrator_is_too_much(state: JiraState, connect: Connect) -> None:
    assert connect().check().excess == ()
    state.permissions |= {"ADMINISTER", "DELETE_ALL_COMMENTS", "DELETE_ISSUES"}
    assert connect().check().excess == ("ADMINISTER", "DELETE_ALL_COMMENTS")


def test_whoever_only_reads_needs_no_right_to_write(state: JiraState, connect: Connect) -> None:
    state.permissions = {"BROWSE_PROJECTS", "ADD_COMMENTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS"}
    assert connect(read_only=True).check().excess == ("ADMINISTER_PROJECTS", "ADD_COMMENTS", "EDIT_ISSUES")


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_site_that_does_not_tell_is_checked_all_the_same(sandbox: Sandbox, connect: Connect, status: int) -> None:
    sandbox.faults.append(Fault("jira", "mypermissions", None, status, body=b"{}"))
    identity = connect().check()
    assert (identity.excess, bool(identity.account)) == ((), True)


def test_jira_knows_what_it_is_asked_for() -> None:
    assert set(ASKED) <= set(KNOWN_TO_JIRA)


def test_the_page_names_the_permissions_that_the_hub_knows() -> None:
    (table,) = re.findall(r"^\| permission or scope \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    for scope in PERMISSIONS:
        words = "browse users and groups" if scope.name == "USER_PICKER" else scope.name.replace("_", " ").lower()
        (row,) = [row for row in rows if words in row[0].lower()]
        assert bool(row[1]) is not scope.writes, scope.name
        assert row[2], scope.name
