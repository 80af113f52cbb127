"""The JSON bodies of repositories: as lists show them, and as each shows itself."""

from datetime import datetime

from sandbox.github.repository import Repository
from sandbox.github.shapes import API, WEB, Payload, stamp

REPOSITORY_LINKS = {
    "archive": "{archive_format}{/ref}", "assignees": "assignees{/user}", "blobs": "git/blobs{/sha}",
    "branches": "branches{/branch}", "collaborators": "collaborators{/collaborator}", "comments": "comments{/number}",
    "commits": "commits{/sha}", "compare": "compare/{base}...{head}", "contents": "contents/{+path}",
    "contributors": "contributors", "deployments": "deployments", "downloads": "downloads", "events": "events",
    "forks": "forks", "git_commits": "git/commits{/sha}", "git_refs": "git/refs{/sha}", "git_tags": "git/tags{/sha}",
    "hooks": "hooks", "issue_comment": "issues/comments{/number}", "issue_events": "issues/events{/number}",
    "issues": "issues{/number}", "keys": "keys{/key_id}", "labels": "labels{/name}", "languages": "languages",
    "merges": "merges", "milestones": "milestones{/number}",
    "notifications": "notifications{?since,all,participating}", "pulls": "pulls{/number}", "releases": "releases{/id}",
    "stargazers": "stargazers", "statuses": "statuses/{sha}", "subscribers": "subscribers",
    "subscription": "subscription", "tags": "tags", "teams": "teams", "trees": "git/trees{/sha}",
}  # fmt: skip


def listed(repo: Repository, since: datetime) -> Payload:
    """A repository as lists show it."""
    name, url = repo.full_name, f"{API}/repos/{repo.full_name}"
    open_issues = sum(issue["state"] == "open" for issue in repo.issues.values())
    zeros = ("size", "stargazers_count", "watchers_count", "watchers", "forks_count", "forks")
    return {
        "id": repo.id,
        "node_id": f"R_kgDO{repo.id:06x}",
        "name": name.partition("/")[2],
        "full_name": name,
        "owner": repo.owner,
        "url": url,
        "html_url": f"{WEB}/{name}",
        **{f"{link}_url": f"{url}/{path}" for link, path in REPOSITORY_LINKS.items()},
        "git_url": f"git://github.com/{name}.git",
        "ssh_url": f"git@github.com:{name}.git",
        "clone_url": f"{WEB}/{name}.git",
        "svn_url": f"{WEB}/{name}",
        "is_template": False,
        **dict.fromkeys(("has_projects", "has_wiki", "has_downloads", "allow_forking"), True),
        **dict.fromkeys(("has_pages", "has_discussions", "web_commit_signoff_required"), False),
        **dict.fromkeys(("description", "homepage", "language", "mirror_url", "license"), None),
        **dict.fromkeys(zeros, 0),
        "has_issues": repo.has_issues,
        "private": repo.private,
        "archived": repo.archived,
        "fork": repo.fork,
        "disabled": repo.disabled,
        "open_issues": open_issues,
        "open_issues_count": open_issues,
        "topics": [],
        "visibility": "private" if repo.private else "public",
        "default_branch": "main",
        "created_at": stamp(since),
        "updated_at": stamp(since),
        "pushed_at": stamp(since),
        "permissions": {"admin": False, "maintain": False, "push": True, "triage": True, "pull": True},
    }


def repository(repo: Repository, since: datetime) -> Payload:
    """A repository asked for by itself."""
    return {**listed(repo, since), "network_count": 0, "subscribers_count": 0}
