"""The settings of `[connectors.sheets]`: which spreadsheet, which of its tabs, and how their columns are headed."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from connectors.settings import ConnectorSettings, Secret
from connectors.sheets.levels import level
from core.records import Level

Column = Literal[
    "key",
    "level",
    "title",
    "parent",
    "owners",
    "effective_from",
    "effective_to",
    "period",
    "target_share",
    "start",
    "target",
    "current",
    "confidence",
    "declared",
    "superseded_by",
]


class TabSettings(BaseModel):
    """One tab. `columns` names the heading of a field where none of the usual ones is used; `level` is that of rows that
    name none; `header_row` counts from 1; `status_column` is the heading of the one column that the hub writes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: str = Field(min_length=1)
    level: Annotated[Level | None, BeforeValidator(lambda said: level(said) if isinstance(said, str) else said)] = None
    columns: dict[Column, str] = {}
    status_column: str = Field(default="Fairlead", min_length=1)
    header_row: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _own_column(self) -> Self:
        if self.status_column in self.columns.values():
            raise ValueError(f'status_column "{self.status_column}" is written by the hub; it cannot be read as well')
        return self


class SheetsSettings(ConnectorSettings):
    """`service_account` is the JSON key of a service account; `token` an access token. `spreadsheet` is the id between
    `/d/` and `/edit` in its address (the whole address may be pasted)."""

    base_url: str = "https://sheets.googleapis.com"
    service_account: Secret | None = None
    token: Secret | None = None
    spreadsheet: str
    tabs: tuple[TabSettings, ...] = Field(default=(TabSettings(title="OKRs"),), min_length=1)

    @field_validator("spreadsheet")
    @classmethod
    def _id(cls, value: str) -> str:
        found = re.fullmatch(
            r"(?:https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/)?([\w-]+)(?:/.*)?", value.strip()
        )
        if not found:
            raise ValueError("write the id that stands between /d/ and /edit in the address of the spreadsheet")
        return found[1]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.service_account is None) == (self.token is None):
            raise ValueError("name exactly one credential: service_account (the JSON key) or token")
        titles = [tab.title for tab in self.tabs]
        if len(set(titles)) < len(titles):
            raise ValueError("each tab may be named once; titles repeat")
        return self
