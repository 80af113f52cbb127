"""Derives tests/contract/slack.schema.json from Slack's own types, so that our requests are held to what Slack publishes.

Run it again after raising a version: `uv run python scripts/extract_slack_schema.py` (needs node and npm, fetches three
pinned packages, takes some minutes). One run of the generator a type, because files of answers repeat names such as `Block`
with different contents. Descriptions are dropped and equal definitions shared.
"""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PACKAGES = ("@slack/web-api@8.2.0", "@slack/bolt@4.6.0", "ts-json-schema-generator@2.4.0")
TARGET = Path(__file__).parents[1] / "tests" / "contract" / "slack.schema.json"
TYPES = Path("node_modules/@slack/web-api/dist/types")
METHODS = (
    "apps.connections.open",
    "auth.test",
    "chat.delete",
    "chat.getPermalink",
    "chat.postEphemeral",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.join",
    "conversations.list",
    "conversations.replies",
    "usergroups.list",
    "users.conversations",
    "users.info",
    "users.list",
    "views.open",
    "views.publish",
    "views.update",
)
BOLT, EVENTS = Path("node_modules/@slack/bolt/dist/types"), Path("node_modules/@slack/types/dist/events")
PRESSES = {  # what Slack sends, by the name of its type
    "BlockButtonAction": BOLT / "actions" / "block-action.d.ts",
    "BlockOverflowAction": BOLT / "actions" / "block-action.d.ts",
    "BlockStaticSelectAction": BOLT / "actions" / "block-action.d.ts",
    "ViewSubmitAction": BOLT / "view" / "index.d.ts",
    "AppHomeOpenedEvent": EVENTS / "app.d.ts",
}
COMPILER = {"strict": True, "moduleResolution": "node", "module": "commonjs", "target": "es2020", "types": ["node"]}


def main() -> None:
    bundle: dict[str, Any] = {
        "$comment": f"From {' and '.join(PACKAGES)} by scripts/extract_slack_schema.py; do not edit.",
        "methods": {},
        "definitions": {},
        "manifest": {},
        "presses": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "tsconfig.json").write_text(json.dumps({"compilerOptions": COMPILER}))
        _run(here, "npm", "install", "--silent", *PACKAGES)
        for method in METHODS:
            name = "".join(part[0].upper() + part[1:] for part in method.split("."))
            request = _schema(here, TYPES / "request" / "index.d.ts", f"{name}Arguments")
            response = _schema(here, TYPES / "response" / f"{name}Response.d.ts", f"{name}Response")
            bundle["methods"][method] = {
                "arguments": _share(request, bundle["definitions"]),
                "response": _share(response, bundle["definitions"]),
            }
        manifest = _schema(here, TYPES / "request" / "manifest.d.ts", "Manifest")
        bundle["manifest"] = _share(manifest, bundle["definitions"])
        for name, path in PRESSES.items():
            bundle["presses"][name] = _share(_schema(here, path, name), bundle["definitions"])
    TARGET.write_text(json.dumps(bundle, indent=0, sort_keys=True) + "\n")


def _schema(folder: Path, path: Path, name: str) -> dict[str, Any]:
    generator = ("npx", "ts-json-schema-generator", "--tsconfig", "tsconfig.json", "--no-type-check")
    text = _run(folder, *generator, "--path", str(path), "--type", name)
    schema: dict[str, Any] = json.loads(text, object_hook=_undescribed)
    return schema


def _undescribed(value: dict[str, Any]) -> dict[str, Any]:
    """Drops the prose; a property that is called `description` has a schema, not a text."""
    return {key: part for key, part in value.items() if key != "description" or not isinstance(part, str)}


def _share(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Moves the definitions into `shared`; one that differs from its namesake there keeps its type's name as a prefix."""
    root = schema["$ref"].rsplit("/", 1)[1]
    own = schema["definitions"]
    clashing = {name for name, body in own.items() if shared.get(_plain(name), body) != body}
    while True:
        dependent = {name for name in own if name not in clashing and clashing & _named_in(own[name])}
        if not dependent:
            break
        clashing |= dependent
    new_name = {name: _plain(f"{root}.{name}" if name in clashing else name) for name in own}
    for name, body in own.items():
        shared[new_name[name]] = _renamed(body, new_name)
    return {"$ref": f"#/definitions/{new_name[root]}"}


def _named_in(body: Any) -> set[str]:
    found: set[str] = set()
    _walk(body, found.add)
    return found


def _walk(body: Any, see: Any) -> None:
    for key, part in body.items() if isinstance(body, dict) else enumerate(body):
        if key == "$ref":
            see(_target(part))
        elif isinstance(part, dict | list):
            _walk(part, see)


def _renamed(body: Any, names: dict[str, str]) -> Any:
    if isinstance(body, list):
        return [_renamed(part, names) for part in body]
    if not isinstance(body, dict):
        return body
    return {
        key: f"#/definitions/{names[_target(part)]}" if key == "$ref" else _renamed(part, names)
        for key, part in body.items()
    }


def _target(reference: str) -> str:
    return unquote(reference.removeprefix("#/definitions/"))


def _plain(name: str) -> str:
    """`OptionalArgument<A>` would need escaping in every reference to it."""
    return re.sub(r"[^\w.]+", "_", name).strip("_")[:80]


def _run(folder: Path, program: str, *arguments: str) -> str:
    command = [shutil.which(program) or program, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
