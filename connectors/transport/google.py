"""Google's API client and service-account tokens over `Http`."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
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


def google_credentials_headers(
    info: Mapping[str, Any], scopes: Sequence[str], wire: Wire, **clock: Any
) -> Callable[[], Mapping[str, str]]:
    """A `headers=` for `Http` from a service account's key file (its JSON as a mapping).

    The token is fetched when first needed and again shortly before it ends, from the file's `token_uri` over an `Http`
    of its own; that is a read (`connectors.transport.reading`). ValueError when the key file is not one; `Unauthorized`
    when Google does not take it. `clock` is `sleep=` and `monotonic=` of `Http`.
    """
    credentials = Credentials.from_service_account_info(info, scopes=list(scopes))  # type: ignore[no-untyped-call]
    http = Http(
        str(info.get("token_uri") or TOKEN_URI),
        tool="google sign-in",
        wire=wire,
        keep_alive=False,  # it is used once an hour, and nobody would be there to close it
        **clock,
    )
    lock = Lock()

    def send(url: str, method: str = "GET", body: Any = None, headers: Any = None, **_rest: Any) -> _TokenAnswer:
        return _TokenAnswer(intact(http, http.request(method, url, content=body, headers=headers)))

    def headers() -> Mapping[str, str]:
        with lock:
            if not credentials.valid:
                _refresh(credentials, send)
        return {"Authorization": f"Bearer {credentials.token}"}

    return headers


def _refresh(credentials: Any, send: Callable[..., _TokenAnswer]) -> None:
    try:
        credentials.refresh(send)
    except (Refused, GoogleAuthError, LookupError, TypeError, ValueError) as error:
        raise Unauthorized(
            f"google sign-in refused the service account {credentials.service_account_email} "
            f"({redact.redact(str(error))[:300]}): make a new key and put it where the setting service_account says"
        ) from None
