"""Repositories by pattern, teams with their members, and the names of people."""

import json

import pytest

from connectors.github.connector import GitHub
from core.contract import Refused, Unauthorized
from core.records import Account, Group, Rejected
from sandbox.faults import Fault
from sandbox.github import repository_shapes
from sandbox.github.repository import Repository
from tests.github.conftest import REPO, World, pull


def containers(hub: GitHub) -> list[str]:
    return list(dict.fromkeys(stream.container for stream in hub.streams() if stream.name == "issues"))


def acme(world: World) -> None:
    for name in ("api", "pay-api", "pay-web", "sandbox-1", "old"):
        world.state.add_repo(f"acme/{name}")
    world.state.repos["acme/old"].archived = True


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["acme/*"], ["api", "pay-api", "pay-web", "sandbox-1", "web"]),
        (["acme/pay-*", "acme/api", "acme/*-api"], ["pay-api", "pay-web", "api"]),
        (["acme/*", "!acme/sandbox-*", "!acme/Web"], ["api", "pay-api", "pay-web"]),
        (["ACME/PAY-*"], ["pay-api", "pay-web"]),
        (["acme/old", "acme/nothing-*"], ["old"]),
    ],
    ids=str,
)
def test_a_pattern_finds_repositories(world: World, patterns: list[str], found: list[str]) -> None:
    acme(world)
    assert containers(world.connect(repositories=patterns)) == [f"acme/{name}" for name in found]


@pytest.mark.parametrize(
    ("settings", "found"),
    [({}, ["plain"]), ({"archived": True}, ["old", "plain"]), ({"forks": True}, ["copy", "plain"])],
    ids=str,
)
def test_archived_ones_and_forks_are_found_where_asked_for_disabled_ones_never(
    world: World, settings: dict[str, bool], found: list[str]
) -> None:
    rows = [{"full_name": "acme/plain"}]
    for name, flag in (("old", "archived"), ("copy", "fork"), ("off", "disabled")):
        rows.append(repository_shapes.listed(Repository(1, f"acme/{name}", {}), world.clock()) | {flag: True})
    body = json.dumps([*rows, {"full_name": 7}]).encode()
    world.box.faults.append(Fault("github", "/orgs/acme/repos", status=200, body=body))
    assert containers(world.connect(repositories=["acme/*"], **settings)) == [f"acme/{name}" for name in found]
    world.violations.clear()


def test_a_pattern_whose_owner_nobody_knows_fails_alone(world: World) -> None:
    hub = world.connect(repositories=["nobody/*", REPO])
    assert containers(hub) == ["nobody/*", REPO]
    with pytest.raises(Refused, match=r"nobody/\*: there is no nobody, .* mend the setting repositories"):
        pull(hub, "issues", repo="nobody/*")
    assert pull(hub, "issues")[0] == []


def test_names_without_a_pattern_ask_nothing(world: World) -> None:
    containers(world.connect(repositories=["acme/web", "acme/api", "!acme/api"]))
    assert world.requests() == []


def test_a_list_of_more_than_a_page_is_read_to_its_end(world: World) -> None:
    for number in range(130):
        world.state.add_repo(f"acme/r{number:03d}")
    hub = world.connect(repositories=["acme/r*", "acme/w*"])
    assert len(containers(hub)) == 131
    assert len(world.requests()) == 2


def test_an_unchanged_list_is_free_and_a_new_repository_is_found(world: World) -> None:
    for number in range(98):
        world.state.add_repo(f"acme/r{number:03d}")
    hub = world.connect(repositories=["acme/*"])
    assert len(containers(hub)) == 99
    for name in ("acme/s", "acme/t", "acme/u"):
        before = len(world.box.history)
        known = containers(hub)
        world.state.add_repo(name)
        assert containers(hub) == [*known[:-1], name, known[-1]]
        assert containers(hub) == containers(hub)
    assert world.requests(before)[-1].endswith(" 304")


def test_repositories_of_a_person_and_our_own(world: World) -> None:
    world.state.add_user("ann")
    world.state.add_repo("ann/tools")
    world.state.add_repo("fairlead-bot/private", private=True)
    hub = world.connect(repositories=["ann/*", "fairlead-bot/*"])
    assert containers(hub) == ["ann/tools", "fairlead-bot/private"]


def test_a_list_that_cannot_be_had_is_an_error_and_no_empty_list(world: World) -> None:
    hub = world.connect(repositories=["acme/*"])
    for fault, error in (
        (Fault("github", "/orgs/acme/repos", status=403, body=b'{"message": "no"}'), Unauthorized),
        (Fault("github", "/orgs/acme/repos", status=200, body=b"{}"), Refused),
    ):
        world.box.faults.append(fault)
        with pytest.raises(error):
            hub.streams()
    world.violations.clear()


