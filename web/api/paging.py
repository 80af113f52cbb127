"""Long lists come page by page. Where the next one begins is told by a cursor, which says nothing to anybody else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

import msgspec
from fastapi import HTTPException, Query
from pydantic import BaseModel, Field

from web.api.shapes import Given

T = TypeVar("T")
K = TypeVar("K")
MOST = 200
Number = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
Text = Annotated[str, msgspec.Meta(max_length=1_000, pattern=r"^[^\x00]*$")]
"""Parts of a place that a database can be asked for, whoever made the cursor."""
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many at most")]
Cursor = Annotated[str | None, Query(max_length=1_000, description="`next` of the page before")]


class PageAsked(Given):
    """Which page of a list, beside what is looked for."""

    limit: int = Field(50, ge=1, le=MOST, description="how many at most")
    cursor: str | None = Field(None, max_length=1_000, description="`next` of the page before")


class Paged(BaseModel, Generic[T]):
    """Some of a list; `next` is the cursor of what follows, null at the end."""

    items: list[T]
    next: str | None = Field(description="the cursor of the next page; null: there is none")


def cursor_of(place: Sequence[object]) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, kind: type[K]) -> K:
    """What a cursor stands for. 422 for one that is none of ours."""
    try:
        return msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (ValueError, msgspec.DecodeError):
        raise HTTPException(422, "that cursor is none of an earlier answer; ask without one") from None


def number_of(cursor: str | None) -> int | None:
    """What the cursor of a list in order of numbers stands for."""
    return None if cursor is None else place_of(cursor, tuple[Number])[0]
