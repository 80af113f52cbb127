"""The first half of tap-jira into a target: Singer's lines of issues and their changelogs on stdout. It knows no addresses but
those with https, so these are redirected."""

import json
import sys
from pathlib import Path
from typing import Any

import tap_jira
from tap_jira.streams import ALL_STREAMS, Stream

from bench.sync.jira_issues import BASE
from bench.sync.peers.redirected import redirect

WANTED = ("issues", "changelogs")


def stream(each: Stream) -> dict[str, Any]:
    """As the command's own discovery describes it."""
    name = each.tap_stream_id
    metadata = [{"breadcrumb": [], "metadata": {"selected": name in WANTED}}]
    return {"stream": name, "tap_stream_id": name, "schema": tap_jira.load_schema(name), "metadata": metadata}


def main(base: str, folder: str) -> None:
    redirect(BASE, base)
    home, state = Path(folder), Path(folder) / "state.json"
    config = {
        "base_url": BASE,
        "username": "bench@example.com",
        "password": "bench-token",
        "user_agent": "bench",
        "start_date": "2020-01-01T00:00:00Z",
    }
    (home / "catalog.json").write_text(json.dumps({"streams": [stream(each) for each in ALL_STREAMS]}))
    (home / "tap.json").write_text(json.dumps(config))
    sys.argv = ["tap-jira", "--config", str(home / "tap.json"), "--properties", str(home / "catalog.json")]
    sys.argv += ["--state", str(state)] if state.exists() else []
    tap_jira.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
