"""What `[connectors.jira]` may say, and what it is told when it is wrong."""

import pytest
from pydantic import ValidationError

from connectors.jira import plugin
from core.contract import Unauthorized, Wire

GIVEN = {"base_url": "https://acme.atlassian.net", "email": "bot@acme.test", "token": {"env": "NO_SUCH"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"projects": []},
        {"projects": ['PAY" OR']},
        {"projects": ["pay"]},
        {"project": ["PAY"]},
        {"jql": "a=b order by c"},
        {"email": ""},
        {"deployment": "server"},
        {"goal_types": {"Theme": "vision"}},
        {"seconds_between_writes": -1},
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        plugin.settings.model_validate({"projects": ["PAY"], **GIVEN, **wrong})


def test_people_are_sent_to_the_site_even_when_the_token_goes_elsewhere() -> None:
    gateway = "https://api.atlassian.com/ex/jira/1"
    settings = plugin.settings.model_validate(
        {"projects": ["PAY"], **GIVEN, "base_url": gateway} | {"browse_url": "https://acme.atlassian.net/"}
    )
    assert settings.browse("PAY-1") == "https://acme.atlassian.net/browse/PAY-1"


def test_a_project_named_twice_is_one() -> None:
    assert plugin.settings.model_validate({**GIVEN, "projects": ["PAY", "OPS", "PAY"]}).projects == ["PAY", "OPS"]


def test_an_empty_token_names_its_place() -> None:
    settings = plugin.settings.model_validate({"projects": ["PAY"], **GIVEN})
    with pytest.raises(Unauthorized, match="NO_SUCH"):
        plugin.connect(settings, Wire())


def test_goal_types_are_a_list_of_initiatives_or_a_table_of_levels() -> None:
    def levels(value: object) -> object:
        return plugin.settings.model_validate({"projects": ["PAY"], **GIVEN, "goal_types": value}).levels

    assert levels(["Epic", "Initiative"]) == {"Epic": "initiative", "Initiative": "initiative"}
    assert levels({"Initiative": "initiative", "Theme": "objective"}) == {
        "Initiative": "initiative",
        "Theme": "objective",
    }


def test_writes_may_follow_each_other_as_fast_as_jira_takes_them() -> None:
    assert plugin.settings.model_validate({"projects": ["PAY"], **GIVEN}).seconds_between_writes == 0.1
