"""A refusal in Jira's own form."""

from starlette.responses import JSONResponse


class Problem(Exception):
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#status-codes"""

    def __init__(self, status: int, *messages: str, **errors: str) -> None:
        super().__init__(*messages)
        self.status, self.messages, self.errors = status, list(messages), errors

    def response(self) -> JSONResponse:
        return JSONResponse({"errorMessages": self.messages, "errors": self.errors}, self.status)
