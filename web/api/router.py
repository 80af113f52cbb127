"""What all resources of the API share: their prefix, their errors, and that a key makes a request count once."""

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel

from web.api.once import Once

PREFIX = "/api/v1"


class Problem(BaseModel):
    """Why there is no answer (RFC 9457). `errors` say of what was asked where it is wrong, and how."""

    title: str
    status: int
    errors: list[dict[str, str]] = []


SAID = {
    400: "the body of the request cannot be read",
    401: "nobody knows who asks",
    403: "this visitor may not",
    404: "there is none",
    409: "that cannot be done as things stand",
    413: "the request is too long",
    422: "the request is not as it should be",
    429: "too many requests",
    503: "the database does not answer",
}
_CONTENT = {"application/problem+json": {"schema": Problem.model_json_schema()}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": _CONTENT} for status, said in SAID.items()
}


def resources(tag: str, kind: type[APIRoute] = Once) -> APIRouter:
    """A router of the API; `tag` groups its routes in the description."""
    return APIRouter(prefix=PREFIX, tags=[tag], route_class=kind, responses=PROBLEMS)
