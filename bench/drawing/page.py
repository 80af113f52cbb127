"""The tables of docs/performance.md, between `<!-- bench:CASE -->` and `<!-- /bench -->`, from docs/figures/CASE.json."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.result import Result, Table, document, heading, lines, read

DOCS = Path(__file__).parents[2] / "docs"
PAGE, FIGURES = DOCS / "performance.md", DOCS / "figures"
BLOCK = re.compile(r"(?P<begin><!-- bench:(?P<case>\w+) -->\n).*?(?P<end><!-- /bench -->)", re.DOTALL)


def keep(result: Result) -> None:
    """Until the case is measured again."""
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{result.case}.json").write_text(document(result) + "\n")


def kept() -> dict[str, Result]:
    """By case."""
    return {path.stem: read(path.read_text()) for path in sorted(FIGURES.glob("*.json"))}


def draw() -> None:
    """Draw the tables of docs/performance.md and their pictures anew, from what is kept in docs/figures."""
    from bench.drawing.picture import picture

    results = kept()
    PAGE.write_text(rendered(PAGE.read_text(), results))
    for case, result in results.items():
        if _plotted(result):
            (FIGURES / f"{case}.svg").write_text(picture(result))


def cases(page: str) -> list[str]:
    """Those that have a place on it."""
    return [block["case"] for block in BLOCK.finditer(page)]


def rendered(page: str, results: Mapping[str, Result]) -> str:
    """The page with all results in their places; a place of which there is no result stays as it is. SystemExit for a result
    that has no place."""
    if lost := results.keys() - set(cases(page)):
        raise SystemExit(
            f"docs/performance.md has no place for {', '.join(sorted(lost))}: add <!-- bench:CASE --> and <!-- /bench -->"
        )
    return BLOCK.sub(lambda block: _block(block, results.get(block["case"])), page)


def _block(block: re.Match[str], result: Result | None) -> str:
    return block[0] if result is None else block["begin"] + "\n\n".join(_parts(result)) + "\n" + block["end"]


def _parts(result: Result) -> Iterator[str]:
    yield heading(result)
    for table in result.tables:
        yield f"**{table.title}**\n\n{_table(table)}"
    if plotted := _plotted(result):
        yield f"![{'; '.join(f'{table.title}, {table.plot}' for table in plotted)}](figures/{result.case}.svg)"


def _plotted(result: Result) -> list[Table]:
    return [table for table in result.tables if table.plot]


def _table(table: Table) -> str:
    heads, *rows = lines(table)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ("---", *["---:"] * (len(heads) - 1)), *rows))
