"""An answer that is not what was asked for."""

from typing import Any

DOCS = "https://docs.github.com/rest"


class Problem(Exception):
    """Ends a handler with this status, body and headers; `more` goes into the body."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers or {}
        self.body = {"message": message, "documentation_url": DOCS, "status": str(status), **more}


def moved(status: int, url: str) -> Problem:
    """301 for what is read, 307 for what is written. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api"""
    words = "Moved Permanently" if status == 301 else "Temporary Redirect"
    return Problem(status, words, {"location": url}, url=url)


def invalid(resource: str, field: str, code: str) -> Problem:
    return Problem(422, "Validation Failed", errors=[{"resource": resource, "field": field, "code": code}])
