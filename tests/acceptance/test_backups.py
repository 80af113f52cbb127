"""A backup is put back, and nothing is written twice (P29); a damaged database writes nothing (P20): by the real command."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from store import Store
from tests.acceptance.command import fairlead, told
from tests.acceptance.noted import noted
from tests.checker import doubled

DRIFT = 3
PAGE = 8_192


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(21, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as company:
        yield company


@pytest.fixture(scope="module")
def config(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a hub that has judged its company."""
    path = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
    told("run", config=path, exit_code=DRIFT)
    return path


def apply(config: Path) -> None:
    plan = told("plan", config=config)
    told("apply", plan["plan"], config=config)


def test_after_a_restore_apply_writes_nothing_twice(opened: Opened, config: Path) -> None:
    copy, database = config.with_name("copy.db"), config.with_name("fairlead.db")
    assert told("backup", str(copy), config=config)["bytes"] == copy.stat().st_size
    apply(config)
    before = noted(opened)
    assert len(before) > 10
    assert set(before.values()) == {1}

    with closing(Store.open(f"sqlite:///{database}")):
        refused = fairlead("restore", str(copy), config=config)
        assert (refused.returncode, "another Fairlead has it open" in refused.stderr) == (1, True)
    aside = told("restore", str(copy), config=config)["aside"]
    assert Path(aside).stat().st_size > 0

    told("run", config=config, exit_code=DRIFT)
    apply(config)
    assert noted(opened) == before
    assert [*doubled(opened.sandbox.history)] == []
    told("audit", "--verify", config=config)


def test_with_another_key_a_backup_is_not_put_back_unless_that_is_meant(config: Path) -> None:
    copy, key = config.with_name("later.db"), config.with_name("fairlead.key")
    told("backup", str(copy), config=config)
    mine = key.rename(key.with_name("mine"))
    assert "not the key with which the hub" in fairlead("restore", str(copy), config=config).stderr
    key.write_text("ab" * 32)
    assert "not the key with which the hub" in fairlead("restore", str(copy), config=config).stderr
    assert told("restore", str(copy), "--other-key", config=config)["schema"] == "0001"
    mine.replace(key)
    assert told("restore", str(copy), config=config)["schema"] == "0001"


def test_a_damaged_database_writes_nothing_and_is_told_with_its_mend(opened: Opened, config: Path) -> None:
    """P20, by the real command: the pages of all tables are hit, and then put right by a backup."""
    copy, database = config.with_name("sound.db"), config.with_name("fairlead.db")
    told("backup", str(copy), config=config)
    pages = bytearray(database.read_bytes())
    for page in range(PAGE * 4, len(pages), PAGE):
        pages[page] ^= 0xFF
    database.write_bytes(pages)
    before = len(opened.sandbox.history)
    for command in (["apply"], ["run"], ["db", "check"]):
        ran = fairlead(*command, config=config)
        assert (ran.returncode, "`fairlead restore FILE`" in ran.stderr + ran.stdout) == (1, True)
    assert not [each for each in opened.sandbox.history[before:] if each.is_write]
    told("restore", str(copy), config=config)
    assert told("db", "check", config=config)["complaints"] == []
