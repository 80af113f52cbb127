"""An issuer of OpenID Connect on this machine: it signs people in by a code with PKCE, and lies where a test wants it to."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.answering import answering, bound
from tests.store.samples import NOW

CLIENT, SECRET = "the-hub", "s3cret of the hub"
Claims = dict[str, Any]


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """To make one takes a while."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """Everybody who comes is signed in as `claims` say. `lie` changes the claims, `signed` how they are signed, `named` what is
    told of endpoints. `asked` are the paths that were asked for, in order."""

    def __init__(self) -> None:
        self.url = ""
        self.claims: Claims = {}
        self.kid = "first"
        self.lie: Callable[[Claims], Claims] = lambda claims: claims
        self.signed: Callable[[Claims], str] = self.sign
        self.named: dict[str, Any] = {}
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}

    def sign(self, claims: Claims) -> str:
        return jwt.encode(claims, key(self.kid), "RS256", {"kid": self.kid})

    def configuration(self, _request: Request) -> Response:
        self.asked.append("configuration")
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        told = {"issuer": self.url, **{name: self.url + path for name, path in paths.items()}}
        return JSONResponse({**told, "token_endpoint_auth_methods_supported": ["client_secret_basic"], **self.named})

    def keys(self, _request: Request) -> Response:
        self.asked.append("keys")
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key(self.kid).public_key(), as_dict=True)
        strange = {"kty": "OKP", "crv": "X448", "kid": "strange", "use": "enc", "x": "AA"}
        return JSONResponse({"keys": [strange, {**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = token_urlsafe()
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 303)

    async def token(self, request: Request) -> Response:
        self.asked.append("token")
        given = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(given.get("code", ""), None)
        who = b64decode(request.headers.get("authorization", "").partition(" ")[2]).decode()
        if asked is None or who != f"{CLIENT}:{SECRET}" or not _same(asked, given):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(NOW.timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = self.signed(self.lie(claims | self.claims))
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    @property
    def web(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )


def _same(asked: dict[str, str], given: dict[str, str]) -> bool:
    """RFC 7636, 4.6; RFC 6749, 4.1.3."""
    challenge = urlsafe_b64encode(sha256(given.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
    proof = asked.get("code_challenge_method") == "S256" and asked.get("code_challenge") == challenge
    return proof and given.get("redirect_uri") == asked["redirect_uri"]


@contextmanager
def issuing() -> Iterator[Issuer]:
    made = Issuer()
    with bound("127.0.0.1", 0, "issuer") as at:
        made.url = f"http://127.0.0.1:{at.getsockname()[1]}"
        with answering(made.web, at, "issuer"):
            yield made
