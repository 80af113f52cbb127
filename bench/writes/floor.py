"""`python -m bench.writes.floor PLAN`: the writes of a plan, sent by two plain loops, one for each tool, and nothing else.

PLAN is what `fairlead plan --json` told, with the addresses of the tools as `urls`. No look whether they stand already, no
intent, no journal, no pace.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from bench.writes.hub import TOKENS

Operations = Sequence[dict[str, Any]]


def main(plan: Path) -> None:
    told = json.loads(plan.read_text())
    loops = [Thread(target=LOOPS[tool], args=(url, _of(told, tool))) for tool, url in told["urls"].items()]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()


def _of(told: dict[str, Any], tool: str) -> Operations:
    return [each for each in told["operations"] if each["target"]["tool"] == tool]


def _jira(url: str, operations: Operations) -> None:
    with httpx.Client(base_url=f"{url}/rest/api/3", auth=("bot@acme.test", TOKENS["jira"])) as client:
        for each in operations:
            issue = f"/issue/{each['target']['place']}"
            if each["target"]["verb"] == "label":
                label = {"update": {"labels": [{"add": each["body"]}]}}
                client.put(issue, json=label).raise_for_status()
            else:
                client.post(f"{issue}/comment", json=_comment(each)).raise_for_status().json()


def _comment(operation: dict[str, Any]) -> dict[str, Any]:
    texts = [{"type": "paragraph", "content": [{"type": "text", "text": operation["body"]}]}]
    properties = [{"key": "fairlead", "value": {"mark": operation["mark"]}}]
    return {"body": {"type": "doc", "version": 1, "content": texts}, "properties": properties}


def _github(url: str, operations: Operations) -> None:
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKENS['github']}"}) as client:
        for each in operations:
            repo, _, number = each["target"]["place"].partition("#")
            issue = f"/repos/{repo}/issues/{number}"
            if each["target"]["verb"] == "label":
                client.post(f"{issue}/labels", json={"labels": [each["body"]]}).raise_for_status().json()
            else:
                body = f"{each['body']}\n\n<!-- fairlead:{each['mark']} -->"
                client.post(f"{issue}/comments", json={"body": body}).raise_for_status().json()


LOOPS = {"jira": _jira, "github": _github}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
