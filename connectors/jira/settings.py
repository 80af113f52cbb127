"""`[connectors.jira]`: which site, as whom, and which issues."""

import re

from pydantic import field_validator

from connectors.settings import ConnectorSettings, Secret


class JiraSettings(ConnectorSettings):
    """`email` and `token` are of the account that the hub acts as. `jql` narrows every project further.

    `goal_types` names the issue types whose issues are goals of level initiative as well (`["Epic"]`). `browse_url` is
    where people open the site when `base_url` is not it (`https://api.atlassian.com/ex/jira/<cloud id>`).
    """

    email: str
    token: Secret
    projects: list[str]
    jql: str = ""
    goal_types: tuple[str, ...] = ()
    browse_url: str = ""

    @field_validator("projects")
    @classmethod
    def _keys(cls, value: list[str]) -> list[str]:
        wrong = [key for key in value if not re.fullmatch(r"[A-Z][A-Z0-9_]+", key)]
        if wrong or not value:
            raise ValueError(f"name projects by key, such as PAY{': not ' + ', '.join(wrong) if wrong else ''}")
        return list(dict.fromkeys(value))

    @field_validator("jql")
    @classmethod
    def _scope(cls, value: str) -> str:
        if re.search(r"\border\s+by\b", value, re.IGNORECASE):
            raise ValueError("leave out ORDER BY: the sync needs its own order")
        return value.strip()

    def browse(self, key: str) -> str:
        """Where a person opens the issue; never taken from a payload's `self`."""
        return f"{(self.browse_url or self.base_url).rstrip('/')}/browse/{key}"
