"""What `[connectors.github]` may say."""

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.settings import ConnectorSettings, Secret

_REPOSITORY = re.compile(r"!?[\w.-]+/(?!\.{1,2}$)[\w.*-]+")
_ACCOUNT = re.compile(r"[\w-]+")
_PROJECT = re.compile(r"[\w.-]+/[1-9]\d*")


class AppSettings(BaseModel):
    """A GitHub App in place of a token: `id` or client id, the id of its `installation`, and where its key is read from."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: int | str
    installation: int
    private_key: Secret


class GitHubSettings(ConnectorSettings):
    """`base_url` of a GitHub Enterprise Server ends with `/api/v3`. An open issue is being done when somebody is assigned or
    it carries one of `doing_labels`. `milestones_as_goals` makes an initiative of each milestone. `write_ceilings` holds the
    hub to the writes that GitHub takes in a minute and an hour; a server whose rate limits are off needs none.

    In `repositories` and `teams` a `*` stands for any letters and a `!` before a name leaves it out. A pattern finds no
    repositories that are `archived` or `forks` unless told to. Options of a project's Status are matched as words, in any
    case and whatever sign stands before them. The first of `due_fields` and `points_fields` that is set counts. Members of
    the organisations in `people` are known by name. What GitHub tells by itself counts when it is signed with
    `webhook_secret`.
    """

    base_url: str = "https://api.github.com"
    token: Secret | None = None
    app: AppSettings | None = None
    webhook_secret: Secret | None = None
    repositories: list[str]
    archived: bool = False
    forks: bool = False
    reviews: bool = True
    milestones_as_goals: bool = False
    write_ceilings: bool = True
    doing_labels: list[str] = Field(default=["in progress", "doing", "wip"])
    blocked_labels: list[str] = Field(default=["blocked"])
    projects: list[str] = Field(default=[])
    todo_statuses: list[str] = Field(default=["backlog", "new", "todo", "to do", "ready", "planned"])
    doing_statuses: list[str] = Field(default=["in progress", "doing", "in review", "review", "testing", "blocked"])
    done_statuses: list[str] = Field(default=["done", "closed", "completed", "shipped", "released", "cancelled"])
    due_fields: list[str] = Field(default=["Target date", "Due date", "Due"])
    points_fields: list[str] = Field(default=["Story points", "Points", "Estimate"])
    teams: list[str] = Field(default=[])
    people: list[str] = Field(default=[])

    @model_validator(mode="after")
    def _one_credential(self) -> "GitHubSettings":
        if (self.token is None) == (self.app is None):
            raise ValueError('give either token = { env = "VARIABLE" } or app = { id, installation, private_key }')
        return self

    @field_validator("repositories", "teams")
    @classmethod
    def _named(cls, value: list[str]) -> list[str]:
        if not all(_REPOSITORY.fullmatch(name) for name in value):
            raise ValueError('write "owner/repo", a pattern as "owner/web-*", or "!owner/repo" to leave one out')
        return list(dict.fromkeys(value))

    @field_validator("repositories")
    @classmethod
    def _some(cls, value: list[str]) -> list[str]:
        if all(name.startswith("!") for name in value):
            raise ValueError('name repositories as "owner/repo"')
        return value

    @field_validator("projects")
    @classmethod
    def _numbered(cls, value: list[str]) -> list[str]:
        if not all(_PROJECT.fullmatch(name) for name in value):
            raise ValueError('name projects as "owner/3", by the number in their address')
        return list(dict.fromkeys(value))

    @field_validator("people")
    @classmethod
    def _organisations(cls, value: list[str]) -> list[str]:
        if not all(_ACCOUNT.fullmatch(name) for name in value):
            raise ValueError('name organisations as "acme"')
        return list(dict.fromkeys(value))
