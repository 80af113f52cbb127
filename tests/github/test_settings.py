"""What `[connectors.github]` takes and refuses."""

from typing import Any

import pytest
from pydantic import ValidationError

from connectors.github import plugin
from connectors.github.settings import GitHubSettings

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
        ({"token": "ghp_secret"}, "token"),
    ],
)
def test_what_cannot_be_meant_is_refused_without_showing_it(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as caught:
        GitHubSettings.model_validate(TABLE | change)
    assert "ghp_secret" not in str(caught.value)
