"""Cases that run whole commands, at a small size."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from bench.growth import case as growth
from bench.process import FAIRLEAD, Runs
from bench.result import Cell, Table
from bench.scale_out import case as scale_out
from bench.scale_out.lists import LATENCY, PAGES
from bench.startup import case as startup
from fairlead.cli import app
from tests.acceptance.command import begun
from tests.databases import NewUrl


class Here(Runs):
    """Of Fairlead, without a process of their own."""

    def run(self, command: Sequence[str], allowed: Sequence[int] = (0,), env: Mapping[str, str] | None = None) -> None:
        ran = CliRunner().invoke(app, command[len(FAIRLEAD) :], env=env)
        assert ran.exit_code in allowed, ran.output
        self._add(ran.stdout, line=1.0, begun=0.0, ended=2.0, cpu=1.5, peak_mb=80.0)


@contextmanager
def forked(*command: str) -> Iterator[None]:
    """From a process that has imported what a command needs."""
    process = begun(*command)
    yield
    process.terminate()
    process.join()


def column(table: Table, head: str) -> list[Cell]:
    return [row[table.heads.index(head)] for row in table.rows]


def test_commands_start() -> None:
    asked = ["python", "version", "help", "status"]
    (table,) = startup.measure(argparse.Namespace(items=100, runs=1, only=asked)).tables
    assert column(table, "") == [startup.NAMES[name] for name in asked]
    assert column(table, "of Python")[0] == 1
    assert column(table, "target s") == [None, 0.2, 0.2, 0.5]
    assert all(float(peak or 0) > 0 for peak in column(table, "peak MB"))


def test_of_a_demo_its_first_line_is_told_too() -> None:
    demo = Runs("fairlead demo", seconds=[5.0, 6.0, 7.0], first=[1.0, 2.0, 3.0], cpu=[4.0] * 3, peak_mb=[90.0] * 3)
    python = Runs("python -c pass", seconds=[0.5], first=[0.5], cpu=[0.5], peak_mb=[9.0])
    assert list(startup.rows({"python": python, "demo": demo}))[1:] == [
        ("fairlead demo, first line", 2.0, 1.0, 3.0, None, None, 4.0, None),
        ("fairlead demo", 6.0, 5.0, 7.0, 4.0, 90, 12.0, None),
    ]


def test_a_small_hub_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "Runs", Here)
    whole, steps = growth.measure(argparse.Namespace(items=100, runs=1, only=["sqlite"])).tables
    assert whole.rows == [("100 items", 6.0, 6.0, 6.0, 4.5, 80, 17, whole.rows[0][-1])]
    assert column(steps, "")[:3] == list(growth.ALL)
    assert "judge, 1 % changed" in column(steps, "")


def test_lists_are_pulled_by_a_worker(new_url: NewUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_out, "begun", forked)
    monkeypatch.setattr(scale_out, "PATIENCE", 60)
    with scale_out.tool() as port:
        seconds, _ = scale_out.run(new_url("postgresql"), port, lists=1, workers=1)
    assert seconds > PAGES * LATENCY
