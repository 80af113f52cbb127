"""Google's client and its service-account tokens pass `Http`."""

import json
import socket
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest
import respx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from googleapiclient.http import MAX_URI_LENGTH

from connectors.transport import Http, ServiceAccount, sheets_service
from core.contract import ConnectorError, Refused, Unauthorized, Unavailable, Wire
from tests.transport.conftest import TOKEN, Clock
from tests.transport.rawserver import RawServer, answer

SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]
TOKEN_URI = "https://sign-in.example/token"
GRANT = {"access_token": "ya29.canary-1", "expires_in": 3600, "token_type": "Bearer"}


@pytest.fixture
def values(make_http: Callable[..., Http]) -> Any:
    return sheets_service(make_http(tool="sheets")).spreadsheets().values()


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def info(key: rsa.RSAPrivateKey) -> dict[str, str]:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    email = "hub@project.example"
    return {"type": "service_account", "client_email": email, "token_uri": TOKEN_URI, "private_key": pem.decode()}


def signed_in(info: dict[str, Any], wire: Wire | None = None, **clock: Any) -> Callable[[], Mapping[str, str]]:
    return ServiceAccount(lambda: json.dumps(info), SCOPES, wire or Wire(), **clock).headers


def test_reading_and_writing_ranges(tool: respx.MockRouter, values: Any) -> None:
    ranges = {"valueRanges": [{"range": "OKRs!A1:B2", "values": [["Objektiv ü"]]}]}
    read = tool.get("/v4/spreadsheets/S1/values:batchGet").mock(return_value=httpx.Response(200, json=ranges))
    write = tool.post("/v4/spreadsheets/S1/values:batchUpdate").mock(return_value=httpx.Response(200, json={}))
    assert values.batchGet(spreadsheetId="S1", ranges=["OKRs!A1:B2", "C:C"]).execute() == ranges
    assert read.calls.last.request.url.params.get_list("ranges") == ["OKRs!A1:B2", "C:C"]
    assert read.calls.last.request.headers["authorization"] == f"Bearer {TOKEN}"
    body = {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [["=ü"]]}]}
    values.batchUpdate(spreadsheetId="S1", body=body).execute()
    assert json.loads(write.calls.last.request.content) == body


def test_a_long_read_stays_a_read(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    values = sheets_service(make_http(read_only=True)).spreadsheets().values()
    route = tool.get("/v4/spreadsheets/S1/values:batchGet").mock(return_value=httpx.Response(200, json={}))
    ranges = [f"Sheet{number}!A1:Z1000" for number in range(200)]
    values.batchGet(spreadsheetId="S1", ranges=ranges).execute()
    sent = route.calls.last.request
    assert len(str(sent.url)) > MAX_URI_LENGTH
    assert sent.url.params.get_list("ranges") == ranges
    assert "x-http-method-override" not in sent.headers


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (httpx.Response(401), Unauthorized, 1),
        (httpx.Response(403, json={"error": {"message": "The caller does not have permission"}}), Unauthorized, 1),
        (httpx.Response(404), Refused, 1),
        (httpx.Response(500), Unavailable, 5),
        (httpx.Response(200, text='{"cut"'), Refused, 1),
    ],
)
def test_only_our_errors_come_out(
    tool: respx.MockRouter, values: Any, answer: httpx.Response, error: type, tries: int
) -> None:
    route = tool.get("/v4/spreadsheets/S1/values:batchGet").mock(return_value=answer)
    with pytest.raises(error):
        values.batchGet(spreadsheetId="S1", ranges=["A1"]).execute(num_retries=0)
    assert route.call_count == tries


