"""The checker that reads the history of every scene finds what it is there to find."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.history import Exchange
from tests.acceptance.road import NOW
from tests.checker import breaches

OURS = b'{"body": "A flag <!-- fairlead:abc123 -->"}'


def exchange(seconds: float = 0, **changes: Any) -> Exchange:
    values: dict[str, Any] = {
        "tool": "github",
        "at": NOW + timedelta(seconds=seconds),
        "method": "GET",
        "path": "/repos/acme/pay/issues",
        "query": "",
        "request_headers": {"authorization": "Bearer ghs_secret", "user-agent": "fairlead"},
        "request_body": b"",
        "status": 200,
        "response_headers": {},
        "response_body": b"",
    }
    return Exchange(**{**values, **changes})


def comment(seconds: float = 0, **changes: Any) -> Exchange:
    return exchange(
        seconds,
        **{
            "method": "POST",
            "path": "/repos/acme/pay/issues/1/comments",
            "status": 201,
            "request_body": OURS,
            **changes,
        },
    )


def found(*history: Exchange, live: bool = True) -> list[str]:
    secrets = {"github": ["ghs_secret"], "slack": ["xoxb_secret"], "nobody": ["the key"]}
    return breaches(history, marks=["abc123"], secrets=secrets, live=live)


LIMIT = exchange(status=429, response_headers={"retry-after": "30"})
DATED = exchange(
    status=503, response_headers={"retry-after": f"{NOW + timedelta(seconds=30):%a, %d %b %Y %H:%M:%S} GMT"}
)


def test_what_is_taken_away_may_be_made_again() -> None:
    made = comment(response_body=b'{"id": 77}', status=201)
    gone = exchange(1, method="DELETE", path="/repos/acme/pay/issues/comments/77", status=204)
    other = exchange(1, method="DELETE", path="/repos/acme/pay/issues/comments/78", status=204)
    assert found(made, gone, comment(2)) == []
    assert found(made, comment(2), gone) == found(made, other, comment(2)) == ["made 2 times: abc123"]


def test_what_may_be_is_no_breach() -> None:
    assert found(exchange(), comment(), LIMIT, exchange(30)) == []
    assert found(DATED, exchange(30)) == []
    assert found(LIMIT, exchange(1, tool="jira", request_headers={"user-agent": "fairlead"})) == []
    assert found(comment(status=500), comment(1), comment(2, method="PATCH", status=200)) == []
    assert found(exchange(method="POST", path="/graphql"), live=False) == []


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ([LIMIT, exchange(29)], "asked during a pause until"),
        ([DATED, exchange(29)], "asked during a pause until"),
        ([LIMIT, exchange(1, status=429, response_headers={"retry-after": "1"}), exchange(30)], "asked during a pause"),
        ([comment(), comment(1)], "made 2 times: abc123"),
        ([comment(request_body=OURS.replace(b"abc123", b"other1"))], "no intent of this mark: other1"),
        ([exchange(query="token=ghs_secret")], "a secret of github in"),
        ([exchange(request_body=b"the%20key")], "a secret of nobody in"),
        ([exchange(request_headers={"authorization": "Bearer xoxb_secret"})], "the token of slack was shown to github"),
    ],
)
def test_what_may_not_be_is_named(history: list[Exchange], words: str) -> None:
    assert [each for each in found(*history) if words in each]


def test_in_dry_run_any_write_is_a_breach() -> None:
    assert found(comment(), live=False) == [
        "written in dry-run: " + "github 15:30:00 POST /repos/acme/pay/issues/1/comments → 201"
    ]


def test_what_a_test_itself_asks_is_nobodys_haste() -> None:
    assert found(LIMIT, exchange(1, request_headers={"user-agent": "python-httpx"})) == []
