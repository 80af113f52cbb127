"""A hub that is to write much: its configuration, with the caps as an admin sets them who wants all of it written."""

from collections.abc import Mapping
from pathlib import Path

from bench.writes.company import PROJECT, REPO
from sandbox import Tool
from sandbox.github.state import KNOWN_TO_ALL

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
token = {{{{ file = "jira.token" }}}}
projects = ["{PROJECT}"]
goal_types = ["Epic"]
{{pace}}

[connectors.github]
base_url = "{{github}}"
token = {{{{ file = "github.token" }}}}
repositories = ["{REPO}"]
reviews = false
write_ceilings = {{ceilings}}
{{pace}}
"""


def settle(folder: Path, urls: Mapping[Tool, str], *, paced: bool = False) -> Path:
    """All that a hub needs under `folder`; the path of its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "jira.token").write_text("sandbox-jira-token")
    (folder / "github.token").write_text(KNOWN_TO_ALL)
    (folder / "mappings.toml").write_text("")
    config = folder / "config.toml"
    pace = "" if paced else "seconds_between_writes = 0"
    config.write_text(CONFIG.format(ceilings=str(paced).lower(), pace=pace, **urls))
    return config
