"""`db copy`, `people erase`, `tidy` and `audit --verify` as they are called: what they print and how they end."""

from contextlib import closing
from pathlib import Path

import pytest

from store import Store
from tests.acceptance.command import fairlead, told
from tests.store.samples import account, activity, item, pull

CONFIG = '[hub]\ndatabase = "sqlite:///fairlead.db"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Of a hub that knows two items of one person."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    with closing(Store.open(f"sqlite:///{tmp_path / 'fairlead.db'}")) as store:
        pull(store, account("ana"), item(1, assignee="ana"), item(2), activity(1, actor="ana"))
    return path


def test_a_hub_is_copied_and_goes_on_at_its_new_place(config: Path) -> None:
    target = f"sqlite:///{config.with_name('moved.db')}"
    assert told("db", "copy", target, config=config)["rows"]["items"] == 2
    again = fairlead("db", "copy", target, config=config)
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)
    before = fairlead("export", "--canonical", config=config).stdout
    config.write_text(CONFIG.replace("fairlead.db", "moved.db"))
    assert fairlead("export", "--canonical", config=config).stdout == before != ""
    assert told("db", "upgrade", config=config) == {
        "schema_version": 1,
        "before": "0001",
        "after": "0001",
        "snapshot": None,
    }


def test_a_person_is_erased_and_the_audit_says_so(config: Path) -> None:
    tried = told("people", "erase", "ana@example.com", "--dry-run", config=config)
    assert (tried["rows"]["items"], tried["accounts"]) == (1, [["jira", "ana"]])
    said = fairlead("people", "erase", "ana@example.com", config=config)
    assert (said.returncode, f"rows name {tried['pseudonym']} now" in said.stdout) == (0, True)
    again = fairlead("people", "erase", "ana@example.com", config=config)
    assert (again.returncode, "nobody has the address" in again.stderr) == (1, True)
    head = told("audit", "--verify", config=config)["audit"]["head"]
    assert told("audit", "--verify", "--head", head, config=config)["audit"]["seen"]
    assert not told("audit", "--verify", "--head", "ab" * 32, config=config, exit_code=1)["audit"]["seen"]
    assert set(told("tidy", config=config)["gone"].values()) == {0}
