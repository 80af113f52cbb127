"""Who is who over REST: the caller, people, organisations with their teams and repositories, apps and their tokens."""

import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.github import account_shapes, places, repository_shapes, shapes
from sandbox.github.answers import listing, reply
from sandbox.github.orgs import Organisation, Team
from sandbox.github.problem import Problem
from sandbox.github.repository import Repository
from sandbox.github.shapes import Payload
from sandbox.github.state import GitHubState

NOT_THERE = "There is at least one repository that does not exist or is not accessible to the parent installation."
SORTS = {"created": "created_at", "updated": "updated_at", "pushed": "pushed_at", "full_name": "full_name"}


class Accounts:
    """One handler a route. https://docs.github.com/en/rest/orgs https://docs.github.com/en/rest/apps"""

    def __init__(self, state: GitHubState) -> None:
        self.state = state

    async def unknown(self, _: Request) -> Response:
        raise Problem(404, "Not Found")

    async def rate_limit(self, request: Request) -> Response:
        """Asking costs nothing. https://docs.github.com/en/rest/rate-limit/rate-limit"""
        limits, name = self.state.limits, places.caller_of(request).name
        pools = {pool: shapes.rate(limits.headers(name, pool)) for pool in ("core", "graphql")}
        search = {"limit": 30, "used": 0, "remaining": 30, "reset": pools["core"]["reset"]}
        return reply(request, {"resources": {**pools, "search": search}, "rate": pools["core"]})

    async def user(self, request: Request) -> Response:
        account = self.state.account(places.caller_of(request).login)
        return reply(request, shapes.authenticated_user(account, self.state.since))

    async def profile(self, request: Request) -> Response:
        account = self._account(request, "user")
        name, email = self.state.directory.public.get(account["login"], (None, None))
        return reply(request, account_shapes.profile(account, name, email, self.state.since))

    async def own_repositories(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/repos/repos#list-repositories-for-the-authenticated-user"""
        asked, login = request.query_params.get("affiliation"), places.caller_of(request).login
        owned = [repo for repo in self.state.repos.values() if asked != "owner" or repo.owner["login"] == login]
        return listing(request, "/user/repos", self._sorted(request, owned))

    async def repositories(self, request: Request) -> Response:
        """Of a person or an organisation; `/orgs/…` knows organisations only, `/users/…` shows public ones only."""
        of_org = "org" in request.path_params or "org_id" in request.path_params
        account = self._org(request).account if of_org else self._account(request, "user")
        owned = [repo for repo in self.state.repos.values() if repo.owner["id"] == account["id"]]
        owned = [repo for repo in owned if of_org or not repo.private]
        base = f"/organizations/{account['id']}/repos" if of_org else f"/user/{account['id']}/repos"
        return listing(request, base, self._sorted(request, owned))

    async def members(self, request: Request) -> Response:
        org = self._org(request)
        rows = [self.state.account(login) for login in sorted(org.members, key=str.casefold)]
        return listing(request, f"/organizations/{org.account['id']}/members", rows)

    async def teams(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/teams/teams#list-teams"""
        org = self._org(request)
        rows = [account_shapes.team(org, org.teams[slug]) for slug in sorted(org.teams)]
        return listing(request, f"/organizations/{org.account['id']}/teams", rows)

    async def team_members(self, request: Request) -> Response:
        """Those of its child teams as well. https://docs.github.com/en/rest/teams/members#list-team-members"""
        org, asked = self._org(request), request.path_params
        named = (t for t in org.teams.values() if t.slug == asked.get("slug") or t.id == asked.get("team_id"))
        team = next(named, None)
        if team is None:
            raise Problem(404, "Not Found")
        logins = sorted(set(_with_children(org, team)), key=str.casefold)
        base = f"/organizations/{org.account['id']}/team/{team.id}/members"
        return listing(request, base, [self.state.account(login) for login in logins])

    async def app(self, request: Request) -> Response:
        application = places.caller_of(request).application
        assert application
        return reply(request, account_shapes.application(application, self.state.account(application.owner)))

    async def installation(self, request: Request) -> Response:
        """Of an organisation or of a repository. https://docs.github.com/en/rest/apps/apps"""
        asked = request.path_params
        account = str(asked.get("org") or asked.get("owner"))
        rows = [each for each in self._installed(request) if each["account"]["login"].casefold() == account.casefold()]
        if not rows:
            raise Problem(404, "Not Found")
        return reply(request, rows[0])

    async def access_token(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app"""
        application, id_ = places.caller_of(request).application, request.path_params["installation"]
        assert application
        if id_ not in application.installations:
            raise Problem(404, "Not Found")
        where = application.installations[id_]
        if where.suspended_at:
            raise Problem(403, "This installation has been suspended")
        asked = json.loads(await request.body() or b"{}")
        chosen = self._chosen(where.account, asked) if asked.keys() & {"repositories", "repository_ids"} else None
        token, grant = self.state.apps.grant(id_, chosen)
        repos = [repository_shapes.listed(self.state.repos[name], self.state.since) for name in sorted(chosen or ())]
        selection = "all" if where.repositories is None and chosen is None else "selected"
        body: Payload = {
            "token": token,
            "expires_at": shapes.stamp(grant.expires_at),
            "permissions": application.permissions,
            "repository_selection": selection,
        }
        return reply(request, {**body, **({"repositories": repos} if repos else {})}, 201)

    async def installation_repositories(self, request: Request) -> Response:
        rows = self._sorted(request, self.state.repos.values())
        return listing(request, "/installation/repositories", rows, within="repositories")

    def _chosen(self, account: str, asked: dict[str, Any]) -> set[str]:
        ids, names = asked.get("repository_ids", []), asked.get("repositories", [])
        known = {repo.full_name: repo.id for repo in self.state.repos.values()}
        chosen = {name for name, id_ in known.items() if id_ in ids or name.removeprefix(f"{account}/") in names}
        if len(chosen) < len(ids) + len(names):
            raise Problem(422, NOT_THERE)
        return chosen

    def _installed(self, request: Request) -> list[Payload]:
        application = places.caller_of(request).application
        assert application
        every = application.installations.values()
        return [account_shapes.installation(application, each, self.state.account(each.account)) for each in every]

    def _sorted(self, request: Request, repos: Iterable[Repository]) -> list[Payload]:
        """Newest first, except by name. https://docs.github.com/en/rest/repos/repos#list-organization-repositories"""
        caller, field = places.caller_of(request), request.query_params.get("sort", "")
        rows = [repository_shapes.listed(repo, self.state.since) for repo in repos if caller.sees(repo)]
        if field not in SORTS:
            return sorted(rows, key=lambda row: row["id"])
        falling = request.query_params.get("direction", "asc" if field == "full_name" else "desc") == "desc"
        return sorted(rows, key=lambda row: (row[SORTS[field]], row["id"]), reverse=falling)

    def _account(self, request: Request, name: str) -> Payload:
        asked = request.path_params
        for login, account in self.state.directory.accounts.items():
            if account["id"] == asked.get(f"{name}_id") or login.casefold() == str(asked.get(name)).casefold():
                return account
        raise Problem(404, "Not Found")

    def _org(self, request: Request) -> Organisation:
        """One on which the app is not installed is none to it."""
        grant, login = places.caller_of(request).grant, self._account(request, "org")["login"]
        if login not in self.state.orgs or (grant and grant.installation.account != login):
            raise Problem(404, "Not Found")
        return self.state.orgs[login]


def _with_children(org: Organisation, team: Team) -> Iterable[str]:
    yield from team.members
    for child in org.teams.values():
        if child.parent == team.slug:
            yield from _with_children(org, child)
