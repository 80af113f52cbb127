"""The server in front of the state: the calls that Fairlead makes, answered as api.github.com answers them."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.answer import route
from sandbox.github.accounts import Accounts
from sandbox.github.answers import ENTERPRISE, Handler, guarded
from sandbox.github.callers import TOKENS, Kind
from sandbox.github.issues import Issues
from sandbox.github.state import GitHubState

Entry = tuple[str, str, Handler, tuple[Kind, ...]]
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ISSUE = "/issues/{number:int}"


def app(state: GitHubState) -> Starlette:
    """Every repository, organisation and person answers under its name and under its id, and all of it under `/api/v3` as
    well, as on a GitHub Enterprise Server."""
    accounts = Accounts(state)
    entries = [*_accounts(accounts), *_repositories(Issues(state))]
    routes = [route("/{path:path}", guarded(state, accounts.unknown), methods=ANY)]
    for root in (ENTERPRISE, ""):  # the last comes first in the list, and is found soonest
        here = [route(root + path, guarded(state, do, who), methods=[verb]) for path, verb, do, who in entries]
        free = route(f"{root}/rate_limit", guarded(state, accounts.rate_limit, free=True), methods=["GET"])
        routes = [free, *here, *routes]
    for path in ("/graphql", "/api/graphql"):  # the latter on a GitHub Enterprise Server
        ask = guarded(state, _graphql(state), pool="graphql", free=True)
        routes.insert(0, route(path, ask, methods=["POST"]))
    return Starlette(routes=routes)


def _graphql(state: GitHubState) -> Handler:
    async def answer(request: Request) -> Response:
        from sandbox.github.graphql.endpoint import Endpoint

        return await Endpoint(state).answer(request)

    return answer


def _accounts(of: Accounts) -> list[Entry]:
    return [
        ("/user", "GET", of.user, ("user",)),
        ("/user/repos", "GET", of.own_repositories, ("user",)),
        ("/users/{user}", "GET", of.profile, TOKENS),
        ("/users/{user}/repos", "GET", of.repositories, TOKENS),
        ("/user/{user_id:int}/repos", "GET", of.repositories, TOKENS),
        *((f"{org}{path}", "GET", handler, TOKENS) for org in ORGS for path, handler in _of_orgs(of)),
        ("/orgs/{org}/teams/{slug}/members", "GET", of.team_members, TOKENS),
        ("/organizations/{org_id:int}/team/{team_id:int}/members", "GET", of.team_members, TOKENS),
        ("/app", "GET", of.app, ("app",)),
        ("/app/installations/{installation:int}/access_tokens", "POST", of.access_token, ("app",)),
        ("/orgs/{org}/installation", "GET", of.installation, ("app",)),
        ("/repos/{owner}/{repo}/installation", "GET", of.installation, ("app",)),
        ("/installation/repositories", "GET", of.installation_repositories, ("installation",)),
    ]


ORGS = ("/orgs/{org}", "/organizations/{org_id:int}")


def _of_orgs(of: Accounts) -> list[tuple[str, Handler]]:
    return [("/repos", of.repositories), ("/members", of.members), ("/teams", of.teams)]


def _repositories(of: Issues) -> list[Entry]:
    below: list[tuple[str, str, Handler]] = [
        ("", "GET", of.repository),
        ("/issues", "GET", of.issues),
        ("/issues", "POST", of.create),
        ("/issues/comments", "GET", of.repository_comments),
        ("/issues/comments/{id:int}", "GET", of.comment),
        ("/issues/comments/{id:int}", "PATCH", of.edit_comment),
        ("/issues/comments/{id:int}", "DELETE", of.delete_comment),
        ("/issues/events", "GET", of.events),
        (ISSUE, "GET", of.issue),
        (ISSUE, "PATCH", of.update),
        (f"{ISSUE}/comments", "GET", of.issue_comments),
        (f"{ISSUE}/comments", "POST", of.add_comment),
        (f"{ISSUE}/dependencies/blocked_by", "GET", of.blocked_by),
        (f"{ISSUE}/labels", "GET", of.labels),
        (f"{ISSUE}/labels", "POST", of.add_labels),
        (f"{ISSUE}/labels/{{name:path}}", "DELETE", of.remove_label),
        (f"{ISSUE}/parent", "GET", of.parent),
        (f"{ISSUE}/sub_issues", "GET", of.sub_issues),
        ("/milestones", "GET", of.milestones),
        ("/pulls/comments", "GET", of.review_comments),
        ("/pulls/{number:int}/reviews", "GET", of.reviews),
    ]
    roots = ("/repos/{owner}/{repo}", "/repositories/{repository_id:int}")
    return [(root + path, verb, handler, TOKENS) for root in roots for path, verb, handler in below]
