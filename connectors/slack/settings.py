"""`[connectors.slack]`: which channels are read, and how far back."""

from typing import Annotated

from pydantic import Field, field_validator

from connectors.settings import ConnectorSettings, Secret


class SlackSettings(ConnectorSettings):
    """`token` is the bot token (`xoxb-…`) of an internal app that was installed to the workspace.

    `channels` are names, with or without `#`; patterns such as `team-*` mean those channels of which the app is a member.
    Direct messages are never read. `history_days` bounds the first pull. `reread_days` is how old a message may be for its
    new replies, edits and deletion to be noticed by the later, cheap pulls.
    """

    base_url: str = "https://slack.com"
    token: Secret
    channels: list[str] = Field(default_factory=list)
    history_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    reread_days: Annotated[int, Field(ge=1, le=3_650)] = 14

    @field_validator("channels")
    @classmethod
    def _plain_names(cls, value: list[str]) -> list[str]:
        names = [name.strip().removeprefix("#").lower() for name in value]
        if not all(names):
            raise ValueError("a channel name is empty; leave it out or write its name")
        return list(dict.fromkeys(names))
