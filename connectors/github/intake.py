"""GitHub's webhooks as hints: which event touches which streams.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs

from msgspec import Struct

from connectors.github.settings import GitHubSettings
from connectors.patterns import Wanted
from connectors.webhooks import named, prove, read
from core.contract import Refused
from core.hints import Hint

OF_REPOSITORIES: Mapping[str, tuple[str, ...]] = {
    "issues": ("issues", "events"),
    "issue_comment": ("issues", "comments"),
    "issue_dependencies": ("issues",),
    "milestone": ("milestones",),
    "pull_request": ("issues", "events", "reviews"),
    "pull_request_review": ("issues", "reviews"),
    "pull_request_review_comment": ("issues", "review_comments"),
    "sub_issues": ("issues",),
}
OF_ORGANISATIONS: Mapping[str, str] = {
    "membership": "teams",
    "organization": "accounts",
    "projects_v2": "projects",
    "projects_v2_item": "projects",
    "team": "teams",
}
OF_PLACES = frozenset(("installation", "installation_repositories", "public", "repository"))


class _Repository(Struct):
    full_name: str = ""


class _Organisation(Struct):
    login: str = ""


class _Told(Struct):
    repository: _Repository | None = None
    organization: _Organisation | None = None


def intake(settings: GitHubSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Hint]:  # noqa: ARG001
    """GitHub puts no time into what it signs: a replay is known by the name of its delivery.

    https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    """
    prove("github", settings.webhook_secret, headers.get("x-hub-signature-256", ""), body)
    delivery, event = named("github", headers.get("x-github-delivery", "")), headers.get("x-github-event", "")
    told = read("github", _json(headers.get("content-type", ""), body), _Told)
    if event in OF_PLACES:
        return (Hint(delivery),)
    if event in OF_REPOSITORIES and told.repository:
        places = _repositories(settings, told.repository.full_name)
        return [Hint(delivery, place, OF_REPOSITORIES[event]) for place in places]
    if event in OF_ORGANISATIONS and told.organization:
        stream = OF_ORGANISATIONS[event]
        return [Hint(delivery, place, (stream,)) for place in _places(settings, stream, told.organization.login)]
    return ()


def _json(kind: str, body: bytes) -> bytes | str:
    """A webhook of the content type that GitHub offers first is a form with the JSON in it."""
    if not kind.startswith("application/x-www-form-urlencoded"):
        return body
    try:
        return parse_qs(body.decode(), max_num_fields=10)["payload"][0]
    except (ValueError, KeyError):
        raise Refused("github: a webhook cannot be read: the form has no payload", status=400) from None


def _repositories(settings: GitHubSettings, name: str) -> list[str]:
    """As the settings spell it, when they mean it."""
    if not Wanted.of(settings.repositories).means(name):
        return []
    return [next((each for each in settings.repositories if each.casefold() == name.casefold()), name)]


def _places(settings: GitHubSettings, stream: str, organisation: str) -> list[str]:
    """All that the settings name of an organisation: which project an item is on, GitHub does not tell by its number."""
    owner = organisation.casefold()
    if stream == "projects":
        return [name for name in settings.projects if name.partition("/")[0].casefold() == owner]
    owners = settings.people if stream == "accounts" else _owners(settings.teams)
    return [name for name in owners if name.casefold() == owner]


def _owners(teams: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.partition("/")[0] for name in teams if not name.startswith("!")))
