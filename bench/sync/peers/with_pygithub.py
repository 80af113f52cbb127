"""PyGithub: a loop over its Issue objects, a row of each, one upsert for a hundred."""

import sys

from github import Auth, Github
from github.Issue import Issue

from bench.sync.issues import REPO
from bench.sync.peers.upsert import Row, kept


def row(issue: Issue) -> Row:
    return issue.node_id, issue.number, issue.title, issue.state, str(issue.updated_at), issue.body


if __name__ == "__main__":
    _tool, base, folder = sys.argv[1:]
    hub = Github(base_url=base, auth=Auth.Token("bench-token"), per_page=100, seconds_between_requests=None)
    issues = hub.get_repo(REPO, lazy=True).get_issues(state="all", sort="updated", direction="asc")
    kept(map(row, issues), f"{folder}/library.db")
