"""Which POSTs are reads: the table word for word, and everything that only looks like one of its entries."""

import json
from collections.abc import Callable

import graphql
import httpx
import pytest
import respx
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.transport import Http
from connectors.transport.reading import only_queries
from core.contract import Refused, Unavailable

JIRA = [
    "/rest/api/2/changelog/bulkfetch",
    "/rest/api/3/changelog/bulkfetch",
    "/jira/rest/api/2/changelog/bulkfetch",
    "/rest/api/3/search/approximate-count",
    "/rest/api/3/search/jql",
]
TOKENS = ["/app/installations/17/access_tokens", "/api/v3/app/installations/17/access_tokens"]
READING = [
    *(("jira", path, {"jql": "project = PAY"}) for path in JIRA),
    *(("github", path, {"query": "{ viewer { login } }"}) for path in ("/graphql", "/api/graphql")),
    *((tool, path, None) for tool in ("github", "github sign-in") for path in TOKENS),
    ("google sign-in", "/token", None),
]
QUERY = {"query": "{ viewer { login } }"}
WRITING = [
    ("jira", "/rest/api/3/issue", {}),
    ("jira", "/rest/api/3/search/jql/", {}),
    ("jira", "/rest/api/3/search/jql/../../issue", {}),
    ("jira", "/rest/api/3/search/jql/%2e%2e/%2e%2e/issue", {}),
    ("jira", "/rest/api/3/search/jql?override=1", {}),
    ("jira", "/a/b/rest/api/3/search/jql", {}),
    ("jira", "/rest/api/3/%73earch/jql", {}),
    ("jira", "/graphql", QUERY),
    ("slack", "/graphql", QUERY),
    ("rest", "/rest/api/3/search/jql", {}),
    ("github", "/graphql/../repos/a/b/issues", QUERY),
    ("github", "/graphql/%2e%2e/repos/a/b/issues", QUERY),
    ("github", "/repos/a/graphql", QUERY),
    ("github", "/graphql?query=mutation", QUERY),
    ("github", "/graphql;x", QUERY),
    ("github", "/graphql", None),
    ("github", "/graphql", {}),
    ("github", "/graphql", [QUERY, {"query": "mutation { a }"}]),
    ("github", "/graphql", {"query": ["{ viewer { login } }"]}),
    ("github", "/graphql", {**QUERY, "id": "stored-mutation"}),
    ("github", "/graphql", {"query": "mutation { addComment(input: {}) { clientMutationId } }"}),
    ("github", "/app/installations/17/access_tokens/18", None),
    ("github", "/app/installations/x/access_tokens", None),
    ("sheets", "/token", None),
]


@pytest.mark.parametrize(("name", "path", "body"), READING)
def test_a_post_of_the_table_passes_in_read_only_mode_and_is_tried_again(
    make_http: Callable[..., Http], tool: respx.MockRouter, name: str, path: str, body: object
) -> None:
    route = tool.post(path).mock(side_effect=[httpx.Response(502), httpx.ReadTimeout, httpx.Response(200)])
    assert make_http(tool=name, read_only=True).request("POST", path, json=body).status_code == 200
    assert route.call_count == 3


@pytest.mark.parametrize(("name", "path", "body"), READING)
@pytest.mark.parametrize("trouble", [httpx.Response(500), httpx.ReadTimeout], ids=str)
def test_it_is_never_ambiguous(
    make_http: Callable[..., Http],
    tool: respx.MockRouter,
    name: str,
    path: str,
    body: object,
    trouble: httpx.Response | type[httpx.RequestError],
) -> None:
    answer = {"return_value": trouble} if isinstance(trouble, httpx.Response) else {"side_effect": trouble}
    route = tool.post(path).mock(**answer)
    with pytest.raises(Unavailable) as caught:
        make_http(tool=name).request("POST", path, json=body)
    assert (caught.value.ambiguous, route.call_count) == (False, 5)


