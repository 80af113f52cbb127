"""Which requests only read. They pass in read-only mode, are tried again like any read, and are never `ambiguous`.

Beside GET and HEAD these are the POSTs of one table; every other request counts as a write, whatever it says of itself.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx

READS = frozenset(("GET", "HEAD"))
GRAPHQL_KEYS = frozenset(("query", "variables", "operationName"))

_TOKEN = re.compile(
    r"""
    "{3}(?:\\"{3}|[^"]|"(?!""))*+"{3}   # a block string
  | "(?:\\.|[^"\\\r\n])*+"          # a string
  | \#[^\r\n]*                         # a comment
  | [A-Za-z_]\w*
  | [{}()\[\]]
    """,
    re.VERBOSE | re.ASCII,
)
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")


def only_queries(document: str) -> bool:
    """The GraphQL document defines queries and fragments, and nothing that could change anything.

    https://spec.graphql.org/October2021/#sec-Document
    """
    depth, begins, words = 0, True, 0
    for word in _TOKEN.findall(document):
        if word[0] in '"#':
            continue
        if begins and word not in ("{", "query", "fragment"):
            return False
        words += 1
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth < 0:
            return False
        begins = depth == 0 and word == "}"
    return begins and words > 0


def _is_query(body: bytes) -> bool:
    try:
        asked = json.loads(body, object_pairs_hook=_unambiguous)
    except (ValueError, RecursionError):
        return False
    if not isinstance(asked, dict) or not asked.keys() <= GRAPHQL_KEYS:
        return False
    document = asked.get("query")
    return isinstance(document, str) and only_queries(document)


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands twice nobody knows which one the tool reads."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _any(_body: bytes) -> bool:
    return True


Rule = tuple[re.Pattern[str], Callable[[bytes], bool]]
_GITHUB_TOKEN: Rule = (re.compile(r"(/api/v3)?/app/installations/[0-9]+/access_tokens"), _any)
READING_POSTS: Mapping[str, tuple[Rule, ...]] = {
    # Data Center may stand under a path of its own.
    # https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
    # https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-changelog-bulkfetch-post
    # https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post
    "jira": (
        (re.compile(r"(/[\w-]+)?/rest/api/[23]/changelog/bulkfetch", re.ASCII), _any),
        (re.compile(r"(/[\w-]+)?/rest/api/3/issue/bulkfetch", re.ASCII), _any),
        (re.compile(r"(/[\w-]+)?/rest/api/3/search/(approximate-count|jql)", re.ASCII), _any),
    ),
    # https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
    # https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
    "github": ((re.compile(r"(/api)?/graphql"), _is_query), _GITHUB_TOKEN),
    "github sign-in": (_GITHUB_TOKEN,),
    # It opens a line to hear on: https://docs.slack.dev/reference/methods/apps.connections.open
    "slack": ((re.compile(r"/api/apps\.connections\.open"), _any),),
    # The address stands in the key file, and nothing else is sent by this `Http`.
    # https://developers.google.com/identity/protocols/oauth2/service-account#httprest
    "google sign-in": ((re.compile(r"/[\w/.-]*", re.ASCII), _any),),
}


def only_reads(tool: str, method: str, target: str, body: bytes) -> bool:
    """`target` is path and query as they are sent; a query beside a body of the table is more than the table knows of."""
    if method != "POST":
        return method in READS
    return any(path.fullmatch(target) and harmless(body) for path, harmless in READING_POSTS.get(tool, ()))


def reads(tool: str, request: httpx.Request) -> bool:
    target = request.url.raw_path.decode("ascii", "replace")
    return only_reads(tool, request.method, target, request.content)