def test_read_only_reaches_into_the_library(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    values = sheets_service(make_http(read_only=True)).spreadsheets().values()
    with pytest.raises(Refused, match="dry-run"):
        values.batchUpdate(spreadsheetId="S1", body={"data": []}).execute()
    assert not tool.calls


def test_a_token_is_fetched_once_and_bound_to_its_own_origins(
    make_http: Callable[..., Http],
    tool: respx.MockRouter,
    clock: Clock,
    info: dict[str, str],
    key: rsa.RSAPrivateKey,
) -> None:
    grant = tool.post(TOKEN_URI).mock(return_value=httpx.Response(200, json=GRANT))
    read = tool.get("/v4/spreadsheets/S1/values:batchGet").mock(return_value=httpx.Response(200, json={}))
    headers = signed_in(info, Wire(read_only=True), sleep=clock.sleep, monotonic=clock)
    assert not tool.calls
    values = sheets_service(make_http(headers=headers, read_only=True)).spreadsheets().values()
    for _ in range(2):
        values.batchGet(spreadsheetId="S1", ranges=["A1"]).execute()
    assert (grant.call_count, read.call_count) == (1, 2)
    assert read.calls.last.request.headers["authorization"] == "Bearer ya29.canary-1"
    assert "authorization" not in grant.calls.last.request.headers
    assertion = parse_qs(grant.calls.last.request.content.decode())["assertion"][0]
    claims = jwt.decode(assertion, key.public_key(), ["RS256"], options={"verify_aud": False})
    assert (claims["iss"], claims["scope"]) == ("hub@project.example", SCOPES[0])


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (httpx.Response(400, json={"error": "invalid_grant", "error_description": "Invalid JWT"}), Unauthorized, 1),
        (httpx.Response(401, json={"error": "invalid_client"}), Unauthorized, 1),
        (httpx.Response(200, json={"no": "token"}), Unauthorized, 1),
        (httpx.Response(200, json=[]), Unauthorized, 1),
        (httpx.Response(200, json={**GRANT, "expires_in": "soon"}), Unauthorized, 1),
        (httpx.Response(200, text="not json"), Unauthorized, 1),
        (httpx.Response(429, headers={"Retry-After": "600"}), Unavailable, 1),
        (httpx.Response(503), Unavailable, 5),
        (httpx.Response(503, headers={"Retry-After": "1"}), Unavailable, 5),
    ],
)
def test_a_refused_key_is_for_the_administrator_and_trouble_is_for_later(
    tool: respx.MockRouter, clock: Clock, info: dict[str, str], answer: httpx.Response, error: type, tries: int
) -> None:
    route = tool.post(TOKEN_URI).mock(return_value=answer)
    headers = signed_in(info, sleep=clock.sleep, monotonic=clock)
    with pytest.raises(ConnectorError) as caught:
        headers()
    assert (type(caught.value), route.call_count) == (error, tries)
    assert "PRIVATE" not in str(caught.value)


def test_the_limit_of_the_sign_in_is_kept_from_one_fetch_to_the_next(
    tool: respx.MockRouter, clock: Clock, info: dict[str, str]
) -> None:
    route = tool.post(TOKEN_URI).mock(return_value=httpx.Response(429, headers={"Retry-After": "600"}))
    headers = signed_in(info, sleep=clock.sleep, monotonic=clock)
    for _ in range(2):
        with pytest.raises(Unavailable):
            headers()
    assert route.call_count == 1


def test_the_sign_in_leaves_no_connection_behind(clock: Clock, info: dict[str, str]) -> None:
    body = json.dumps(GRANT).encode()
    kept_open = answer(body, Content_Type="application/json").replace(b"Connection: close\r\n", b"")

    def grant(connection: socket.socket) -> None:
        connection.sendall(kept_open)
        connection.settimeout(5)
        while connection.recv(4096):  # the rest of the request, then its end
            pass
        ended.append(True)

    ended: list[bool] = []
    with RawServer(grant) as server:
        headers = signed_in({**info, "token_uri": server.url}, sleep=clock.sleep)
        assert headers() == {"Authorization": "Bearer ya29.canary-1"}
    assert ended == [True]


@pytest.mark.parametrize(
    "change", [{"client_email": None}, {"token_uri": "http://sign-in.example/token"}, {"private_key": 1}]
)
def test_a_key_file_that_is_none_is_named(info: dict[str, str], change: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized, match="not the JSON key of a service account"):
        signed_in({key: value for key, value in {**info, **change}.items() if value is not None})


def test_the_seam(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    """`Resource` sends through the object given as `http`, and asks of it only `request` and `close`."""
    http = make_http()
    with sheets_service(http) as service:
        request = service.spreadsheets().get(spreadsheetId="S1")
        assert type(request.http).__module__ == "connectors.transport.google"
    tool.get("/a").mock(return_value=httpx.Response(200))
    assert http.get("/a").status_code == 200
