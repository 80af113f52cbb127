"""Google's API client and service-account tokens over `Http`."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from threading import Lock
from typing import Any

import httplib2
import httpx
from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

from connectors.transport import redact
from connectors.transport.adapter import intact
from connectors.transport.client import Http
from connectors.transport.credential import NO_HEADERS, Renew, no_other
from core.contract import Refused, Unauthorized, Wire

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105


class HttpLib:
    """The part of `httplib2.Http` that Google's client uses."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def request(
        self, uri: str, method: str = "GET", body: str | bytes | None = None, headers: Any = None, **_rest: Any
    ) -> tuple[httplib2.Response, bytes]:
        headers = dict(headers or {})
        if headers.pop("x-http-method-override", None) == "GET":
            # The client turns a long read into a POST; it is a read all the same, and may be retried and sent in dry-run.
            uri, method, body = f"{uri}?{body if isinstance(body, str) else ''}", "GET", None
            headers.pop("content-type", None)
        content = body.encode() if isinstance(body, str) else body
        answer = intact(self._http, self._http.request(method, uri, content=content, headers=headers))
        response = httplib2.Response({**answer.headers, "status": str(answer.status_code)})  # type: ignore[no-untyped-call]
        response.reason = answer.reason_phrase
        return response, answer.content

    def close(self) -> None:
        """The connections are the `Http`'s."""


def sheets_service(http: Http) -> Any:
    """The Sheets v4 resource from the discovery document inside the package; making it needs no network.

    https://developers.google.com/workspace/sheets/api/reference/rest
    """
    endpoint = {"api_endpoint": http.base_url + "/"}
    service = build_from_document(_document(), http=HttpLib(http), client_options=endpoint)
    redact.install()
    return service


@cache
def _document() -> str:
    """The discovery document without what its schemas say. Google's client only writes docstrings from that, which is 90 ms
    and 11 MB for each resource that is made."""
    document = json.loads(get_static_doc("sheets", "v4"))  # type: ignore[no-untyped-call]
    schemas = {name: {"id": name, "type": "object"} for name in document["schemas"]}
    return json.dumps({**document, "schemas": schemas})


class _TokenAnswer:
    def __init__(self, response: httpx.Response) -> None:
        self.status, self.headers, self.data = response.status_code, response.headers, response.content


class ServiceAccount:
    """The tokens of a service account, shared by threads. `key` gives its key file (JSON), and `renew` hears that Google
    did not take it. `clock` is `sleep=` and `monotonic=` of `Http`.

    A token is fetched when first needed and again shortly before it ends, from the file's `token_uri` over an `Http` of its
    own; that is a read (`connectors.transport.reading`). Unauthorized when the file is no key, and when Google refuses it.
    """

    def __init__(
        self, key: Callable[[], str], scopes: Sequence[str], wire: Wire, renew: Renew = no_other, **clock: Any
    ) -> None:
        self._key, self._renew, self._lock = key, renew, Lock()
        self._opened = partial(_SignIn, scopes=list(scopes), wire=wire, clock=clock)
        self._held = self._opened(key())

    @property
    def email(self) -> str:
        return str(self._held.credentials.service_account_email)

    def headers(self) -> Mapping[str, str]:
        with self._lock:
            self._follow()
            if not self._held.credentials.valid:
                self._fetch()
            return {"Authorization": f"Bearer {self._held.credentials.token}"}

    def forget(self, refused: Mapping[str, str]) -> None:
        """These headers were refused. A token that another thread got meanwhile is kept."""
        self._renew(refused)
        with self._lock:
            if refused.get("Authorization") == f"Bearer {self._held.credentials.token}":
                self._held = self._opened(self._key())

    def _fetch(self) -> None:
        if self._held.refused:
            self._renew(NO_HEADERS)
            self._follow()
        try:
            self._held.refresh()
        except Unauthorized:
            self._renew(NO_HEADERS)
            if not self._follow():
                raise
            self._held.refresh()

    def _follow(self) -> bool:
        """Whether there is another key than before."""
        if (key := self._key()) == self._held.key:
            return False
        self._held = self._opened(key)
        return True


class _SignIn:
    """What one key file is good for."""

    def __init__(self, key: str, scopes: Sequence[str], wire: Wire, clock: Mapping[str, Any]) -> None:
        self.key, self.refused = key, False
        try:
            info = json.loads(key)
            redact.register(info["private_key"])
            self.credentials = Credentials.from_service_account_info(info, scopes=scopes)  # type: ignore[no-untyped-call]
            address = str(info.get("token_uri") or TOKEN_URI)
            # used once an hour, and nobody would be there to close it
            self._http = Http(address, tool="google sign-in", wire=wire, keep_alive=False, **clock)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise Unauthorized(
                "sheets: service_account is not the JSON key of a service account; download it again"
            ) from None

    def refresh(self) -> None:
        try:
            self.credentials.refresh(self._send)
        except (Refused, GoogleAuthError, LookupError, TypeError, ValueError) as error:
            self.refused = True
            raise Unauthorized(
                f"google sign-in refused the service account {self.credentials.service_account_email} "
                f"({redact.redact(str(error))[:300]}): make a new key and put it where the setting service_account says"
            ) from None

    def _send(self, url: str, method: str = "GET", body: Any = None, headers: Any = None, **_rest: Any) -> _TokenAnswer:
        return _TokenAnswer(intact(self._http, self._http.request(method, url, content=body, headers=headers)))
