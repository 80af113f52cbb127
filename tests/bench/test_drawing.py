"""docs/performance.md shows what is kept in docs/figures, and figures are told the same way everywhere."""

import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from msgspec import structs

from bench.__main__ import CASES, main
from bench.drawing import page
from bench.drawing.page import FIGURES, PAGE, cases, kept, rendered
from bench.process import Runs, machine
from bench.result import Result, Table, document, number, read, told

PLACE = "Before.\n<!-- bench:toy -->\nOld.\n<!-- /bench -->\nAfter.\n"
TOY = Result(
    case="toy",
    about="Three ways",
    runs=5,
    machine=machine(),
    tables=[
        Table(
            title="All",
            heads=("", "median s", "min", "max", "items/s"),
            rows=[
                ("floor", 1.0, 0.9, 1.2, 20_000),
                ("fairlead", 4.15, 3.5, 4.6, 4_800),
                ("other", None, None, None, None),
            ],
            plot="median s",
        ),
        Table(title="Far apart", heads=("", "items/s"), rows=[("fairlead", 9_000), ("other", 3)], plot="items/s"),
    ],
)


def test_the_page_shows_the_figures_that_are_kept() -> None:
    now = PAGE.read_text()
    assert rendered(now, kept()) == now, "run python -m bench draw"
    pictures = {case for case, result in kept().items() if any(table.plot for table in result.tables)}
    assert {path.stem for path in FIGURES.glob("*.svg")} == pictures


def test_every_case_has_a_place_on_the_page() -> None:
    assert set(CASES) <= set(cases(PAGE.read_text()))


def test_a_place_takes_tables_and_a_picture() -> None:
    lines = rendered(PLACE, {"toy": TOY}).splitlines()
    assert (lines[0], lines[-1]) == ("Before.", "After.")
    assert lines[2].startswith("Three ways. 5 runs each; ")
    assert "| fairlead | 4.15 | 3.5 | 4.6 | 4,800 |" in lines
    assert "| other |  |  |  |  |" in lines
    assert "![All, median s; Far apart, items/s](figures/toy.svg)" in lines
    assert "Old." not in lines


def test_a_place_of_which_nothing_is_kept_stays() -> None:
    assert rendered(PLACE, {}) == PLACE


def test_figures_without_a_place_are_refused() -> None:
    with pytest.raises(SystemExit, match="no place for toy"):
        rendered("", {"toy": TOY})


def test_what_is_kept_is_what_was_measured() -> None:
    assert told(read(document(TOY))) == told(TOY)


@pytest.mark.parametrize("case", ["", *CASES, "draw"])
def test_the_command_tells_what_each_case_is(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", *case.split(), "--help"])
    with pytest.raises(SystemExit, match=r"^0$"):
        main()
    assert capsys.readouterr().out.startswith(f"usage: {' '.join(['python -m bench', case]).strip()} [-h]")


def test_the_command_keeps_figures_and_draws_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    plain = structs.replace(TOY, tables=[structs.replace(TOY.tables[0], plot=None)])
    toy = SimpleNamespace(ITEMS=3, NAMES=("fairlead",), measure=lambda _: plain)
    monkeypatch.setitem(CASES, "toy", toy)
    monkeypatch.setattr(page, "FIGURES", tmp_path / "figures")
    monkeypatch.setattr(page, "PAGE", tmp_path / "performance.md")
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (tmp_path / "performance.md").write_text(PLACE)
    for options in (["toy", "--keep", "--json"], ["draw"]):
        monkeypatch.setattr(sys, "argv", ["bench", *options])
        main()
    assert capsys.readouterr().out == document(plain) + "\n" == (tmp_path / "figures" / "toy.json").read_text()
    assert (tmp_path / "performance.md").read_text() == rendered(PLACE, {"toy": plain})


def test_pictures_are_the_same_at_every_drawing() -> None:
    pytest.importorskip("matplotlib")
    from bench.drawing.picture import OURS, picture

    drawn = picture(TOY)
    assert drawn == picture(TOY)
    texts = [each.text for each in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert {"fairlead", "4.15", "9,000", "All: median s"} <= set(texts)
    assert drawn.count(f"fill: {OURS}") == 2


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), ("5 %", "5 %"), (1234.5, "1,234"), (2.0, "2"), (0.1234, "0.123")]
)
def test_numbers_have_three_digits_that_count(cell: str | float | None, text: str) -> None:
    assert number(cell) == text


def test_runs_know_the_cpu_of_children_too() -> None:
    """The process itself only waits."""
    busy = "import subprocess, sys; print('up', flush=True); subprocess.run([sys.executable, '-c', 'sum(range(5_000_000))'])"
    runs = Runs("busy")
    runs.run([sys.executable, "-c", busy])
    assert runs.told == ["up\n"]
    assert runs.first[0] < runs.seconds[0]
    idle = Runs("idle")
    idle.run([sys.executable, "-c", busy.replace("5_000_000", "5")])
    assert runs.cpu[0] > idle.cpu[0] + 0.02


def test_a_run_that_fails_tells_its_last_words() -> None:
    with pytest.raises(SystemExit, match=r"^broken ended with 1: no disk\n$"):
        Runs("broken").run([sys.executable, "-c", "raise SystemExit('no disk')"])
