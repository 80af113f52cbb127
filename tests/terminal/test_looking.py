"""A hub that has not looked yet does not say that all is well."""

from pathlib import Path

import pytest

from fairlead.commands.look import findings, unread
from scheduler import reconciling
from tests.scheduler.little import little, written
from tests.store.samples import goal


def shown(config: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        findings(config, None, everything=False, json=False)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_nothing_drifts_only_after_somebody_looked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = written(tmp_path, "")
    with little(config) as hub:
        assert shown(config, capsys).startswith("Nothing was judged yet: `fairlead run`")
        reconciling.reconcile_findings(hub)
    assert shown(config, capsys).startswith("Nothing drifts.")


def test_all_can_be_read_only_after_something_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = written(tmp_path, "")
    with little(config):
        unread(config, json=False)
    assert capsys.readouterr().out == "Nothing was read yet: `fairlead sync` reads the tools.\n"
    with little(config, (goal("O-1"),)):
        unread(config, json=False)
    assert "could be read" in capsys.readouterr().out
