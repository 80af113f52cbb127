"""Derives tests/contract/github.openapi.json from GitHub's own OpenAPI description, as Octokit publishes it.

Run it again after raising the version or using another path: `uv run python scripts/extract_github_schema.py` (needs npm,
fetches one pinned package of 29 MB). Prose and examples are dropped.
"""

import json
from pathlib import Path
from typing import Any

from scripts.openapi import bare, from_npm, references

PACKAGE = "@octokit/openapi@23.0.2"
MEMBER = "package/generated/api.github.com.json"
TARGET = Path(__file__).parents[1] / "tests" / "contract" / "github.openapi.json"
REPO = "/repos/{owner}/{repo}"
ISSUE = f"{REPO}/issues/{{issue_number}}"
IN_USE = {
    "/app": ("get",),
    "/app/installations/{installation_id}/access_tokens": ("post",),
    "/installation/repositories": ("get",),
    "/orgs/{org}/installation": ("get",),
    "/orgs/{org}/members": ("get",),
    "/orgs/{org}/repos": ("get",),
    "/orgs/{org}/teams": ("get",),
    "/orgs/{org}/teams/{team_slug}/members": ("get",),
    "/rate_limit": ("get",),
    "/user": ("get",),
    "/user/repos": ("get",),
    "/users/{username}": ("get",),
    "/users/{username}/repos": ("get",),
    REPO: ("get",),
    f"{REPO}/installation": ("get",),
    f"{REPO}/issues": ("get", "post"),
    f"{REPO}/issues/comments": ("get",),
    f"{REPO}/issues/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPO}/issues/events": ("get",),
    ISSUE: ("get", "patch"),
    f"{ISSUE}/comments": ("get", "post"),
    f"{ISSUE}/dependencies/blocked_by": ("get",),
    f"{ISSUE}/labels": ("get", "post"),
    f"{ISSUE}/labels/{{name}}": ("delete",),
    f"{ISSUE}/parent": ("get",),
    f"{ISSUE}/sub_issues": ("get",),
    f"{REPO}/milestones": ("get",),
    f"{REPO}/pulls/comments": ("get",),
    f"{REPO}/pulls/{{pull_number}}/reviews": ("get",),
}
PROSE = ("description", "summary", "externalDocs", "x-github")


def main() -> None:
    whole = from_npm(PACKAGE, MEMBER)
    paths = {
        path: {verb: bare(whole["paths"][path][verb], _is_prose) for verb in verbs} for path, verbs in IN_USE.items()
    }
    kept: dict[str, Any] = {
        "openapi": whole["openapi"],
        "info": {
            "title": whole["info"]["title"],
            "version": whole["info"]["version"],
            "license": whole["info"]["license"],
            "description": f"From npm {PACKAGE} by scripts/extract_github_schema.py; do not edit.",
        },
        "paths": paths,
        "components": _components(whole, paths),
    }
    TARGET.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n")


def _components(whole: Any, paths: Any) -> dict[str, dict[str, Any]]:
    """What the paths refer to, and what that refers to."""
    found: dict[str, dict[str, Any]] = {}
    waiting = sorted(references(paths))
    while waiting:
        kind, name = waiting.pop().removeprefix("#/components/").split("/")
        if name not in found.setdefault(kind, {}):
            found[kind][name] = bare(whole["components"][kind][name], _is_prose)
            waiting += sorted(references(found[kind][name]))
    return found


def _is_prose(key: str, part: Any) -> bool:
    if key in ("example", "examples"):
        return not (isinstance(part, dict) and "type" in part)
    return key in PROSE and (isinstance(part, str) or key in ("externalDocs", "x-github"))


if __name__ == "__main__":
    main()
