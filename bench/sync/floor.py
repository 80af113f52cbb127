"""The floor: httpx, one decoder, one upsert a page into SQLite; nothing that a product needs.

`python -m bench.sync.floor github struct BASE DATABASE`; decoders are `struct` (msgspec, only what is kept), `orjson`, `json`.
"""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import httpx
import msgspec

from bench.sync.issues import REPO
from bench.sync.jira_issues import PROJECT
from bench.sync.peers.upsert import Row, opened, put


class GitHubIssue(msgspec.Struct):
    node_id: str
    number: int
    title: str
    state: str
    updated_at: str
    body: str | None = None


class Status(msgspec.Struct):
    name: str


class Fields(msgspec.Struct):
    summary: str
    status: Status
    updated: str
    description: msgspec.Raw


class JiraIssue(msgspec.Struct):
    id: str
    key: str
    fields: Fields


class Found(msgspec.Struct, rename="camel"):
    issues: list[JiraIssue]
    next_page_token: str | None = None


def github(client: httpx.Client, decoder: str) -> Iterator[list[Row]]:
    read = _untyped(decoder)
    typed = msgspec.json.Decoder(list[GitHubIssue])
    url: str | None = f"/repos/{REPO}/issues?state=all&sort=updated&direction=asc&per_page=100"
    while url:
        response = client.get(url)
        if read:
            names = GitHubIssue.__struct_fields__
            yield [tuple(issue[name] for name in names) for issue in read(response.content)]
        else:
            yield [msgspec.structs.astuple(issue) for issue in typed.decode(response.content)]
        url = response.links.get("next", {}).get("url")


def jira(client: httpx.Client, decoder: str) -> Iterator[list[Row]]:
    """Descriptions are kept as JSON, whole."""
    read, typed = _untyped(decoder), msgspec.json.Decoder(Found)
    query = {
        "jql": f"project = {PROJECT} ORDER BY created ASC",
        "fields": "*all",
        "expand": "changelog",
        "maxResults": "100",
    }
    while True:
        content = client.get("/rest/api/3/search/jql", params=query).content
        if read:
            page = read(content)
            token = page.get("nextPageToken")
            yield [_row(issue["id"], issue["key"], issue["fields"]) for issue in page["issues"]]
        else:
            found = typed.decode(content)
            token = found.next_page_token
            yield [_typed_row(issue) for issue in found.issues]
        if not token:
            return
        query["nextPageToken"] = token


def _untyped(decoder: str) -> Callable[[bytes], Any] | None:
    """None for what decodes into structs."""
    loads: Callable[[bytes], Any] | None = None if decoder == "struct" else import_module(decoder).loads
    return loads


def _row(number: str, key: str, fields: dict[str, Any]) -> Row:
    text = msgspec.json.encode(fields["description"])
    return number, key, fields["summary"], fields["status"]["name"], fields["updated"], text


def _typed_row(issue: JiraIssue) -> Row:
    fields = issue.fields
    return issue.id, issue.key, fields.summary, fields.status.name, fields.updated, bytes(fields.description)


def main(tool: str, decoder: str, base: str, database: str) -> None:
    db = opened(database)
    with httpx.Client(base_url=base) as client:
        for rows in {"github": github, "jira": jira}[tool](client, decoder):
            put(db, rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
