"""The service account of the hub and the token endpoint's side of its JWT grant.

https://developers.google.com/identity/protocols/oauth2/service-account#httprest
"""

from functools import cached_property

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

AUDIENCE = "https://oauth2.googleapis.com/token"  # what Google's own library writes, whatever the token_uri
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class ServiceAccount:
    """Made when first asked for: a key of its own costs a tenth of a second."""

    email = "fairlead@sandbox.iam.gserviceaccount.com"

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def info(self, token_uri: str) -> dict[str, str]:
        private = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "sandbox",
            "private_key_id": "sandbox-key",
            "private_key": private.decode(),
            "client_email": self.email,
            "client_id": "100000000000000000001",
            "token_uri": token_uri,
        }

    def proves(self, assertion: str, audience: str) -> bool:
        """It is signed by this account's key, meant for `audience` or Google, and neither old nor from the future."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        try:
            claims = jwt.decode(assertion, certs=public, audience=[audience, AUDIENCE])  # type: ignore[no-untyped-call]
        except ValueError:
            return False
        return bool(claims.get("iss") == self.email and "/auth/spreadsheets" in claims.get("scope", ""))
