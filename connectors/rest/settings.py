"""The settings of `[connectors.rest]`: where a tool lists its items, how the list goes on, and what stands where in it."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.rest.paths import Path
from connectors.rest.values import Unit
from connectors.settings import ConnectorSettings, Secret
from core.records import Category

Style = Literal["none", "page", "offset", "cursor", "link"]
_STYLES: dict[str, tuple[Style, ...]] = {
    "param": ("page", "offset", "cursor"),
    "first": ("page",),
    "next": ("cursor", "link"),
    "size_param": ("page", "offset", "cursor", "link"),
    "size": ("page", "offset", "cursor", "link"),
}


class Table(BaseModel):
    """A table inside of another one, which the hub's own message about an unknown key would not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        unknown = [str(key) for key in given if key not in cls.model_fields] if isinstance(given, dict) else []
        if unknown:
            raise ValueError(f"unknown key {', '.join(unknown)}; known are: {', '.join(cls.model_fields)}")
        return given


class Paging(Table):
    """How the list goes on. `next` is where the next cursor or link stands; without it links are those of the header Link."""

    style: Style = "none"
    param: str = ""
    first: int = Field(default=1, ge=0)
    size_param: str = ""
    size: int = Field(default=100, ge=1)
    next: Path = ""
    max_pages: int = Field(default=1000, ge=1)

    @model_validator(mode="after")
    def _fits_style(self) -> Self:
        for key in sorted(self.model_fields_set & _STYLES.keys()):
            if self.style not in _STYLES[key]:
                raise ValueError(f'{key} says nothing for style = "{self.style}"; leave it out or choose another style')
        if self.style == "cursor" and not self.next:
            raise ValueError('style = "cursor" needs next, the path at which an answer names the next cursor')
        if "size" in self.model_fields_set and not self.size_param:
            raise ValueError("size is not sent without size_param, the name of its parameter")
        return self

    @property
    def name(self) -> str:
        """Of the parameter that moves on."""
        return self.param or self.style


class Since(Table):
    """The parameter by which the tool gives only what changed since a time."""

    param: str = Field(min_length=1)
    format: Literal["iso", "epoch_s", "epoch_ms"] = "iso"


class Fields(Table):
    """Where each field of ours stands in an item."""

    id: Path = Field(min_length=1)
    title: Path = Field(min_length=1)
    status: Path = Field(min_length=1)
    created_at: Path = Field(min_length=1)
    updated_at: Path = Field(min_length=1)
    key: Path = ""
    url: Path = ""
    assignee: Path = ""
    author: Path = ""
    labels: Path = ""
    due: Path = ""
    parent: Path = ""
    blocked_by: Path = ""
    estimate: Path = ""
    points: Path = ""
    type: Path = ""
    text: Path = ""


class Source(Table):
    """One list of items. `link` is the address for people where items do not carry one, with {id} or {key} in it, and
    `own_fields` are the paths of fields of the site's own by the names that rules know them by."""

    name: str = Field(pattern=r"^[\w.-]+$")
    path: str = Field(pattern=r"^/([^/?#\s][^?#\s]*)?$")
    params: dict[str, str | int | float | bool] = {}
    items: Path = ""
    fields: Fields
    own_fields: dict[str, Annotated[Path, Field(min_length=1)]] = {}
    estimate_unit: Unit = "days"
    statuses: dict[str, Category] = {}
    link: str = ""
    paging: Paging = Paging()
    since: Since | None = None

    @field_validator("statuses")
    @classmethod
    def _small_letters(cls, statuses: dict[str, Category]) -> dict[str, Category]:
        return {status.casefold(): category for status, category in statuses.items()}

    @field_validator("own_fields")
    @classmethod
    def _named(cls, own_fields: dict[str, str]) -> dict[str, str]:
        if not all(name.strip() == name != "" for name in own_fields):
            raise ValueError("a field has a name, without a space before or behind it")
        return own_fields

    @model_validator(mode="after")
    def _address(self) -> Self:
        if bool(self.fields.url) == bool(self.link):
            raise ValueError(
                "say where people open an item, in one way: the path fields.url, or link with {id} or {key}"
            )
        if self.link and not re.match(r"https?://[^\s{}]+(\{(id|key)\}[^\s{}]*)+$", self.link):
            raise ValueError("link is a full address with {id} or {key} in it, such as https://desk.example.com/t/{id}")
        return self

    @model_validator(mode="after")
    def _own_parameters(self) -> Self:
        moving = [self.paging.name] if self.paging.style in ("page", "offset", "cursor") else []
        own = [*moving, self.paging.size_param, self.since.param if self.since else ""]
        if twice := sorted({name for name in filter(None, own) if name in self.params or own.count(name) > 1}):
            raise ValueError(f"the parameter {', '.join(twice)} is named twice, in params, paging or since")
        return self

    def category(self, status: str) -> Category | None:
        """In whatever letters it is written."""
        return self.statuses.get(status.casefold())


class RestSettings(ConnectorSettings):
    """`token` travels in `header`, after `scheme` where that is not empty."""

    token: Secret | None = None
    header: str = Field(default="Authorization", pattern=r"^[A-Za-z0-9-]+$")
    scheme: str = "Bearer"
    sources: tuple[Source, ...]

    @field_validator("sources")
    @classmethod
    def _named_once(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        if not sources:
            raise ValueError("name at least one list to read, in [[connectors.rest.sources]]")
        names = [source.name for source in sources]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"each source has a name of its own; {', '.join(twice)} repeats")
        return sources

    def headers(self, token: str) -> dict[str, str]:
        return {self.header: f"{self.scheme} {token}".strip()}
