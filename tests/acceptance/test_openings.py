"""What a hub is opened with: configuration, people and key that are not what they should be, each told in one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.config import ConfigError, load_config, load_people
from scheduler.hub import Hub, open_hub


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("connectors = 3", r"\[connectors\]"),
        ("detectors = []", r"\[detectors\]"),
        ("[guard]\nopen_items_share = 10", "open_items_share"),
        ("[guard]\nresolves_share = -0.1", "resolves_share"),
        ("[guard]\nvisible_writes = -1", "visible_writes"),
        ("[hub]\ndatabase = 2026-13-45", "config.toml"),
        ("x = " + "[" * 3_000, "not valid TOML"),
    ],
)
def test_a_configuration_of_the_wrong_shape(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_config(path, {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("people = 3", "people"),
        ("teams = 3\n[people.'ana@x.test']\nteam = 'pay'", "teams"),
        ("[people.'ana@x.test']\nteam = ['pay']", "team"),
        ("[people.'ana@x.test']\nteam = 'pay'", r"no table \[teams.pay\]"),
    ],
)
def test_a_people_map_of_the_wrong_shape(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "people.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_people(path)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    (tmp_path / "config.toml").write_text('[hub]\nkey_file = "keys/fairlead.key"')
    with open_hub(tmp_path / "config.toml") as opened:
        yield opened


@pytest.mark.parametrize("text", ["", "ab", "no key", "ab" * 31])
def test_a_key_that_was_cut_short_is_refused(hub: Hub, tmp_path: Path, text: str) -> None:
    """With an empty key anybody could make our marks."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/fairlead.key").write_text(text)
    with pytest.raises(ConfigError, match="not a key of this hub"):
        _ = hub.key


def test_a_key_that_cannot_be_made_is_told(hub: Hub) -> None:
    with pytest.raises(ConfigError, match=r"keys/fairlead\.key"):
        _ = hub.key


def test_a_key_is_made_once_and_for_its_owner_only(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    made = hub.key
    with open_hub(tmp_path / "config.toml") as again:
        assert again.key == made
    assert len(made) == 32
    assert (tmp_path / "keys/fairlead.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[detectors.D1]\nwarn_share = 20", r"\[detectors.D1\] warn_share: should be a number of at most 1$"),
        ("[detectors.D1]\nwarn_share = -0.2", r"\[detectors.D1\] warn_share: should be a number of at least 0$"),
        ("[detectors.D2]\nat_risk_days = -1", r"at_risk_days: should be a whole number of at least 0$"),
        ("[detectors.D17]\nmin_items = 0", r"min_items: should be a whole number of at least 1$"),
        ("[detectors.D2]\nat_risk_days = '9'", r"at_risk_days: should be a whole number, not a text in quotes$"),
        ("[detectors.D2]\nat_risk = 9", r"\[detectors.D2\] at_risk: unknown key; did you mean at_risk_days\?$"),
        ("detectors.D2 = 9", r"\[detectors.D2\] should be a table, not a whole number$"),
        ("[guard]\nvisible = 9", r"\[guard\] visible: unknown key; did you mean visible_writes\?$"),
        ("[[rules]]\nfile = 'x'\ngoals = 'O-1'", r"\[rules\] \[0\]\.goals: should be a list, not a text in quotes$"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_with_its_place_and_what_would_do(
    tmp_path: Path, table: str, said: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(table)
    with pytest.raises(ConfigError, match=said) as told:
        load_config(path, {})
    assert str(told.value).startswith(f"{path}: [")
