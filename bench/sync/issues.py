"""Made-up GitHub issues of the size of real ones (4 to 5 KB), the same at every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

OWNER, NAME = "acme", "big"
REPO = f"{OWNER}/{NAME}"
MILESTONES = 20
START = datetime(2024, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=700)  # all of it in the past
WORDS = ["payment", "retry", "ledger", "export", "latency", "cache", "invoice", "login", "token", "queue", "report"]


def issue(number: int, count: int, rng: random.Random) -> dict[str, Any]:
    created = START + number * SPAN / count
    closed = created + timedelta(hours=rng.randrange(2, 900)) if rng.random() < 0.6 else None
    updated = closed or created + timedelta(hours=rng.randrange(1, 200))
    url = f"https://api.github.com/repos/{REPO}/issues/{number}"
    body = " ".join(rng.choices(WORDS, k=270))
    return {
        "url": url,
        "repository_url": f"https://api.github.com/repos/{REPO}",
        "labels_url": url + "/labels{/name}",
        "comments_url": url + "/comments",
        "events_url": url + "/events",
        "html_url": f"https://github.com/{REPO}/issues/{number}",
        "id": 10_000_000 + number,
        "node_id": f"I_kwDO{number:012d}",
        "number": number,
        "title": " ".join(rng.choices(WORDS, k=7)).capitalize(),
        "user": user(rng.randrange(60)),
        "labels": [_label(rng.randrange(60)) for _ in range(rng.randrange(3))],
        "type": None,
        "state": "closed" if closed else "open",
        "locked": False,
        "assignee": None,
        "assignees": [user(rng.randrange(60))] if rng.random() < 0.5 else [],
        "milestone": None,
        "comments": rng.randrange(9),
        "created_at": iso(created),
        "updated_at": iso(updated),
        "closed_at": iso(closed) if closed else None,
        "author_association": "MEMBER",
        "active_lock_reason": None,
        "body": body,
        "reactions": {"url": url + "/reactions", "total_count": 0, "+1": 0, "-1": 0, "laugh": 0, "hooray": 0},
        "timeline_url": url + "/timeline",
        "performed_via_github_app": None,
        "state_reason": "completed" if closed else None,
    }


def issues(count: int) -> Iterator[dict[str, Any]]:
    """`count` issues, one after the other, in the order in which they were created."""
    rng = random.Random(1)
    return (issue(number, count, rng) for number in range(1, count + 1))


def repository() -> dict[str, Any]:
    url = f"https://api.github.com/repos/{REPO}"
    return {
        "id": 77,
        "node_id": "R_77",
        "name": NAME,
        "full_name": REPO,
        "private": False,
        "owner": user(0) | {"login": OWNER, "type": "Organization"},
        "html_url": f"https://github.com/{REPO}",
        "description": None,
        "fork": False,
        "license": None,
        "url": url,
        "default_branch": "main",
        "visibility": "public",
        "archived": False,
        "disabled": False,
        "has_issues": True,
        "stargazers_count": 1,
        "watchers_count": 1,
        "forks_count": 0,
        "open_issues_count": 1,
        "size": 1,
        "topics": [],
        "created_at": iso(START),
        "updated_at": iso(START),
        "pushed_at": iso(START),
    }


def milestones() -> list[dict[str, Any]]:
    return [
        {
            "url": f"https://api.github.com/repos/{REPO}/milestones/{number}",
            "html_url": f"https://github.com/{REPO}/milestone/{number}",
            "labels_url": f"https://api.github.com/repos/{REPO}/milestones/{number}/labels",
            "id": 500 + number,
            "node_id": f"MI_{number}",
            "number": number,
            "title": f"Milestone {number}",
            "description": "",
            "creator": user(number),
            "open_issues": 1,
            "closed_issues": 1,
            "state": "open",
            "created_at": iso(START),
            "updated_at": iso(START),
            "due_on": None,
            "closed_at": None,
        }
        for number in range(1, MILESTONES + 1)
    ]


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _label(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "node_id": f"LA_{number}",
        "url": f"https://api.github.com/repos/{REPO}/labels/area-{number}",
        "name": f"area-{number}",
        "color": "ededed",
        "default": False,
        "description": None,
    }


def user(number: int) -> dict[str, Any]:
    login = f"person-{number}"
    base = f"https://api.github.com/users/{login}"
    urls = ["followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events"]
    return {
        "login": login,
        "id": number + 1,
        "node_id": f"U_{number}",
        "avatar_url": f"https://avatars.example/u/{number}",
        "gravatar_id": "",
        "url": base,
        "html_url": f"https://github.com/{login}",
        **{f"{name}_url": f"{base}/{name}" for name in urls},
        "received_events_url": f"{base}/received_events",
        "type": "User",
        "site_admin": False,
    }
