"""dlt: its REST source into DuckDB, with its own defaults; later runs ask for what changed since."""

import os
import sys
from datetime import datetime
from typing import Any

os.environ["DLT_TELEMETRY"] = os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
from dlt.sources.rest_api import rest_api_resources

from bench.sync.issues import REPO
from bench.sync.jira_issues import PROJECT

LONG_AGO = "2020-01-01T00:00:00+00:00"
Json = dict[str, Any]


def github(base: str) -> Json:
    since = {"start_param": "since", "cursor_path": "updated_at", "initial_value": LONG_AGO}
    asked = {"state": "all", "sort": "updated", "direction": "asc", "per_page": 100}
    endpoint = {"path": f"repos/{REPO}/issues", "params": asked, "incremental": since}
    return {"client": {"base_url": base, "paginator": "header_link"}, "resources": [_issues(endpoint)]}


def jira(base: str) -> Json:
    paginator = {"type": "cursor", "cursor_path": "nextPageToken", "cursor_param": "nextPageToken"}
    since = {"cursor_path": "fields.updated", "initial_value": LONG_AGO, "convert": _minute}
    jql = f"project = {PROJECT} AND updated >= '{{incremental.start_value}}' ORDER BY created ASC"
    asked = {"jql": jql, "fields": "*all", "expand": "changelog", "maxResults": 100}
    endpoint = {"path": "search/jql", "data_selector": "issues", "params": asked, "incremental": since}
    return {"client": {"base_url": f"{base}/rest/api/3/", "paginator": paginator}, "resources": [_issues(endpoint)]}


def _issues(endpoint: Json) -> Json:
    return {"name": "issues", "primary_key": "id", "write_disposition": "merge", "endpoint": endpoint}


def _minute(updated: str) -> str:
    """As JQL knows moments."""
    return f"{datetime.fromisoformat(updated):%Y-%m-%d %H:%M}"


def main(tool: str, base: str, folder: str) -> None:
    pipeline = dlt.pipeline(
        "bench",
        destination=dlt.destinations.duckdb(f"{folder}/dlt.duckdb"),
        dataset_name="tool",
        pipelines_dir=f"{folder}/pipelines",
    )
    source: Any = {"github": github, "jira": jira}[tool](base)
    pipeline.run(rest_api_resources(source), loader_file_format="parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
