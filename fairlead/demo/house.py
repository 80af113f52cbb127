"""The files of a hub that is pointed at the simulated company."""

from collections.abc import Mapping
from json import dumps
from pathlib import Path

from sandbox.company import Company
from sandbox.history import Tool

HUB = """\
# A hub for the simulated company of `fairlead demo`. It works while the demo runs.
[hub]
database = "sqlite:///fairlead.db"
mode = "live"
rules = "mappings.toml"
people = "people.toml"
alerts_channel = "#announcements"

[guard]
learning_days = 0  # its people have lived with the goals for a while

"""
ANY_TIME = """\
[alerts]
quiet_hours = ""
quiet_weekends = false

"""
ON_MONDAY = """\
[alerts]
digest = "mon 08:00"

[check_ins]
at = "mon 08:00"

"""


RULES = """\
# the rule file of a team, which may lead to its own goals alone
[[rules]]
file = "{file}"
goals = {goals}

"""


def settle(company: Company, urls: Mapping[Tool, str], folder: Path, *, when: str = ANY_TIME) -> Path:
    """Writes configuration, rules, people and tokens under `folder`; the path of the configuration. `when` are its tables that
    say at which times people are told something."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mappings.toml").write_text(company.mappings_toml())
    (folder / "people.toml").write_text(company.people_toml())
    (folder / company.team_rules.file).write_text(company.team_rules.text)
    of_team = RULES.format(file=company.team_rules.file, goals=dumps(company.team_rules.goals))
    config = folder / "config.toml"
    config.write_text(HUB + when + of_team + company.config_toml(urls, folder))
    return config
