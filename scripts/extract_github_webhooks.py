"""Derives tests/contract/github.webhooks.json from GitHub's own description of its webhooks, as Octokit publishes it.

Run it again after raising the version: `uv run python scripts/extract_github_webhooks.py` (needs npm, fetches one pinned
package of 2 MB). Kept are the events by their actions, and what every payload of each has.
"""

import json
from pathlib import Path
from typing import Any

from scripts.openapi import from_npm

PACKAGE = "@octokit/openapi-webhooks@12.1.0"
MEMBER = "package/generated/api.github.com.json"
TARGET = Path(__file__).parents[1] / "tests" / "contract" / "github.webhooks.json"


def main() -> None:
    whole = from_npm(PACKAGE, MEMBER)
    events: dict[str, dict[str, list[str]]] = {}
    for hook in whole["webhooks"].values():
        about = hook["post"]
        event = about["x-github"]["subcategory"].replace("-", "_")
        for schema in _variants(whole, about["requestBody"]["content"]["application/json"]["schema"]):
            for action in schema.get("properties", {}).get("action", {}).get("enum", [""]):
                events.setdefault(event, {})[action] = sorted(schema.get("required", []))
    made = {"from": f"npm {PACKAGE} by scripts/extract_github_webhooks.py; do not edit", "events": events}
    TARGET.write_text(json.dumps(made, indent=0, sort_keys=True) + "\n")


def _variants(whole: Any, schema: Any) -> list[Any]:
    if "$ref" in schema:
        return _variants(whole, whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    parts = schema.get("oneOf", []) + schema.get("anyOf", [])
    return [found for part in parts for found in _variants(whole, part)] if parts else [schema]


if __name__ == "__main__":
    main()
