"""Derives tests/contract/jira_dc.openapi.json from a client that was generated from Atlassian's description of Data Center.

Atlassian's own file is in no package registry. npm `@atlassian-dc-mcp/jira` (MIT) carries the client that
openapi-typescript-codegen made of it: addresses, query names, bodies and every model as types. They are turned back here.
Run it again after using another path: `uv run python -m scripts.extract_jira_dc_schema` (needs node and npm, a minute).
"""

import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.openapi import bare, references, run

CLIENT = "@atlassian-dc-mcp/jira@0.34.0"
GENERATOR = "ts-json-schema-generator@2.4.0"
COMPILER = {"strict": True, "moduleResolution": "node", "module": "commonjs", "target": "es2020", "types": []}
HERE = Path("package/build/jira-client")
TARGET = Path(__file__).parents[1] / "tests" / "contract" / "jira_dc.openapi.json"
ISSUE = "/api/2/issue/{issueIdOrKey}"
IN_USE = {
    "/api/2/myself": ("get",),
    "/api/2/serverInfo": ("get",),
    "/api/2/configuration": ("get",),
    "/api/2/field": ("get",),
    "/api/2/status": ("get",),
    "/api/2/priority": ("get",),
    "/api/2/issuetype": ("get",),
    "/api/2/issueLinkType": ("get",),
    "/api/2/project": ("get",),
    "/api/2/user/search": ("get",),
    "/api/2/groups/picker": ("get",),
    "/api/2/group/member": ("get",),
    "/api/2/search": ("get", "post"),
    "/api/2/issue": ("post",),
    "/api/2/project/{projectIdOrKey}": ("get",),
    ISSUE: ("get", "put", "delete"),
    f"{ISSUE}/transitions": ("get", "post"),
    f"{ISSUE}/worklog": ("get",),
    f"{ISSUE}/comment": ("get", "post"),
    f"{ISSUE}/comment/{{id}}": ("get", "put", "delete"),
    f"{ISSUE}/remotelink": ("get", "post", "delete"),
    f"{ISSUE}/remotelink/{{linkId}}": ("delete",),
    "/api/2/comment/{commentId}/properties": ("get",),
    "/api/2/comment/{commentId}/properties/{propertyKey}": ("get", "put"),
}
_CALL = re.compile(r"static (\w+)\(.*?\) \{\s*return __request\(OpenAPI, (\{.*?\n        \})\);", re.DOTALL)
_SIGNATURE = r"static {}\((.*?)\): CancelablePromise<(.*)>;"
_NUMBERS = {"number": {"type": "integer"}, "boolean": {"type": "boolean"}}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        archive = run(here, "npm", "pack", "--silent", CLIENT).strip()
        with tarfile.open(here / archive) as package:
            package.extractall(here, filter="data")
        paths = _paths(here / HERE / "services")
        models = _models(here)
    kept = {
        "openapi": "3.0.1",
        "info": {
            "title": "Jira Data Center",
            "version": "10",
            "description": f"From npm {CLIENT} (MIT) by scripts/extract_jira_dc_schema.py; do not edit.",
        },
        "paths": {f"/rest{path}": paths[path] for path in IN_USE},
        "components": {"schemas": _used(models, paths)},
    }
    TARGET.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n")


def _paths(services: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file in sorted(services.glob("*.js")):
        types = file.with_suffix(".d.ts").read_text()
        for name, call in _CALL.findall(file.read_text()):
            path, verb = _word(call, "url"), _word(call, "method").lower()
            if verb in IN_USE.get(path, ()):
                signature = re.search(_SIGNATURE.format(name), types)
                assert signature, f"{file.name}: {name} has no types"
                found.setdefault(path, {})[verb] = _operation(call, *signature.groups())
    missing = [f"{verb} {path}" for path, verbs in IN_USE.items() for verb in verbs if verb not in found.get(path, {})]
    assert not missing, f"not in {CLIENT}: {missing}"
    return found


def _operation(call: str, arguments: str, answer: str) -> dict[str, Any]:
    """The client does not tell which success it expects, so any is right."""
    types = {name: (kind, not mark) for name, mark, kind in re.findall(r"(\w+)(\??): ([\w<>]+)", arguments)}
    operation: dict[str, Any] = {
        "parameters": [*_parameters(call, "path", types), *_parameters(call, "query", types)],
        "responses": {"2XX": {"content": _content(answer)} if answer != "void" else {}},
    }
    if "body: requestBody" in call:
        operation["requestBody"] = {"content": _content(types["requestBody"][0]), "required": True}
    return operation


def _parameters(call: str, place: str, types: dict[str, tuple[str, bool]]) -> Iterator[dict[str, Any]]:
    block = re.search(rf"{place}: \{{(.*?)\}}", call, re.DOTALL)
    for name, variable in re.findall(r"'([\w-]+)': (\w+)", block[1] if block else ""):
        kind, required = types[variable]
        yield {"name": name, "in": place, "required": required, "schema": _NUMBERS.get(kind, {"type": "string"})}


def _content(kind: str) -> dict[str, Any]:
    schema = {} if kind == "any" else {"$ref": f"#/components/schemas/{kind}"}
    return {"application/json": {"schema": schema}}


def _models(folder: Path) -> dict[str, Any]:
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": COMPILER}))
    run(folder, "npm", "install", "--silent", "--prefix", ".", GENERATOR)
    where = str(HERE / "models" / "*.d.ts")
    options = (
        "--tsconfig",
        "tsconfig.json",
        "--no-type-check",
        "--additional-properties",
        "--path",
        where,
        "--type",
        "*",
    )
    text = run(folder, "npx", "ts-json-schema-generator", *options).replace("#/definitions/", "#/components/schemas/")
    found: dict[str, Any] = bare(json.loads(text)["definitions"], _is_prose)
    return found


def _is_prose(key: str, part: Any) -> bool:
    return key == "description" and isinstance(part, str)


def _used(models: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    """What the paths refer to, and what that refers to."""
    found: dict[str, Any] = {}
    waiting = sorted(references(paths))
    while waiting:
        name = waiting.pop().removeprefix("#/components/schemas/")
        if name not in found:
            found[name] = models[name]
            waiting += sorted(references(found[name]))
    return found


def _word(call: str, name: str) -> str:
    match = re.search(rf"{name}: '([^']*)'", call)
    assert match, f"{name} is not in {call}"
    return match[1]


if __name__ == "__main__":
    main()
