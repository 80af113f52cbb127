"""Groups whose members the settings ask for, by name or pattern."""

import pytest

from core.contract import Stream, Unauthorized
from core.records import Group, Rejected
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import Connect, both, who
from tests.jira.test_pull import pulled

GROUPS = Stream("groups", "", incremental=False, exhaustive=True)


@pytest.fixture(autouse=True)
def _groups(state: JiraState) -> None:
    state.add_user("eve", "Eve", None, active=False)
    state.add_group("pay-core", ["ada", "eve"])
    state.add_group("pay-web", ["ben"])
    state.add_group("staff", ["ada", "ben"])


def groups(connect: Connect, *names: str) -> tuple[dict[str, Group], list[Rejected]]:
    records = pulled(connect(groups=names), GROUPS)[0]
    assert len(records) == len({record.id if isinstance(record, Group) else record for record in records})
    odd = [record for record in records if isinstance(record, Rejected)]
    return {record.name: record for record in records if isinstance(record, Group)}, odd


@both
def test_patterns_and_names_each_group_once_with_those_who_left(state: JiraState, connect: Connect) -> None:
    found, odd = groups(connect, "pay-*", "pay-core", "staff")
    assert {name: group.members for name, group in found.items()} == {
        "pay-core": (who(state, "ada"), who(state, "eve")),
        "pay-web": (who(state, "ben"),),
        "staff": (who(state, "ada"), who(state, "ben")),
    }
    assert odd == []


def test_upper_and_lower_case_are_alike(state: JiraState, connect: Connect) -> None:
    state.add_group("PAY-Ops", ["ben"])
    assert groups(connect, "Pay-*")[0].keys() == {"pay-core", "pay-web", "PAY-Ops"}


def test_on_cloud_a_group_keeps_its_id_when_it_is_renamed(state: JiraState, connect: Connect) -> None:
    before = groups(connect, "staff")[0]["staff"]
    state.groups[before.id].name = "everybody"
    assert groups(connect, "everybody")[0]["everybody"].id == before.id


@both
def test_a_name_that_no_group_has_is_told_and_the_others_come(state: JiraState, connect: Connect) -> None:
    found, odd = groups(connect, "staf", "pay-core")
    assert found.keys() == {"pay-core"}
    assert [record.place for record in odd] == ["jira group staf (setting groups of [connectors.jira])"]
    assert "did you mean staff?" in odd[0].reason


@both
def test_large_groups_are_read_to_their_end(state: JiraState, connect: Connect) -> None:
    names = [f"p{n}" for n in range(120)]
    for name in names:
        state.add_user(name, name, None)
    state.add_group("all", names)
    assert groups(connect, "all")[0]["all"].members == tuple(who(state, name) for name in names)


@pytest.mark.parametrize("deployment", ["data-center"])
def test_where_the_site_lists_only_some_the_rest_is_told(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    body = b'{"header": "", "total": 5000, "groups": [{"name": "staff", "html": "staff"}]}'
    sandbox.faults.append(Fault("jira", "groups/picker", status=200, body=body))
    found, odd = groups(connect, "s*")
    assert found.keys() == {"staff"}
    assert "only 1 of 5000" in odd[0].reason


@both
def test_a_group_that_is_gone_meanwhile_is_told(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults.append(Fault("jira", "group/member", status=404, body=b"{}"))
    found, odd = groups(connect, "pay-*")
    assert len(found) == len(odd) == 1


def test_an_account_that_may_not_browse_groups_is_told_so(state: JiraState, connect: Connect) -> None:
    state.may_browse_groups = False
    with pytest.raises(Unauthorized, match="403"):
        groups(connect, "pay-*")


def test_there_is_no_such_stream_where_nobody_asked(connect: Connect) -> None:
    assert "groups" not in [stream.name for stream in connect().streams()]
    assert GROUPS in connect(groups=["staff"]).streams()
