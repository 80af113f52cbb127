"""One person across the tools: the map, then a profile, then e-mail; teams of groups come last."""

from typing import Any

import pytest

from core.people import Handle, People, Person, Place, Team, resolve
from core.records import Account, Group, Profile

ANA, BO = "ana@example.com", "bo@example.com"


def account(id_: str, email: str | None = None, source: str = "jira", **values: Any) -> Account:
    return Account(source=source, id=id_, email=email, **values)


def profile(email: str, **values: Any) -> Profile:
    return Profile(source="sheets", id=email, email=email, place="People!A2", **values)


def group(name: str, *members: str, source: str = "jira") -> Group:
    return Group(source=source, id=f"id-{name}", name=name, members=members)


def test_the_map_comes_before_a_profile_and_that_before_the_address() -> None:
    found = resolve(
        People(people={ANA: Person(accounts=("jira:1",))}),
        [profile(BO, accounts=("jira:1", "jira:2"))],
        [],
        [account("1", "x@x.test"), account("2", "x@x.test"), account("3", "X@x.test"), account("4")],
    )
    assert found.owners == {Handle("jira", "1"): ANA, Handle("jira", "2"): BO, Handle("jira", "3"): "x@x.test"}
    assert list(found.persons) == [ANA, BO, "x@x.test"]


def test_handles_may_hold_colons_and_addresses_any_case() -> None:
    found = resolve(People(people={"Ana@Example.com": Person(accounts=("jira:712020:0b1c",))}), [], [], [])
    assert found.owners == {Handle("jira", "712020:0b1c"): ANA}


@pytest.mark.parametrize(
    ("listed", "told", "place"),
    [
        (Person(team="a"), "b", Place(team="a", team_from="people.toml")),
        (Person(), "b", Place(team="b", team_from="People!A2")),
        (Person(), None, Place(team="pay", team_from="jira:pay-devs")),
    ],
)
def test_the_team_is_the_maps_then_the_profiles_then_the_groups(listed: Person, told: str | None, place: Place) -> None:
    teams = {"pay": Team(groups=("jira:Pay-Devs",)), "a": Team()}
    found = resolve(
        People(people={ANA: listed}, teams=teams),
        [profile(ANA, team=told)],
        [group("pay-devs", "1")],
        [account("1", ANA)],
    )
    assert found.persons[ANA] == place


def test_groups_of_one_team_agree_and_those_of_two_give_none() -> None:
    teams = {"pay": Team(groups=("jira:pay-devs", "github:acme/payments")), "web": Team(groups=("jira:web",))}
    groups = [group("pay-devs", "1", "2"), group("acme/payments", "ana-l", source="github"), group("web", "2", "9")]
    accounts = [account("1", ANA), account("ana-l", ANA, "github"), account("2", BO)]
    found = resolve(People(teams=teams), [], groups, accounts)
    assert found.persons == {
        ANA: Place(team="pay", team_from="github:acme/payments, jira:pay-devs"),
        BO: Place(team=None, team_from="jira:pay-devs, jira:web"),
    }


def test_a_group_that_no_team_names_is_a_team_only_when_asked_for() -> None:
    for asked, team in ((False, None), (True, "ops")):
        found = resolve(People(group_teams=asked), [], [group("ops", "1")], [account("1", ANA)])
        assert found.persons[ANA].team == team
    named = People(teams={"pay": Team(groups=("jira:ops",))}, group_teams=True)
    assert resolve(named, [], [group("ops", "1")], [account("1", ANA)]).persons[ANA].team == "pay"


def test_a_group_of_another_tool_with_the_same_name_is_another_group() -> None:
    people = People(teams={"pay": Team(groups=("github:devs",))})
    assert resolve(people, [], [group("devs", "1")], [account("1", ANA)]).persons[ANA].team is None


def test_a_name_is_the_maps_then_the_profiles_then_an_accounts() -> None:
    accounts = [account("1", ANA, name="ana l"), account("2", ANA, "github", name="Ana of GitHub")]
    for people, told, name in (
        (People(people={ANA: Person(name="Ana")}), "Ana L", "Ana"),
        (People(), "Ana L", "Ana L"),
        (People(), "", "Ana of GitHub"),
    ):
        assert resolve(people, [profile(ANA, name=told)], [], accounts).persons[ANA].name == name
