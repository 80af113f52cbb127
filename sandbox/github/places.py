"""What a request's path leads to: by name or by id, moved, deleted or never seen."""

from starlette.requests import Request

from sandbox.github.callers import Caller
from sandbox.github.problem import Problem, moved
from sandbox.github.repository import Address, Repository
from sandbox.github.shapes import API, Payload
from sandbox.github.state import GitHubState

NOT_AUTHORISED = (
    "Resource protected by organization SAML enforcement. "
    "You must grant your Personal Access token access to this organization."
)


def caller_of(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def repository(state: GitHubState, request: Request) -> Repository:
    """Names are the same in any case. One that was renamed leads on by the repository's id."""
    asked, caller = request.path_params, caller_of(request)
    name = f"{asked.get('owner')}/{asked.get('repo')}".casefold()
    id_ = asked.get("repository_id", state.renamed.get(name))
    found = (repo for repo in state.repos.values() if repo.id == id_ or repo.full_name.casefold() == name)
    repo = next(found, None)
    if repo is None or not caller.sees(repo):
        raise Problem(404, "Not Found")
    _authorised(state, caller, repo)
    if name in state.renamed:
        query = f"?{request.url.query}" if request.url.query else ""
        url = f"{API}/repositories/{repo.id}{below(request)}{query}"
        raise moved(301 if request.method == "GET" else 307, url)
    return repo


def _authorised(state: GitHubState, caller: Caller, repo: Repository) -> None:
    """https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso"""
    org = state.orgs.get(repo.owner["login"])
    if org and org.sso and caller.kind == "user":
        url = f"https://github.com/orgs/{repo.owner['login']}/sso?authorization_request=AZSCKL"
        raise Problem(403, NOT_AUTHORISED, {"x-github-sso": f"required; url={url}"})


def issue(state: GitHubState, request: Request) -> Payload:
    repo, number = repository(state, request), request.path_params["number"]
    if number in repo.moved:
        new_repo, new_number = repo.moved[number]
        raise moved(301 if request.method == "GET" else 307, f"{API}/repositories/{new_repo}/issues/{new_number}")
    if number in repo.deleted:
        raise Problem(410, "This issue was deleted")
    if number not in repo.issues:
        raise Problem(404, "Not Found")
    return repo.issues[number]


def comment(state: GitHubState, request: Request) -> Payload:
    found = repository(state, request).comments.get(request.path_params["id"])
    if found is None:
        raise Problem(404, "Not Found")
    return found


def shown(state: GitHubState, request: Request, addresses: list[Address]) -> list[Payload]:
    """The issues at these addresses as far as the caller may see them."""
    caller = caller_of(request)
    visible = [address for address in addresses if caller.sees(state.repos[address[0]])]
    return [state.repos[name].issues[number] for name, number in visible]


def below(request: Request) -> str:
    """The path below the repository."""
    named = {"owner", "repo"} <= request.path_params.keys()
    root = "/repos/" if named else "/repositories/"
    parts = request.url.path.partition(root)[2].split("/")[2 if named else 1 :]
    return "".join(f"/{part}" for part in parts)
