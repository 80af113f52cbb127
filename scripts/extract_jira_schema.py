"""Derives tests/contract/jira.openapi.json and jira.adf.schema.json from Atlassian's own published descriptions.

Run it again after using another path: `uv run python scripts/extract_jira_schema.py` (needs uv and npm, fetches two pinned
packages of 1 MB together). Prose and examples are dropped.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from scripts.openapi import bare, from_archive, from_npm, references

SDIST = "jirapi==0.4.0"
SDIST_SHA256 = "e619f4ed3133f3b71628acdd21401ddd9b133123e5fc11cb367d52e94a76999f"
OPENAPI = "jirapi-0.4.0/docs/jira-cloud-api-openapi.json"
PACKAGE = "@atlaskit/adf-schema@57.7.22"
DOCUMENT = "package/dist/json-schema/v1/full.json"
CONTRACT = Path(__file__).parents[1] / "tests" / "contract"
ISSUE = "/rest/api/3/issue/{issueIdOrKey}"
IN_USE = {
    "/rest/api/3/myself": ("get",),
    "/rest/api/3/mypermissions": ("get",),
    "/rest/api/3/serverInfo": ("get",),
    "/rest/api/3/configuration": ("get",),
    "/rest/api/3/field": ("get",),
    "/rest/api/3/status": ("get",),
    "/rest/api/3/priority": ("get",),
    "/rest/api/3/issuetype": ("get",),
    "/rest/api/3/issueLinkType": ("get",),
    "/rest/api/3/project/search": ("get",),
    "/rest/api/3/users/search": ("get",),
    "/rest/api/3/groups/picker": ("get",),
    "/rest/api/3/group/bulk": ("get",),
    "/rest/api/3/group/member": ("get",),
    "/rest/api/3/search": ("get", "post"),
    "/rest/api/3/search/jql": ("get", "post"),
    "/rest/api/3/search/approximate-count": ("post",),
    "/rest/api/3/changelog/bulkfetch": ("post",),
    "/rest/api/3/issue": ("post",),
    "/rest/api/3/issue/bulkfetch": ("post",),
    "/rest/api/3/project/{projectIdOrKey}": ("get",),
    ISSUE: ("get", "put", "delete"),
    f"{ISSUE}/transitions": ("get", "post"),
    f"{ISSUE}/changelog": ("get",),
    f"{ISSUE}/worklog": ("get",),
    f"{ISSUE}/comment": ("get", "post"),
    f"{ISSUE}/comment/{{id}}": ("get", "put", "delete"),
    f"{ISSUE}/remotelink": ("get", "post", "delete"),
    f"{ISSUE}/remotelink/{{linkId}}": ("delete",),
    "/rest/api/3/comment/{commentId}/properties": ("get",),
    "/rest/api/3/comment/{commentId}/properties/{propertyKey}": ("get",),
}
PROSE = ("description", "summary", "externalDocs", "tags", "security")


def main() -> None:
    whole = _published_api()
    paths = {
        path: {verb: bare(whole["paths"][path][verb], _is_prose) for verb in verbs} for path, verbs in IN_USE.items()
    }
    about = {name: whole["info"][name] for name in ("title", "version", "license")}
    made = f"From the sdist of {SDIST} by scripts/extract_jira_schema.py; do not edit."
    kept = {
        "openapi": whole["openapi"],
        "info": about | {"description": made},
        "paths": paths,
        "components": {"schemas": _schemas(whole, paths)},
    }
    _write("jira.openapi.json", kept)
    _write("jira.adf.schema.json", from_npm(PACKAGE, DOCUMENT) | {"$comment": f"From npm {PACKAGE} (Apache-2.0)."})


def _write(name: str, content: Any) -> None:
    (CONTRACT / name).write_text(json.dumps(content, indent=0, sort_keys=True) + "\n")


def _published_api() -> Any:
    """pip checks nothing for a lone download, so the hash is checked here."""
    command = [shutil.which("uvx") or "uvx", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:", SDIST]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command, cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tar.gz"))
        assert hashlib.sha256(archive.read_bytes()).hexdigest() == SDIST_SHA256, f"{SDIST} is not what was pinned"
        return from_archive(archive, OPENAPI)


def _schemas(whole: Any, paths: Any) -> dict[str, Any]:
    """What the paths refer to, and what that refers to."""
    found: dict[str, Any] = {}
    waiting = sorted(references(paths))
    while waiting:
        name = waiting.pop().removeprefix("#/components/schemas/")
        if name not in found:
            found[name] = bare(whole["components"]["schemas"][name], _is_prose)
            waiting += sorted(references(found[name]))
    return found


def _is_prose(key: str, part: Any) -> bool:
    if key.startswith("x-"):
        return True
    if key in ("example", "examples"):
        return not (isinstance(part, dict) and ("type" in part or "$ref" in part))
    return key in PROSE and not isinstance(part, dict)


if __name__ == "__main__":
    main()
