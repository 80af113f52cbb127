"""Questions to the sandbox's GraphQL, answered in full or in part."""

from typing import Any

import httpx


def ask(client: httpx.Client, document: str, **variables: Any) -> Any:
    """The whole answer: `data`, `errors` or both."""
    answer = client.post("/graphql", json={"query": document, "variables": variables})
    assert answer.status_code == 200
    return answer.json()


def data(client: httpx.Client, document: str, **variables: Any) -> Any:
    answer = ask(client, document, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def error(client: httpx.Client, document: str, **variables: Any) -> Any:
    """The first one."""
    return ask(client, document, **variables)["errors"][0]
