"""A hub that is to write much: its configuration, with the caps as an admin sets them who wants all of it written."""

from collections.abc import Iterable
from pathlib import Path

PROJECT, REPO = "WORK", "acme/work"
TOKENS = {"jira": "sandbox-jira-token", "github": "sandbox-github-token"}
CONFIG = f"""\
[hub]
database = "sqlite:///hub.db"
mode = "live"

[guard]
visible_writes = 1_000_000
open_items_share = 1.0
daily_writes = 1_000_000
learning_days = 0

[connectors.jira]
base_url = "{{jira}}"
email = "bot@acme.test"
token = {{{{ file = "{{folder}}/jira.token" }}}}
projects = ["{PROJECT}"]
goal_types = ["Epic"]
{{pace}}

[connectors.github]
base_url = "{{github}}"
token = {{{{ file = "{{folder}}/github.token" }}}}
repositories = ["{REPO}"]
reviews = false
write_ceilings = {{ceilings}}
{{pace}}
"""


def settle(folder: Path, urls: Iterable[tuple[str, str]], *, paced: bool = False) -> Path:
    """All that a hub needs under `folder`; the path of its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    for tool, token in TOKENS.items():
        (folder / f"{tool}.token").write_text(token)
    (folder / "mappings.toml").write_text("")
    config = folder / "config.toml"
    pace = "" if paced else "seconds_between_writes = 0"
    config.write_text(CONFIG.format(folder=folder, ceilings=str(paced).lower(), pace=pace, **dict(urls)))
    return config
