"""`[dashboard]`: where the page stands, and what is said of a place that is none."""

from pathlib import Path

import pytest

from scheduler.config import Config, ConfigError, load_config
from scheduler.plugins import discover

GITHUB = '[connectors.github]\ntoken = { env = "TOKEN" }\nrepositories = ["acme/web"]\n'


def load(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text)
    return load_config(path, discover())


def test_without_the_table_it_stands_nowhere(tmp_path: Path) -> None:
    assert load(tmp_path, GITHUB).dashboard.places == ()


def test_it_may_stand_in_a_repository_that_is_not_read(tmp_path: Path) -> None:
    given = load(tmp_path, GITHUB + '[dashboard]\ngithub = "acme/strategy"\n')
    assert given.dashboard.places == (("github", "acme/strategy"),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'jira = "PAY"',
            r"config.toml: \[dashboard\] jira: there is no table \[connectors.jira\]; add it or leave this out",
        ),
        ("sheets = true", r"\[dashboard\] sheets: there is no table \[connectors.sheets\]"),
        ('github = "acme"', r'\[dashboard\] github: write one such as "acme/strategy"'),
        ('jira = "pay-1"', r'\[dashboard\] jira: write one such as "OPS"'),
        ("jira = true", r'\[dashboard\] jira: write one such as "OPS"'),
        ('title = ""', r"\[dashboard\] title"),
        ('gitub = "acme/strategy"', r"\[dashboard\] gitub"),
    ],
)
def test_a_place_that_is_none_is_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, f"{GITHUB}[dashboard]\n{line}\n")
