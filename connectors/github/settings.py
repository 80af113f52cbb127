"""What `[connectors.github]` may say."""

import re

from pydantic import Field, field_validator

from connectors.settings import ConnectorSettings, Secret

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


class GitHubSettings(ConnectorSettings):
    """`base_url` of a GitHub Enterprise Server ends with `/api/v3`. An open issue is being done when somebody is assigned or
    it carries one of `doing_labels`. `milestones_as_goals` makes an initiative of each milestone."""

    base_url: str = "https://api.github.com"
    token: Secret
    repositories: list[str]
    milestones_as_goals: bool = False
    doing_labels: list[str] = Field(default=["in progress", "doing", "wip"])

    @field_validator("repositories")
    @classmethod
    def _named(cls, value: list[str]) -> list[str]:
        if not value or not all(_REPOSITORY.fullmatch(name) for name in value):
            raise ValueError('name repositories as "owner/repo"')
        return list(dict.fromkeys(value))
