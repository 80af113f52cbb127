"""The contract finds what is wrong, so that its silence means something; and its files are what the packages say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.history import Exchange
from tests.contract.jira_contract import check

TWO = "/rest/api/2"  # Data Center
NOTE = b'{"body": "*hi*", "properties": [{"key": "k", "value": {"n": 1}}]}'
BULK = b'{"issueIdsOrKeys": ["PAY-1"], "fieldIds": ["status"]}'
GOOD = b'{"body": {"type": "doc", "version": 1, "content": []}, "properties": [{"key": "k", "value": 1}]}'


def exchange(
    method: str, path: str, query: str = "", request: bytes = b"", status: int = 200, answer: bytes = b"{}"
) -> Exchange:
    return Exchange(
        tool="jira",
        at=datetime(2026, 11, 2, tzinfo=UTC),
        method=method,
        path=path if path.startswith("/rest") else "/rest/api/3" + path,
        query=query,
        request_headers={"content-type": "application/json"},
        request_body=request,
        status=status,
        response_headers={},
        response_body=answer,
    )


@pytest.mark.parametrize(
    "right",
    [
        exchange("GET", "/myself", answer=b'{"accountId": null, "newKey": 1}'),
        exchange("GET", "/search/jql", "jql=project%3DPAY&maxResults=5"),
        exchange("POST", "/issue/PAY-1/comment", request=GOOD, status=201),
        exchange("GET", "/issue/PAY-1/changelog", answer=b'{"values": [{"created": "2020-06-12T08:29:19.487+0800"}]}'),
        exchange("GET", "/search", status=410),
        exchange("POST", "/changelog/bulkfetch", request=BULK, answer=b'{"issueChangeLogs": []}'),
        exchange("POST", "/search/approximate-count", request=b'{"jql": "project = PAY"}', answer=b'{"count": 1}'),
        exchange("GET", "/group/member", "groupId=1&maxResults=50", answer=b'{"values": [{"accountId": "a"}]}'),
        exchange(
            "GET", TWO + "/search", "jql=project%3DPAY&startAt=50", answer=b'{"total": 1, "issues": [{"id": "1"}]}'
        ),
        exchange("GET", TWO + "/user/search", "username=.", answer=b'[{"name": "ada", "key": "JIRAUSER1"}]'),
        exchange("POST", TWO + "/issue/PAY-1/comment", request=NOTE, status=201),
        exchange(
            "PUT", TWO + "/issue/PAY-1", request=b'{"update": {"labels": [{"add": "x"}]}}', status=204, answer=b""
        ),
        exchange("GET", TWO + "/search", status=410),
    ],
)
def test_right(right: Exchange) -> None:
    check(right)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (exchange("GET", "/dashboard"), "no such operation"),
        (exchange("DELETE", "/myself"), "no such operation"),
        (exchange("GET", "/search/jql", "jql=a&startAt=0"), "unknown query name startAt"),
        (exchange("GET", "/search/jql", "maxResults=many"), "no number"),
        (exchange("DELETE", "/issue/PAY-1/remotelink", status=204, answer=b""), "lacks"),
        (exchange("POST", "/issue/PAY-1/comment", request=GOOD.replace(b"properties", b"props"), status=201), "props"),
        (exchange("POST", "/issue/PAY-1/comment", request=b'{"body": "text"}', status=201), "no Atlassian document"),
        (exchange("POST", "/issue/PAY-1/comment", request=GOOD[:-1] + b', "id": "1"}', status=201), "id"),
        (exchange("POST", "/issue/PAY-1/comment", status=201), "takes a body"),
        (exchange("POST", "/issue/PAY-1/remotelink", request=b'{"object": {"title": "x"}}', status=201), "url"),
        (exchange("GET", "/myself", request=b"{}"), "takes no body"),
        (exchange("GET", "/myself", answer=b'{"active": "yes"}'), "yes"),
        (exchange("GET", "/myself", status=302), "answers no 302"),
        (exchange("PUT", "/issue/PAY-1", request=b"{}", status=204), "no body"),
        (exchange("POST", "/changelog/bulkfetch", request=BULK[:-1] + b', "startAt": 0}'), "startAt"),
        (exchange("POST", "/changelog/bulkfetch", request=b'{"issueIdsOrKeys": []}'), "non-empty|too short"),
        (exchange("POST", "/search/approximate-count", request=b'{"jql": "a", "maxResults": 1}'), "maxResults"),
        (exchange("GET", TWO + "/search/jql"), "no such operation"),
        (exchange("POST", TWO + "/changelog/bulkfetch", request=BULK), "no such operation"),
        (exchange("GET", TWO + "/search", "nextPageToken=x"), "unknown query name nextPageToken"),
        (exchange("GET", TWO + "/group/member", "groupId=1"), "unknown query name groupId"),
        (exchange("GET", TWO + "/user/search", "query=ada"), "unknown query name query"),
        (exchange("POST", TWO + "/issue/PAY-1/comment", request=GOOD, status=201), "is not of type 'string'"),
        (exchange("PUT", TWO + "/issue/PAY-1", request=b'{"update": {"labels": [{"put": "x"}]}}', status=204), "put"),
        (exchange("GET", TWO + "/user/search", "username=.", answer=b'{"name": "ada"}'), "is not of type 'array'"),
        (exchange("GET", TWO + "/group/member", "groupname=a", answer=b'{"values": []}'), "required"),
        (exchange("GET", TWO + "/search", answer=b'{"total": "1"}'), "is not of type"),
    ],
)
def test_wrong(wrong: Exchange, what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        check(wrong)


@pytest.mark.parametrize(
    ("name", "path", "wrapped"),
    [
        ("issues", "/search/jql", b'{"issues": [%s]}'),
        ("issue_changelogs", "/issue/EE-1/changelog", b'{"values": [%s]}'),
        ("remotelinks", "/issue/EE-1/remotelink", b"[%s]"),
        ("statuses", "/status", b"[%s]"),
        ("users", "/users/search", b"[%s]"),
        ("projects", "/project/search", b'{"values": [%s]}'),
        ("issue_types", "/issuetype", b"[%s]"),
        ("worklogs", "/issue/EE-1/worklog", b'{"worklogs": [%s]}'),
    ],
)
def test_real_payloads_are_right(name: str, path: str, wrapped: bytes) -> None:
    lines = (Path(__file__).parents[1] / "data" / f"jira_{name}.jsonl").read_bytes().splitlines()
    check(exchange("GET", path, answer=wrapped % b",".join(lines)))
