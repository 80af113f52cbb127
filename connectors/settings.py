"""What the settings of every connector have in common."""

from collections.abc import Mapping
from datetime import UTC
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.cron import trigger
from connectors.secret import Secret
from core.delivery import Alerts
from core.loopback import is_loopback

__all__ = ["ConnectorSettings", "Secret"]


class ConnectorSettings(BaseModel):
    """`base_url` is where the tool answers; `enabled = false` keeps the table but leaves the tool out.

    `parallel` streams are read at the same time. `census_hours` is how often all that the tool shows is compared with what
    the hub knows (0: never). The hub leaves at least `seconds_between_writes` between two of its writes; where it is
    `read_only` it makes none, whatever else is set. Places that `private` names (patterns, and `!` before what they leave out)
    are for few: nobody else is told what is written there.

    The service pulls every `every_minutes`, or at the times of the cron line `schedule`, and never begins in the hours of
    `quiet`; `stream_minutes` gives streams an interval of their own. Each time up to `jitter_seconds` are added by chance.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    base_url: str
    enabled: bool = True
    every_minutes: Annotated[float, Field(gt=0)] = 15.0
    schedule: Annotated[str | None, Field(examples=["*/10 7-19 * * mon-fri"])] = None
    stream_minutes: Mapping[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    quiet: str = ""
    jitter_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.0
    parallel: Annotated[int, Field(ge=1, le=16)] = 4
    census_hours: Annotated[float, Field(ge=0)] = 24.0
    seconds_between_writes: Annotated[float, Field(ge=0, le=60)] = 1.0
    read_only: bool = False
    private: tuple[str, ...] = ()

    @field_validator("private")
    @classmethod
    def _some_place(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value and not any(name.strip("! ") and not name.startswith("!") for name in value):
            raise ValueError("no place is named; name one, or leave private out")
        return value

    @field_validator("schedule")
    @classmethod
    def _fires(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                trigger(value, UTC)
            except ValueError:
                raise ValueError("write minute, hour, day, month and weekday, such as */10 7-19 * * mon-fri") from None
        return value

    @field_validator("quiet")
    @classmethod
    def _some_hours(cls, value: str) -> str:
        if value:
            Alerts(quiet_hours=value)
        return value

    @field_validator("base_url")
    @classmethod
    def _safe_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write a full address such as https://example.com")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError("a token may only travel over https (http is for this machine itself)")
        if parts.username or parts.password:
            raise ValueError("leave user and password out of the address; the token has its own setting")
        return value.rstrip("/")
