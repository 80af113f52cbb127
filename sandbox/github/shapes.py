"""The JSON bodies of GitHub REST, field for field as recorded from the real thing.

Addresses are written with the public host; the server puts its own in their place when it answers.
"""

from datetime import date, datetime
from typing import Any

Payload = dict[str, Any]
FieldValue = str | float | date | list[str]
API = "https://api.github.com"
WEB = "https://github.com"
REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
ISSUES_ONLY = ("type", "sub_issues_summary", "issue_dependencies_summary")


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")[:19] + "Z"


NODE_PREFIX = {"User": "U_kgDO", "Bot": "BOT_kgDO", "Organization": "O_kgDO"}


def account(id_: int, login: str, kind: str) -> Payload:
    """`kind` is User, Bot or Organization."""
    bot = kind == "Bot"
    url = f"{API}/users/{login.replace('[', '%5B').replace(']', '%5D')}"
    return {
        "login": login,
        "id": id_,
        "node_id": f"{NODE_PREFIX[kind]}{id_:06x}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{id_}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{WEB}/apps/{login.removesuffix('[bot]')}" if bot else f"{WEB}/{login}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": kind,
        "site_admin": False,
    }


def authenticated_user(account: Payload, since: datetime) -> Payload:
    empty: Payload = dict.fromkeys(("company", "location", "email", "hireable", "bio", "twitter_username"))
    counts = ("public_repos", "public_gists", "followers", "following", "private_gists", "total_private_repos")
    more = ("owned_private_repos", "disk_usage", "collaborators")
    return {
        **account,
        **empty,
        **dict.fromkeys(counts + more, 0),
        "name": account["login"],
        "blog": "",
        "user_view_type": "private",
        "two_factor_authentication": True,
        "created_at": stamp(since),
        "updated_at": stamp(since),
    }


def rate(headers: dict[str, str]) -> Payload:
    return {key: int(headers[f"x-ratelimit-{key}"]) for key in ("limit", "used", "remaining", "reset")}


def issue(id_: int, repo: str, number: int, title: str, by: Payload, body: str, at: datetime) -> Payload:
    url = f"{API}/repos/{repo}/issues/{number}"
    return {
        "url": url,
        "repository_url": f"{API}/repos/{repo}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": f"{WEB}/{repo}/issues/{number}",
        "id": id_,
        "node_id": f"I_kwDO{id_:08x}",
        "number": number,
        "title": title,
        "user": by,
        "labels": [],
        "state": "open",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "closed_at": None,
        "author_association": "MEMBER",
        "active_lock_reason": None,
        "body": body or None,
        "reactions": reactions(url),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
        "state_reason": None,
        "type": None,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": {"blocked_by": 0, "total_blocked_by": 0, "blocking": 0, "total_blocking": 0},
    }


def field_value(id_: int, name: str, value: FieldValue) -> Payload:
    """Options of a choice are texts; a day is a date."""
    kind = "number" if isinstance(value, float) else "date" if isinstance(value, date) else "text"
    shown: str | float | None = (
        value.isoformat() if isinstance(value, date) else None if isinstance(value, list) else value
    )
    options = None
    if isinstance(value, list):
        kind, options = "multi_select", [{"id": id_ + n, "name": each, "color": "gray"} for n, each in enumerate(value)]
    return {
        "issue_field_id": id_,
        "issue_field_name": name,
        "node_id": f"IFT_kwDO{id_:06x}",
        "data_type": kind,
        "value": shown,
        "single_select_option": None,
        "multi_select_options": options,
    }


def as_pull(payload: Payload, repo: str, *, draft: bool) -> Payload:
    """The same body as list-issues shows it for a pull request."""
    number = payload["number"]
    web = f"{WEB}/{repo}/pull/{number}"
    pull = {"url": f"{API}/repos/{repo}/pulls/{number}", "html_url": web, "diff_url": f"{web}.diff"}
    shared = {key: value for key, value in payload.items() if key not in ISSUES_ONLY}
    return {
        **shared,
        "node_id": payload["node_id"].replace("I_", "PR_", 1),
        "html_url": web,
        "draft": draft,
        "pull_request": {**pull, "patch_url": f"{web}.patch", "merged_at": None},
    }


def pull_in_issue_list(pull: Payload, repo: str) -> Payload:
    """How list-issues shows what was recorded from list-pulls: shared fields as they are, the rest filled in."""
    at = datetime.fromisoformat(pull["created_at"])
    listed = issue(pull["id"], repo, pull["number"], pull["title"], pull["user"], pull["body"] or "", at)
    shared = {key: pull[key] for key in listed.keys() & pull.keys() if key not in ("url", "comments_url")}
    shown = as_pull({**listed, **shared, "node_id": pull["node_id"]}, repo, draft=pull["draft"])
    shown["pull_request"]["merged_at"] = pull["merged_at"]
    return shown


def comment(id_: int, issue_: Payload, body: str, by: Payload, at: datetime) -> Payload:
    url = f"{issue_['repository_url']}/issues/comments/{id_}"
    return {
        "url": url,
        "html_url": f"{issue_['html_url']}#issuecomment-{id_}",
        "issue_url": issue_["url"],
        "id": id_,
        "node_id": f"IC_kwDO{id_:08x}",
        "user": by,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "author_association": "MEMBER",
        "body": body,
        "reactions": reactions(url),
        "performed_via_github_app": None,
    }


def event(id_: int, repo: str, kind: str, by: Payload, at: datetime, **details: Any) -> Payload:
    """An issue event without its issue, which the server adds as it stands when it answers."""
    return {
        "id": id_,
        "node_id": f"EV_lADO{id_:08x}",
        "url": f"{API}/repos/{repo}/issues/events/{id_}",
        "actor": by,
        "event": kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": stamp(at),
        **details,
        "performed_via_github_app": None,
    }


def label(id_: int, repo: str, name: str) -> Payload:
    return {
        "id": id_,
        "node_id": f"LA_kwDO{id_:08x}",
        "url": f"{API}/repos/{repo}/labels/{name.replace(' ', '%20')}",
        "name": name,
        "color": "ededed",
        "default": False,
        "description": None,
    }


def milestone(id_: int, repo: str, number: int, title: str, by: Payload, due: str | None, at: datetime) -> Payload:
    return {
        "url": f"{API}/repos/{repo}/milestones/{number}",
        "html_url": f"{WEB}/{repo}/milestone/{number}",
        "labels_url": f"{API}/repos/{repo}/milestones/{number}/labels",
        "id": id_,
        "node_id": f"MI_kwDO{id_:08x}",
        "number": number,
        "title": title,
        "description": None,
        "creator": by,
        "open_issues": 0,
        "closed_issues": 0,
        "state": "open",
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "due_on": due,
        "closed_at": None,
    }


def reactions(url: str) -> Payload:
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(REACTIONS, 0)}
