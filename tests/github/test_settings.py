"""What `[connectors.github]` takes and refuses."""

from typing import Any

import pytest
from pydantic import ValidationError

from connectors.github import plugin
from connectors.github.settings import GitHubSettings
from core.contract import Unauthorized, Wire

APP: dict[str, Any] = {"id": 1, "installation": 2, "private_key": {"file": "/etc/app.pem"}}
TABLE: dict[str, Any] = {"token": {"env": "GITHUB_TOKEN"}, "repositories": ["acme/web", "acme/web", "acme/api"]}


def test_defaults_are_the_public_github() -> None:
    settings = GitHubSettings.model_validate(TABLE)
    assert plugin.settings is GitHubSettings
    assert settings.base_url == "https://api.github.com"
    assert settings.repositories == ["acme/web", "acme/api"]
    assert not settings.milestones_as_goals


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"repository": "acme/web"}, "Extra inputs"),
        ({"repositories": []}, "owner/repo"),
        ({"repositories": ["acme"]}, "owner/repo"),
        ({"repositories": ["acme/web/issues"]}, "owner/repo"),
        ({"repositories": ["acme/../user"]}, "owner/repo"),
        ({"base_url": "http://github.acme.test"}, "https"),
        ({"repositories": ["!acme/web"]}, "owner/repo"),
        ({"repositories": ["acme/.."]}, "owner/repo"),
        ({"repositories": ["*/web"]}, "owner/repo"),
        ({"projects": ["acme/spring"]}, "owner/3"),
        ({"projects": ["acme/0"]}, "owner/3"),
        ({"teams": ["payments"]}, "owner/repo"),
        ({"token": "ghp_secret"}, "token"),
        ({"token": None}, "either token"),
        ({"app": APP}, "either token"),
        ({"token": None, "app": {**APP, "private_key": "ghp_secret"}}, "private_key"),
        ({"token": None, "app": {**APP, "name": "x"}}, "Extra inputs"),
    ],
)
def test_what_cannot_be_meant_is_refused_without_showing_it(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as caught:
        GitHubSettings.model_validate(TABLE | change)
    assert "ghp_secret" not in str(caught.value)


@pytest.mark.parametrize("id_", [1, "Iv23liAbC"])
def test_an_app_stands_in_place_of_a_token(id_: int | str) -> None:
    settings = GitHubSettings.model_validate({**TABLE, "token": None, "app": {**APP, "id": id_}})
    assert settings.app
    assert settings.app.id == id_


def test_patterns_and_exclusions_keep_their_order() -> None:
    names = ["acme/pay-*", "!acme/pay-old", "acme/core", "acme/pay-*"]
    assert GitHubSettings.model_validate({**TABLE, "repositories": names}).repositories == names[:3]


def test_a_token_that_is_nowhere_is_unauthorized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    with pytest.raises(Unauthorized, match="environment variable GITHUB_TOKEN"):
        plugin.connect(GitHubSettings.model_validate(TABLE), Wire())