def test_a_renamed_repository_is_read_on_and_said(world: World, hub: GitHub) -> None:
    world.state.create_issue(REPO, "first", by="ann")
    _, cursor = pull(hub, "issues")
    world.state.rename_repo(REPO, "acme/shop")
    world.state.create_issue("acme/shop", "second", by="ann")
    records, _ = pull(hub, "issues", cursor)
    (said,) = [record for record in records if isinstance(record, Rejected)]
    assert (said.place, said.lost) == (f"github {REPO}", False)
    assert "acme/shop now: name it so in the setting repositories" in said.reason
    assert {getattr(record, "key", "") for record in records} >= {f"{REPO}#1", f"{REPO}#2"}


def test_a_name_in_other_letters_is_no_other_name(world: World) -> None:
    world.state.create_issue(REPO, "x", by="ann")
    records, _ = pull(world.connect(repositories=["Acme/Web"]), "issues", repo="Acme/Web")
    assert not [record for record in records if isinstance(record, Rejected)]


def teams(world: World) -> None:
    world.state.add_team("acme", "Payments", ["ann", "bob"])
    world.state.add_team("acme", "Card team", ["cy"], parent="payments")
    world.state.add_team("acme", "Web", ["ann"])


def groups(hub: GitHub, cursor: str | None = None) -> dict[str, tuple[str, ...]]:
    return {
        record.name: record.members for record in pull(hub, "teams", cursor, "acme")[0] if isinstance(record, Group)
    }


def test_teams_become_groups(world: World) -> None:
    teams(world)
    hub = world.connect(teams=["acme/*", "!acme/web"])
    assert hub.streams()[-1].container == "acme"
    found = groups(hub)
    assert found == {"acme/payments": ("ann", "bob", "cy"), "acme/card-team": ("cy",)}


def test_unchanged_teams_are_free_and_one_change_is_found(world: World) -> None:
    teams(world)
    hub = world.connect(teams=["acme/p*", "acme/w*"])
    records, cursor = pull(hub, "teams", repo="acme")
    assert len(records) == 2
    before = len(world.box.history)
    assert pull(hub, "teams", cursor, "acme") == ([], cursor)
    assert {line.rsplit(" ", 1)[1] for line in world.requests(before)} == {"304"}
    world.state.add_team("acme", "Wallet", ["dee"])
    assert groups(hub, cursor)["acme/wallet"] == ("dee",)


@pytest.mark.parametrize("count", [100, 101, 230])
def test_a_team_of_any_size_is_whole_and_a_newcomer_is_seen(world: World, count: int) -> None:
    members = [f"m{number:03d}" for number in range(count)]
    world.state.add_team("acme", "All", members)
    hub = world.connect(teams=["acme/all"])
    records, cursor = pull(hub, "teams", repo="acme")
    assert [len(record.members) for record in records if isinstance(record, Group)] == [count]
    world.state.orgs["acme"].teams["all"].members.append("zoe")
    assert groups(hub, cursor)["acme/all"] == (*members, "zoe")


def test_people_are_known_by_name(world: World) -> None:
    state = world.state
    state.add_user("ann", name="Ann Lee")
    state.add_team("acme", "Payments", ["ann", *(f"m{number}" for number in range(120))])
    hub = world.connect(people=["acme"], read_only=True)
    assert hub.streams()[-1].name == "accounts"
    records, cursor = pull(hub, "accounts", repo="acme")
    found = {record.id: record.name for record in records if isinstance(record, Account)}
    assert (found["ann"], found["m7"], len(found)) == ("Ann Lee", "", 121)
    assert pull(hub, "accounts", cursor, "acme") == ([], cursor)
    state.orgs["acme"].members.append("zoe")
    state.add_user("zoe", name="Zoe")
    assert "zoe" in {record.id for record in pull(hub, "accounts", cursor, "acme")[0] if isinstance(record, Account)}


def test_a_member_whose_name_cannot_be_read_loses_only_himself(world: World) -> None:
    world.state.add_team("acme", "Payments", ["ann", "bob"])
    world.state.add_user("bob", name="Bob")
    hub = world.connect(people=["acme"], read_only=True)
    pull(hub, "accounts", repo="acme")
    answer = world.box.history[-1].response_body.replace(b'"Bob"', b'"\\ud800"')
    world.box.faults.append(Fault("github", "graphql", status=200, body=answer))
    records, _ = pull(hub, "accounts", repo="acme")
    assert [record.id for record in records if isinstance(record, Account)] == ["ann"]
    assert [record.place for record in records if isinstance(record, Rejected)] == ["github the members of acme bob"]
    world.violations.clear()


def test_people_of_nowhere_are_refused(world: World) -> None:
    with pytest.raises(Refused, match="nowhere"):
        pull(world.connect(people=["nowhere"]), "accounts", repo="nowhere")
