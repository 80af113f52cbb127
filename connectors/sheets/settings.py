"""The settings of `[connectors.sheets]`: which spreadsheet, which of its tabs, and how their columns are headed."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from connectors.settings import ConnectorSettings, Secret
from connectors.sheets.headings import HEADINGS, Kind
from connectors.sheets.levels import level
from core.columns import COLUMNS, Column
from core.columns import headings as own_headings
from core.records import Level
from core.spelling import hint


class TabSettings(BaseModel):
    """One tab, named by its `title`, or by the number after `#gid=` in its address, which stays when it is renamed.

    `columns` names the heading of a field where none of the usual ones is used; `level` is that of goals that name none;
    `header_row` counts from 1 and is the last one where there are several; `status_column` is the heading of the first
    column that the hub writes and begins those of the others; `status_columns` chooses which of them it writes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: str | None = Field(default=None, min_length=1)
    gid: int | None = Field(default=None, ge=0)
    kind: Kind = "goals"
    level: Annotated[Level | None, BeforeValidator(lambda said: level(said) if isinstance(said, str) else said)] = None
    columns: dict[str, str] = {}
    status_column: str = Field(default="Fairlead", min_length=1)
    status_columns: tuple[Column, ...] = COLUMNS
    header_row: int | None = Field(default=None, ge=1)

    @property
    def own(self) -> dict[Column, str]:
        """The headings of the hub's own columns."""
        return own_headings(self.status_column, self.status_columns)

    @property
    def name(self) -> str:
        """How a person finds it in the settings."""
        return f"gid {self.gid}" if self.title is None else self.title

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.title is None) == (self.gid is None):
            raise ValueError("name a tab in exactly one way: title, or gid (the number after #gid= in its address)")
        return self

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        known = HEADINGS[self.kind]
        for field in self.columns:
            if field not in known:
                near = hint(field, known) or "."
                raise ValueError(f"columns: {self.kind} have no {field}{near} They have {', '.join(known)}")
        return self

    @model_validator(mode="after")
    def _own_column(self) -> Self:
        if taken := next((each for each in self.own.values() if each in self.columns.values()), None):
            raise ValueError(f'status_column: "{taken}" is written by the hub; it cannot be read as well')
        return self


class SheetsSettings(ConnectorSettings):
    """`service_account` is the JSON key of a service account; `token` an access token. `spreadsheet` is the id between
    `/d/` and `/edit` in its address (the whole address may be pasted).

    With `row_ids = "metadata"` the hub marks, unseen, the row of each goal without an ID beside which it writes, so that the
    goal stays the same when it is renamed. `fiscal_month` (1-12) is the first of the company's fiscal year, for `Q3 FY26`.
    """

    base_url: str = "https://sheets.googleapis.com"
    service_account: Secret | None = None
    token: Secret | None = None
    spreadsheet: str
    tabs: tuple[TabSettings, ...] = Field(default=(TabSettings(title="OKRs"),), min_length=1)
    row_ids: Literal["column", "metadata"] = "column"
    fiscal_month: int = Field(default=1, ge=1, le=12)

    @field_validator("private")
    @classmethod
    def _read_by_all(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value:
            raise ValueError(
                "goals are told to all whose work serves them; keep in another spreadsheet what few may read"
            )
        return value

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
        names = [tab.name for tab in self.tabs]
        if len(set(names)) < len(names):
            raise ValueError("each tab may be named once; titles repeat")
        return self
