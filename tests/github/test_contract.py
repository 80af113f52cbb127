"""The check that guards the sandbox must itself catch what is wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.history import Exchange
from tests.contract.github_contract import check
from tests.github.conftest import recorded

ISSUES = "/repos/acme/web/issues"


def exchange(
    method: str, path: str, *, query: str = "", sent: Any = None, status: int = 200, answer: Any = None
) -> Exchange:
    return Exchange(
        tool="github",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        method=method,
        path=path,
        query=query,
        request_headers={},
        request_body=b"" if sent is None else json.dumps(sent).encode(),
        status=status,
        response_headers={},
        response_body=b"" if answer is None else json.dumps(answer).encode(),
    )


@pytest.mark.parametrize(
    "good",
    [
        exchange("GET", ISSUES, query="state=all&since=2026-03-02T12:00:00Z&per_page=100", answer=recorded("issues")),
        exchange("GET", f"{ISSUES}/comments", answer=recorded("comments")),
        exchange("GET", f"{ISSUES}/events", answer=recorded("events")),
        exchange("GET", "/repositories/7/milestones", query="state=all&page=2", answer=recorded("milestones")),
        exchange("POST", f"{ISSUES}/4/comments", sent={"body": "x"}, status=201, answer=recorded("comments")[0]),
        exchange("DELETE", f"{ISSUES}/comments/4", status=204),
        exchange("DELETE", f"{ISSUES}/4/labels/a/b", answer=[]),
        exchange("GET", ISSUES, status=503),
    ],
    ids=lambda good: f"{good.method} {good.path}",
)
def test_what_github_describes_passes(good: Exchange) -> None:
    check(good)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (exchange("GET", "/repos/acme/web/commits", answer=[]), "no such operation"),
        (exchange("PUT", f"{ISSUES}/4/labels", answer=[]), "no such operation"),
        (exchange("GET", ISSUES, query="stat=all", answer=[]), "unknown query name stat"),
        (exchange("GET", ISSUES, query="state=any", answer=[]), "state=any"),
        (exchange("GET", ISSUES, query="since=yesterday", answer=[]), "since=yesterday"),
        (exchange("GET", ISSUES, query="per_page=500", answer=[]), "cut to 100"),
        (exchange("POST", f"{ISSUES}/4/comments", status=201, answer=recorded("comments")[0]), "takes a body"),
        (exchange("POST", f"{ISSUES}/4/comments", sent={"text": "x"}, status=201), "body"),
        (exchange("POST", f"{ISSUES}/4/labels", sent={"labels": ["a"], "x": 1}, answer=[]), "unknown fields"),
        (exchange("GET", ISSUES, answer=[{**recorded("issues")[0], "number": "4"}]), "number"),
        (exchange("GET", ISSUES, answer=[{**recorded("issues")[0], "created_at": "today"}]), "created_at"),
        (exchange("GET", ISSUES, answer={}), "not of type"),
        (exchange("GET", ISSUES, status=418), "answers no 418"),
        (exchange("GET", ISSUES, status=304), "answers no 304"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_github_does_not_describe_is_named(bad: Exchange, reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        check(bad)
