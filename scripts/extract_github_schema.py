"""Derives tests/contract/github.openapi.json from GitHub's own OpenAPI description, as Octokit publishes it.

Run it again after raising the version or using another path: `uv run python scripts/extract_github_schema.py` (needs npm,
fetches one pinned package of 29 MB). Prose and examples are dropped.
"""

import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = "@octokit/openapi@23.0.2"
MEMBER = "package/generated/api.github.com.json"
TARGET = Path(__file__).parents[1] / "tests" / "contract" / "github.openapi.json"
REPO = "/repos/{owner}/{repo}"
IN_USE = {
    "/user": ("get",),
    REPO: ("get",),
    f"{REPO}/issues": ("get",),
    f"{REPO}/issues/comments": ("get",),
    f"{REPO}/issues/comments/{{comment_id}}": ("get", "patch", "delete"),
    f"{REPO}/issues/events": ("get",),
    f"{REPO}/issues/{{issue_number}}": ("get",),
    f"{REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPO}/issues/{{issue_number}}/labels": ("get", "post"),
    f"{REPO}/issues/{{issue_number}}/labels/{{name}}": ("delete",),
    f"{REPO}/milestones": ("get",),
}
PROSE = ("description", "summary", "externalDocs", "x-github")


def main() -> None:
    whole = _published()
    paths = {path: {verb: _bare(whole["paths"][path][verb]) for verb in verbs} for path, verbs in IN_USE.items()}
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


def _published() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        command = [shutil.which("npm") or "npm", "pack", "--silent", PACKAGE]
        name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(Path(folder) / name) as package:
            member = package.extractfile(MEMBER)
            assert member is not None
            return json.load(member)


def _components(whole: Any, paths: Any) -> dict[str, dict[str, Any]]:
    """What the paths refer to, and what that refers to."""
    found: dict[str, dict[str, Any]] = {}
    waiting = sorted(_references(paths))
    while waiting:
        kind, name = waiting.pop().removeprefix("#/components/").split("/")
        if name not in found.setdefault(kind, {}):
            found[kind][name] = _bare(whole["components"][kind][name])
            waiting += sorted(_references(found[kind][name]))
    return found


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    here = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return here.union(*map(_references, node.values()))


def _bare(node: Any) -> Any:
    """Without prose and examples. A *property* called `description` is a schema, not a text, and stays."""
    if isinstance(node, list):
        return [_bare(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: _bare(part) for key, part in node.items() if not _is_prose(key, part)}


def _is_prose(key: str, part: Any) -> bool:
    if key in ("example", "examples"):
        return not (isinstance(part, dict) and "type" in part)
    return key in PROSE and (isinstance(part, str) or key in ("externalDocs", "x-github"))


if __name__ == "__main__":
    main()
