"""The library `jira`: a loop over its Issue objects, a row of each, one upsert for a hundred."""

import json
import sys

from jira import JIRA
from jira.resources import Issue

from bench.sync.jira_issues import PROJECT
from bench.sync.peers.upsert import Row, kept


def row(issue: Issue) -> Row:
    fields = issue.fields
    text = json.dumps(issue.raw["fields"]["description"])
    return issue.id, issue.key, fields.summary, fields.status.name, fields.updated, text


if __name__ == "__main__":
    _tool, base, folder = sys.argv[1:]
    site = JIRA(server=base, basic_auth=("bench@example.com", "bench-token"), options={"rest_api_version": "3"})
    query = f"project = {PROJECT} ORDER BY created ASC"
    issues = site.enhanced_search_issues(query, maxResults=0, fields="*all", expand="changelog")
    kept(map(row, issues), f"{folder}/library.db")
