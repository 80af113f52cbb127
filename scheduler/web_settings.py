"""`[web]` of the configuration: how pages, the API and assistants are reached, and who may come in."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.settings import Secret
from core.authority import Role


class OidcSettings(BaseModel):
    """Who says who people are, by OpenID Connect. `roles` maps values of the claim `roles_claim` to roles here, the highest of
    several counts; who has none of them gets `default_role`, or is refused where there is none. `domains` are those of the
    addresses that may come in; all that the issuer knows when it is empty."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    issuer: str = Field(pattern=r"^https?://[^\s@?#]+$", examples=["https://login.example.com/realms/acme"])
    client_id: str = Field(min_length=1)
    client_secret: Secret | None = None
    name: str = Field(default="your company account", min_length=1, max_length=60)
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    roles_claim: str = "roles"
    roles: Mapping[str, Role] = Field(default_factory=dict)
    default_role: Role | None = None
    domains: tuple[str, ...] = ()

    @field_validator("issuer")
    @classmethod
    def _safe(cls, value: str) -> str:
        from connectors.transport.credential import safe_origin  # takes longer to import than most commands run

        safe_origin("[web.oidc] issuer", value)
        return value

    @model_validator(mode="after")
    def _some_people(self) -> "OidcSettings":
        if self.default_role and not self.domains:
            raise ValueError(
                "default_role lets everybody in whom the issuer knows; name the domains of your people: "
                'domains = ["example.com"]'
            )
        return self


class WebSettings(BaseModel):
    """How pages, API and assistants are reached; without `pages` they are not, and health, numbers and webhooks alone answer.
    Without `sign_in` whoever reaches them may do everything, so they answer on this machine alone. `public_url` is where others
    reach them, through what ends TLS for them. A browser is signed out after `idle_hours` without a request, and after
    `session_days` in any case. Each browser and each token may ask so many `requests_a_minute`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    pages: bool = True
    sign_in: bool = True
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^\s/@?#]+$", examples=["https://fairlead.example.com"]
    )
    idle_hours: float = Field(default=12.0, gt=0, le=720)
    session_days: float = Field(default=7.0, gt=0, le=90)
    requests_a_minute: int = Field(default=600, ge=10)
    oidc: OidcSettings | None = None
