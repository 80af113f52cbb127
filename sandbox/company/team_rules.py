"""The rule file that one team keeps for itself, beside the company's: what it may lead to is set where it is named."""

from msgspec import Struct

from sandbox.company.epics import aims
from sandbox.company.stage import Stage


class TeamRules(Struct, frozen=True):
    """`file` is its name, `goals` are those that its rules may lead to."""

    file: str
    goals: tuple[str, ...]
    text: str


def team_rules(stage: Stage) -> TeamRules:
    """All epics of the first team have to do with its objective, whatever initiative they serve."""
    team = stage.staff.teams[0]
    goals = tuple(row.key for row in aims(stage, team))
    text = TEXT.format(team=team.name, owner=team.lead.email, goal=goals[0], project=team.trade.project)
    return TeamRules(f"rules-{team.name}.toml", goals, text)


TEXT = """\
# The rules of team {team}. Its goals are set in config.toml; `fairlead rules test` runs the tests below.
[[rule]]
id = "{team}-epics"
also = ["{goal}"]
when = {{ source = "jira", project = "{project}", kind = "epic" }}
description = "Every epic of ours has to do with our objective"
owner = "{owner}"

[[test]]
name = "our epics have to do with {goal}"
item = {{ source = "jira", project = "{project}", kind = "epic", title = "A new theme" }}
unlinked = true
also = ["{goal}"]

[[test]]
name = "what hangs below them does not by that alone"
item = {{ source = "jira", project = "{project}", kind = "issue", type = "Story" }}
unlinked = true
also = []
"""
