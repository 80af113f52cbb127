"""A hub that pulls the benchmark's issues, with 40 rules for their labels: what `fairlead run` is measured with."""

from pathlib import Path

from bench.sync.issues import MILESTONES, REPO
from bench.sync.jira_issues import GOALS, PROJECT

HUB = """\
[hub]
database = "sqlite:///hub.db"

"""
CONFIG = {
    "github": """\
[connectors.github]
base_url = "{base}"
token = {{ file = "{folder}/token" }}
repositories = ["{repo}"]
milestones_as_goals = true
reviews = false
""",
    "jira": """\
[connectors.jira]
base_url = "{base}"
email = "bench@example.com"
token = {{ file = "{folder}/token" }}
projects = ["{project}"]
goal_types = ["Initiative"]
""",
}
RULE = """\
[[rule]]
id = "area-{number}"
goal = "{goal}"
when = {{ labels = {{ any = ["area-{number}"] }} }}

"""


def settle(tool: str, base: str, folder: Path) -> Path:
    """Configuration, rules and a token under `folder`; the path of the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "token").write_text("bench-token")
    (folder / "mappings.toml").write_text("".join(RULE.format(number=n, goal=_goal(tool, n)) for n in range(40)))
    config = folder / "config.toml"
    config.write_text(HUB + CONFIG[tool].format(base=base, folder=folder, repo=REPO, project=PROJECT))
    return config


def _goal(tool: str, number: int) -> str:
    return f"{PROJECT}-{number % GOALS + 1}" if tool == "jira" else f"{REPO}/milestone/{number % MILESTONES + 1}"
