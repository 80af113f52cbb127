"""The `jira` library over `Http`: its `requests` session keeps endpoints and models, and loses sockets and retries."""

import io
from collections.abc import Mapping
from typing import Any

import requests
from jira import JIRA
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from connectors.transport import redact
from connectors.transport.adapter import intact
from connectors.transport.client import Http
from core.contract import Refused


class HttpAdapter(BaseAdapter):
    """Carries a `requests.PreparedRequest` over `Http`. Time-outs, proxies and TLS are the transport's, not the caller's."""

    def __init__(self, http: Http) -> None:
        super().__init__()
        self._http = http

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        del stream, timeout, verify, cert, proxies
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if body is not None and not isinstance(body, bytes):
            raise Refused(f"{self._http.tool}: the hub does not upload files")
        answer = self._http.request(request.method or "GET", request.url or "", content=body, headers=request.headers)
        return _response(request, intact(self._http, answer))

    def close(self) -> None:
        """The connections are the `Http`'s, which outlives the session."""


def _response(request: requests.PreparedRequest, answer: Any) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status_code
    response.reason = answer.reason_phrase
    response.headers = CaseInsensitiveDict(answer.headers)
    response.encoding = answer.encoding
    response.url = str(answer.url)
    response.request = request
    response.raw = io.BytesIO(answer.content)
    response._content = answer.content
    response._content_consumed = True  # type: ignore[attr-defined]
    return response


def jira_client(http: Http, *, rest_api_version: str = "3") -> JIRA:
    """A `JIRA` that makes no request until asked, and none past `http`. Data Center speaks `rest_api_version` "2"."""
    client = JIRA(
        http.base_url,
        options={"rest_api_version": rest_api_version},
        get_server_info=False,
        max_retries=0,
        logging=False,
    )
    client.deploymentType = "Cloud" if rest_api_version == "3" else "Server"
    client._applicationlinks = []  # or every remote link first asks for a list that only admins may see
    session = client._session
    session.trust_env = False  # or requests would look for a .netrc and proxies at every request
    session.adapters.clear()
    session.mount("", HttpAdapter(http))
    redact.install()
    return client
