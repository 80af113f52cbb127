"""A hub that pulls the benchmark's issues, with rules for their labels: what `fairlead run` is measured with."""

from pathlib import Path

from bench.sync.issues import MILESTONES, REPO

CONFIG = """\
[hub]
database = "sqlite:///hub.db"

[connectors.github]
base_url = "{base}"
token = {{ file = "{folder}/token" }}
repositories = ["{repo}"]
milestones_as_goals = true
reviews = false
"""
RULE = """\
[[rule]]
id = "area-{number}"
goal = "{repo}/milestone/{goal}"
when = {{ labels = {{ any = ["area-{number}"] }} }}

"""


def settle(base: str, folder: Path) -> Path:
    """Configuration, 40 rules and a token under `folder`; the path of the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "token").write_text("bench-token")
    rules = (RULE.format(number=n, repo=REPO, goal=n % MILESTONES + 1) for n in range(40))
    (folder / "mappings.toml").write_text("".join(rules))
    config = folder / "config.toml"
    config.write_text(CONFIG.format(base=base, folder=folder, repo=REPO))
    return config