@pytest.mark.parametrize(("name", "path", "body"), WRITING)
def test_whatever_only_looks_like_one_is_a_write(
    make_http: Callable[..., Http], tool: respx.MockRouter, name: str, path: str, body: object
) -> None:
    anything = tool.route().mock(return_value=httpx.Response(500))
    with pytest.raises(Refused, match="dry-run"):
        make_http(tool=name, read_only=True).request("POST", path, json=body)
    assert not anything.called
    with pytest.raises(Unavailable) as caught:
        make_http(tool=name).request("POST", path, json=body)
    assert (caught.value.ambiguous, anything.call_count) == (True, 1)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_there_is_a_write(make_http: Callable[..., Http], tool: respx.MockRouter, method: str) -> None:
    with pytest.raises(Refused, match="dry-run"):
        make_http(tool="github", read_only=True).request(method, "/graphql", json=QUERY)


def test_a_key_that_stands_twice_is_believed_by_nobody(make_http: Callable[..., Http]) -> None:
    twice = b'{"query": "mutation { a }", "query": "{ a }"}'
    with pytest.raises(Refused, match="dry-run"):
        make_http(tool="github", read_only=True).request("POST", "/graphql", content=twice)


def test_no_header_makes_a_write_of_a_read(http: Http, tool: respx.MockRouter) -> None:
    route = tool.get("/a").mock(return_value=httpx.Response(200))
    http.get("/a", headers={"X-HTTP-Method-Override": "DELETE"})
    assert "x-http-method-override" not in route.calls.last.request.headers


def test_a_refusal_in_read_only_mode_fetches_no_credential(make_http: Callable[..., Http]) -> None:
    with pytest.raises(Refused, match="dry-run"):
        make_http(read_only=True, headers=lambda: pytest.fail("signed in for nothing")).request("POST", "/a")


@pytest.mark.parametrize(
    "document",
    [
        "{ a }",
        "query { a }",
        "query mutation { a }",
        "query deleteMutations { mutation }",
        '{ a(b: "} mutation {") }',
        '{ a(b: """ } mutation { \\""" } """) }',
        "# mutation { b }\n{ a }",
        "query A($in: In = {mutation: 1}) @mutation(if: {a: 1}) { a { b } } fragment mutation on T { c }",
        "\ufeff query A { a }\r\nquery B { b }",
    ],
)
def test_queries_are_known_whatever_words_they_use(document: str) -> None:
    assert only_queries(document)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "mutation",
        "mutation { a }",
        "mutation query { a }",
        "subscription { a }",
        "query A { a } mutation B { b }",
        "{ a } # and\nmutation { b }",
        "{ a } # and\rmutation { b }",
        '{ a(b: "\\\\") } mutation { c(d: "") }',
        '{ a(b: "") } mutation { c }',
        "fragment F on T { a } mutation { ...F }",
        "query A } mutation { b }",
        "extend type T { a }",
        "{ a",
        '"described" mutation { a }',
    ],
)
def test_a_mutation_is_known_wherever_it_hides(document: str) -> None:
    assert not only_queries(document)


PIECES = [
    *("query", "mutation", "subscription", "fragment F on T", "{ a }", "{ a(b: ", ") }", "A", "(", ")", "{", "}"),
    *(
        '"',
        '"""',
        '\\"""',
        '\\"',
        '"}"',
        '"mutation"',
        "#",
        "# mutation\n",
        "\n",
        "\r",
        "mutation { b }",
        "@d",
        ": 1",
        ",",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.lists(st.sampled_from(PIECES)).map("".join))
@settings(deadline=None)
def test_no_document_that_the_language_allows_hides_a_mutation(document: str) -> None:
    try:
        parsed = graphql.parse(document)
    except graphql.GraphQLSyntaxError:
        return
    writes = [
        each
        for each in parsed.definitions
        if not isinstance(each, graphql.FragmentDefinitionNode)
        and getattr(each, "operation", None) is not graphql.OperationType.QUERY
    ]
    assert only_queries(document) == (not writes)


def test_a_deep_body_is_no_query(make_http: Callable[..., Http]) -> None:
    deep = json.dumps(QUERY)[:-1].encode() + b', "variables": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(Refused, match="dry-run"):
        make_http(tool="github", read_only=True).request("POST", "/graphql", content=deep)
