"""Work that serves no goal, in Jira and in GitHub, so that each piece of it is to get a label and a comment."""

from datetime import timedelta

from bench.writes.hub import PROJECT, REPO
from sandbox import SimulatedClock, Tool, github, jira
from sandbox.github import GitHubState
from sandbox.jira import JiraState
from sandbox.server import App

NEVER_SPENT = 10**9
SINCE = timedelta(days=14)
WRITES = 2  # at each item


def jira_site(clock: SimulatedClock, count: int) -> JiraState:
    """An epic, which is a goal, and so many tasks that are being worked on and hang below nothing."""
    state = JiraState(clock)
    at = clock() - SINCE
    state.add_user("p-1", "Ada", "ada@example.com")
    state.add_project(PROJECT, "Work")
    state.create_issue(PROJECT, "Epic", "What all of it is for", reporter="p-1", assignee="p-1", at=at)
    for number in range(count):
        key = state.create_issue(PROJECT, "Task", f"Piece {number}", reporter="p-1", assignee="p-1", at=at)
        state.transition(key, "In Progress", by="p-1", at=at)
    return state


def github_site(clock: SimulatedClock, count: int) -> GitHubState:
    state = GitHubState(clock)
    state.limits.hourly["core"] = NEVER_SPENT
    state.add_user("ada")
    state.add_repo(REPO)
    for number in range(count):
        state.create_issue(REPO, f"Part {number}", by="ada", assignees=["ada"], at=clock() - SINCE)
    return state


def app(tool: Tool, clock: SimulatedClock, count: int) -> App:
    return jira.app(jira_site(clock, count)) if tool == "jira" else github.app(github_site(clock, count))
