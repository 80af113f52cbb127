"""`slack_sdk` over `Http`: the client builds and checks Slack's calls, the transport sends them."""

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk import WebClient

from connectors.transport import redact
from connectors.transport.adapter import intact
from connectors.transport.client import Http
from core.contract import Refused

# Slack takes every method by POST and these by GET as well; the SDK posts them all, and calls some writes "GET".
# https://docs.slack.dev/apis/web-api/
READING = frozenset(
    (
        "api.test",
        "auth.test",
        "bots.info",
        "chat.getPermalink",
        "conversations.history",
        "conversations.info",
        "conversations.list",
        "conversations.members",
        "conversations.replies",
        "emoji.list",
        "reactions.get",
        "team.info",
        "usergroups.list",
        "users.conversations",
        "users.info",
        "users.list",
        "users.lookupByEmail",
    )
)


class HttpWebClient(WebClient):
    """Overrides the two places where `WebClient` opens a connection."""

    def __init__(self, http: Http) -> None:
        super().__init__(token=None, base_url=http.base_url, retry_handlers=[])
        self._http = http

    def _perform_urllib_http_request(self, *, url: str, args: dict[str, Any]) -> dict[str, Any]:
        if args.get("files"):
            raise self._no_files()
        method, target, content = _call(url, args)
        headers = {name: str(value) for name, value in args["headers"].items()}
        if args.get("json"):
            headers["Content-Type"] = "application/json;charset=utf-8"
        answer = intact(self._http, self._http.request(method, target, content=content, headers=headers))
        return {"status": answer.status_code, "headers": answer.headers, "body": answer.text}

    def _upload_file(self, **_call: Any) -> Any:
        raise self._no_files()

    def _no_files(self) -> Refused:
        return Refused(f"{self._http.tool}: the hub does not upload files")


def _call(url: str, args: dict[str, Any]) -> tuple[str, str, bytes | None]:
    """Method, address and body: JSON when given, else a form, which for reading methods is the query."""
    if args.get("json"):
        return "POST", url, json.dumps(args["json"]).encode()
    form = urlencode(args.get("params") or {})
    if urlsplit(url).path.rpartition("/")[2] not in READING:
        return "POST", url, form.encode()
    return "GET", f"{url}?{form}" if form else url, None


def slack_client(http: Http) -> WebClient:
    """A `WebClient` whose `base_url` is `http`'s (`https://slack.com/api`). `ok: false` is still its `SlackApiError`."""
    client = HttpWebClient(http)
    redact.install()
    return client
