"""The JSON bodies of who is who: organisations' teams, apps, installations and their tokens."""

from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.github.apps import Application, Installation
from sandbox.github.shapes import API, WEB, Payload, stamp

if TYPE_CHECKING:
    from sandbox.github.orgs import Organisation, Team

COUNTS = ("public_repos", "public_gists", "followers", "following")


def profile(account: Payload, name: str | None, email: str | None, since: datetime) -> Payload:
    """`/users/{login}` as others see it: the e-mail is there only where its owner made it public."""
    empty = dict.fromkeys(("company", "location", "hireable", "bio", "twitter_username"))
    return {
        **account,
        **empty,
        **dict.fromkeys(COUNTS, 0),
        "name": name,
        "email": email,
        "blog": "",
        "user_view_type": "public",
        "created_at": stamp(since),
        "updated_at": stamp(since),
    }


def team(org: "Organisation", each: "Team", *, nested: bool = False) -> Payload:
    login, parent = org.account["login"], org.teams.get(each.parent or "")
    url = f"{API}/organizations/{org.account['id']}/team/{each.id}"
    body: Payload = {
        "id": each.id,
        "node_id": f"T_kwDO{each.id:06x}",
        "name": each.name,
        "slug": each.slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "url": url,
        "html_url": f"{WEB}/orgs/{login}/teams/{each.slug}",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "type": "organization",
        "organization_id": org.account["id"],
    }
    return body if nested else {**body, "parent": team(org, parent, nested=True) if parent else None}


def application(app: Application, owner: Payload) -> Payload:
    return {
        "id": app.id,
        "slug": app.slug,
        "client_id": app.client_id,
        "node_id": f"A_kwDO{app.id:06x}",
        "owner": owner,
        "name": app.slug.replace("-", " ").capitalize(),
        "description": "",
        "external_url": "https://example.com",
        "html_url": f"{WEB}/apps/{app.slug}",
        "created_at": stamp(app.at),
        "updated_at": stamp(app.at),
        "permissions": app.permissions,
        "events": [],
        "installations_count": len(app.installations),
    }


def installation(app: Application, each: Installation, account: Payload) -> Payload:
    """https://docs.github.com/en/rest/apps/apps#list-installations-for-the-authenticated-app"""
    return {
        "id": each.id,
        "client_id": app.client_id,
        "account": account,
        "repository_selection": "all" if each.repositories is None else "selected",
        "access_tokens_url": f"{API}/app/installations/{each.id}/access_tokens",
        "repositories_url": f"{API}/installation/repositories",
        "html_url": f"{WEB}/organizations/{each.account}/settings/installations/{each.id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": account["id"],
        "target_type": account["type"],
        "permissions": app.permissions,
        "events": [],
        "created_at": stamp(each.at),
        "updated_at": stamp(each.at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": stamp(each.suspended_at) if each.suspended_at else None,
    }


def issue_type(id_: int, name: str, color: str, at: datetime) -> Payload:
    return {
        "id": id_,
        "node_id": f"IT_kwDO{id_:06x}",
        "name": name,
        "description": f"A {name.lower()}",
        "color": color,
        "is_enabled": True,
        "created_at": stamp(at),
        "updated_at": stamp(at),
    }
