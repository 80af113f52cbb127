"""PyGithub over `Http`: its requester gets connections that are ours, for this client only and all it derives."""

from functools import partial
from typing import Any

import httpx
from github import Github
from github.Requester import Requester

from connectors.transport import redact
from connectors.transport.adapter import intact
from connectors.transport.client import Http
from core.contract import Refused


class _Answer:
    """What PyGithub reads of a response."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._text = response.text

    def getheaders(self) -> Any:
        return self.headers.items()

    def read(self) -> str:
        return self._text


class _Connection:
    """Stands where PyGithub makes a connection to `host`: one request, one answer, over `http`."""

    def __init__(self, http: Http, scheme: str, host: str, port: int | None = None, **_settings: Any) -> None:
        self.host = host
        self._http = http
        self._base = f"{scheme}://{host}" + (f":{port}" if port else "")

    def request(self, verb: str, url: str, body: Any, headers: dict[str, str], stream: bool = False) -> None:
        if stream or not isinstance(body, str | None):
            raise Refused(f"{self._http.tool}: the hub does not transfer files")
        content = None if body is None else body.encode()
        self._response = self._http.request(verb, self._base + url, content=content, headers=headers)

    def getresponse(self) -> _Answer:
        return _Answer(intact(self._http, self._response))

    def close(self) -> None:
        """The connections are the `Http`'s."""


class HttpRequester(Requester):
    """PyGithub's own seam, `injectConnectionClasses`, is global to the process; these attributes shadow it for one client."""

    def __init__(self, http: Http, **settings: Any) -> None:
        super().__init__(**settings)
        self._http = http
        self._Requester__httpConnectionClass = partial(_Connection, http, "http")
        self._Requester__httpsConnectionClass = partial(_Connection, http, "https")
        self._Requester__connectionClass = partial(_Connection, http, self.scheme)
        self._Requester__persist = False  # one connection object a request, so threads may share the client

    def _Requester__assertUrlAllowed(self, url: str) -> None:  # noqa: N802
        """Where a URL may lead is for `Http` to say; PyGithub's assertion would look like a bug of ours."""

    def withAuth(self, auth: Any) -> "HttpRequester":  # noqa: N802
        return HttpRequester(self._http, **{**self.kwargs, "auth": auth})

    def withLazy(self, lazy: Any) -> "HttpRequester":  # noqa: N802
        return HttpRequester(self._http, **{**self.kwargs, "lazy": lazy}) if isinstance(lazy, bool) else self

    def withApiVersion(self, api_version: str | None) -> "HttpRequester":  # noqa: N802
        return HttpRequester(self._http, **{**self.kwargs, "api_version": api_version})


class HttpGithub(Github):
    """A `Github` whose requester, and the requesters of all that it gives, are `HttpRequester`s."""

    def __init__(self, http: Http, *, lazy: bool, per_page: int) -> None:
        super().__init__(
            base_url=http.base_url,
            per_page=per_page,
            lazy=lazy,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        self._http = http
        self._Github__requester = HttpRequester(http, **self.requester.kwargs)

    def withLazy(self, lazy: bool) -> "HttpGithub":  # noqa: N802
        return HttpGithub(self._http, lazy=lazy, per_page=self.per_page)


def github_client(http: Http, *, lazy: bool = True, per_page: int = 100) -> Github:
    """A `Github` that makes no request past `http`. The credential is the `Http`'s, so it needs none of its own.

    `lazy` objects (`get_repo`, `get_issue`) are fetched only when an unknown attribute is read, so a write costs one call.
    """
    client = HttpGithub(http, lazy=lazy, per_page=per_page)
    redact.install()
    return client
