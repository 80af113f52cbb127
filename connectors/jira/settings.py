"""`[connectors.jira]`: which site, as whom, and which issues."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from connectors.settings import ConnectorSettings, Secret
from core.records import Level

Deployment = Literal["cloud", "data-center"]


class JiraSettings(ConnectorSettings):
    """`email` and `token` are of the account that the hub acts as; a Data Center knows it by its token alone. `jql` narrows
    every project further.

    Issues whose type is in `goal_types` are goals as well: a list makes them initiatives, a table names the level of each
    (`{ Initiative = "initiative", Theme = "objective" }`). `fields` are the site's own fields to keep, by name or id, and
    `points_field` the one with story points where it is not Jira's. `blocks_links` are the link types that stop work,
    `blocked_labels` the labels that say so of an issue. `groups` are names or patterns (`pay-*`) of groups whose members
    matter. `browse_url` is where people open the site when `base_url` is not it
    (`https://api.atlassian.com/ex/jira/<cloud id>`). What Jira tells by itself counts when it is signed with `webhook_secret`.
    """

    deployment: Deployment = "cloud"
    email: str = ""
    token: Secret
    webhook_secret: Secret | None = None
    projects: list[str]
    jql: str = ""
    goal_types: tuple[str, ...] | dict[str, Level] = ()
    fields: tuple[str, ...] = ()
    points_field: str = ""
    blocks_links: tuple[str, ...] = ("Blocks",)
    blocked_labels: tuple[str, ...] = ("blocked",)
    groups: tuple[str, ...] = ()
    browse_url: str = ""
    seconds_between_writes: Annotated[float, Field(ge=0, le=60)] = 0.1

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

    @model_validator(mode="after")
    def _known_account(self) -> "JiraSettings":
        if self.deployment == "cloud" and not self.email:
            raise ValueError('email is missing: Jira Cloud wants it beside the token (or deployment = "data-center")')
        return self

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The level of a goal by the type of its issue."""
        return self.goal_types if isinstance(self.goal_types, dict) else dict.fromkeys(self.goal_types, "initiative")

    def blocking(self, labels: Iterable[str]) -> bool:
        """Whether one of them is one of `blocked_labels`, in small letters or capital ones."""
        return any(label.casefold() in self._blocked for label in labels)

    @cached_property
    def _blocked(self) -> frozenset[str]:
        return frozenset(label.casefold() for label in self.blocked_labels)

    @property
    def who(self) -> str:
        return self.email or "the token's account"

    def browse(self, key: str) -> str:
        """Where a person opens the issue; never taken from a payload's `self`."""
        return f"{(self.browse_url or self.base_url).rstrip('/')}/browse/{key}"
