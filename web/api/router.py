"""What all resources of the API share: their prefix, their errors, and that a key makes a request count once."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from web.api.once import Once

PREFIX = "/api/v1"


class Wrong(BaseModel):
    where: str
    says: str


class Problem(BaseModel):
    """Why there is no answer (RFC 9457). `errors` are what is wrong with what was asked."""

    title: str
    status: int
    errors: list[Wrong] = []


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (401, 403, 404, 409, 413, 422, 429, 503)
}


def resources(tag: str) -> APIRouter:
    """A router of the API; `tag` groups its routes in the description."""
    return APIRouter(prefix=PREFIX, tags=[tag], route_class=Once, responses=PROBLEMS)
