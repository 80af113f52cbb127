"""Organisations as GraphQL shows them: members and teams."""

from sandbox.github.graphql.connections import Connection, by_id, paged
from sandbox.github.graphql.view import View
from sandbox.github.orgs import Organisation
from sandbox.github.shapes import WEB, Payload


def organisation(view: View, org: Organisation) -> Payload:
    """The fields beside those of every account."""
    return {
        "membersWithRole": _people(view, "membersWithRole", org.members),
        "teams": paged("teams", lambda: org.teams, lambda slug: (slug,), lambda slug: _team(view, org, slug)),
    }


def _team(view: View, org: Organisation, slug: str) -> Payload:
    team = org.teams[slug]
    return {
        "__typename": "Team",
        "id": f"T_kwDO{team.id:06x}",
        "databaseId": team.id,
        "name": team.name,
        "slug": slug,
        "url": f"{WEB}/orgs/{org.account['login']}/teams/{slug}",
        "parentTeam": _team(view, org, team.parent) if team.parent else None,
        "members": _people(view, "members", team.members),
    }


def _people(view: View, name: str, logins: list[str]) -> Connection:
    return paged(name, lambda: [view.state.account(login) for login in logins], by_id, view.account)
