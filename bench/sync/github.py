"""GitHub as its clients ask for the issues of one repository."""

from datetime import datetime
from urllib.parse import urlencode

import msgspec

from bench.sync.issues import OWNER, REPO, iso, issues, milestones, repository, user
from bench.sync.served import Answer, Request
from bench.sync.shelf import ALWAYS, CHANGED, Json, Rendered, Shelf, Since

PAGE = 30
LIMITS = {"limit": 5000, "remaining": 4999, "reset": 4_000_000_000, "used": 1}
HEADERS = {f"X-RateLimit-{name.title()}": str(value) for name, value in LIMITS.items()} | {"X-OAuth-Scopes": "repo"}
ISSUES = f"/repos/{REPO}/issues"


class GitHub:
    def __init__(self, count: int) -> None:
        self._shelf = Shelf(
            [
                Rendered(_millis(one["created_at"]), _millis(one["updated_at"]), msgspec.json.encode(one))
                for one in issues(count)
            ],
            touch,
        )
        self.base, self.given = "", 0
        known = {
            "/user": user(0),
            "/rate_limit": {"resources": {"core": LIMITS, "search": LIMITS, "graphql": LIMITS}, "rate": LIMITS},
            f"/repos/{REPO}": repository(),
            f"/orgs/{OWNER}": user(0) | {"login": OWNER, "type": "Organization"},
            f"/repos/{REPO}/milestones": milestones(),
            f"{ISSUES}/comments": [],
            f"{ISSUES}/events": [],
            "/graphql": {"data": {"repo0": {"nameWithOwner": REPO, "databaseId": 77}, "rateLimit": {"cost": 1}}},
        }
        self._known = {path: msgspec.json.encode(body) for path, body in known.items()}

    def change(self, every: int, at: datetime) -> int:
        return self._shelf.change(every, at)

    def answer(self, request: Request) -> Answer:
        if request.path == ISSUES:
            return self._issues(request)
        body = self._known.get(request.path)
        if body is None:
            return Answer(b'{"message":"Not Found"}', 404, HEADERS)
        return _unless_known(request, "same", Answer(body, 200, HEADERS))

    def _issues(self, request: Request) -> Answer:
        """https://docs.github.com/en/rest/issues/issues#list-repository-issues"""
        query = request.query
        etag = f"{self._shelf.state} {request.target}"
        if request.headers.get("if-none-match") == etag:
            return Answer(b"", 304, HEADERS | {"ETag": etag})
        since = Since(updated=_millis(query["since"])) if "since" in query else ALWAYS
        by = "updated" if query.get("sort") == "updated" else "created"
        places = self._shelf.listed(by, descending=query.get("direction") != "asc", since=since)
        size = min(int(query.get("per_page", PAGE)), 100)
        start = int(query.get("after") or (int(query.get("page", "1")) - 1) * size)
        end = min(start + size, len(places))
        self.given += end - start
        more = {"Link": self._next(request, end, size)} if end < len(places) else {}
        return Answer(b"[" + self._shelf.page(places[start:end]) + b"]", 200, HEADERS | {"ETag": etag} | more)

    def _next(self, request: Request, end: int, size: int) -> str:
        """By a cursor and by a number, as GitHub gives both."""
        query = {**request.query, "after": str(end), "page": str(end // size + 1)}
        return f'<{self.base}{request.path}?{urlencode(query)}>; rel="next"'


def touch(issue: Json, at: datetime) -> None:
    issue["title"] = CHANGED + issue["title"]
    issue["updated_at"] = iso(at)


def _unless_known(request: Request, etag: str, answer: Answer) -> Answer:
    known = request.headers.get("if-none-match") == etag
    return answer._replace(
        body=b"" if known else answer.body, status=304 if known else 200, headers=HEADERS | {"ETag": etag}
    )


def _millis(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)
