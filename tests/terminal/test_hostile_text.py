"""What other people wrote, on its way to a terminal."""

import io
from typing import Any

import pytest
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from fairlead import output
from fairlead.terminal import Terminal

HOSTILE = "a\x1b[2Jb\x1b]0;owned\x07c\x9b31md\x7f\u202ee\u2066f[red]g:bug:h"
TAME = "a[2Jb]0;ownedc31mdef[red]g:bug:h"


def table() -> Table:
    table = Table("what", "since")
    table.add_row(Text(HOSTILE), "2026-01-31")
    return table


def printed(what: RenderableType, **options: Any) -> str:
    written = io.StringIO()
    Terminal(file=written, width=80, **options).print(what, soft_wrap=isinstance(what, str))
    return written.getvalue()


def plain() -> Table:
    table = Table("what")
    table.add_row(f"[/b]{HOSTILE}")
    return table


@pytest.mark.parametrize(
    "what", [Text(HOSTILE), table(), plain(), HOSTILE], ids=["text", "table", "table of strings", "not wrapped"]
)
def test_titles_of_other_people_are_shown_and_not_obeyed(what: RenderableType) -> None:
    written = printed(what)
    assert TAME in written
    assert written.replace("\n", "").isprintable()


def test_columns_stand_in_line_below_hostile_text() -> None:
    assert len({len(line) for line in printed(table()).splitlines()}) == 1


def test_styles_of_our_own_are_still_sent() -> None:
    assert printed(Text(HOSTILE, "red"), force_terminal=True, color_system="standard") == f"\x1b[31m{TAME}\x1b[0m\n"


def test_complaints_name_what_was_found_and_do_not_obey_it(capsys: pytest.CaptureFixture[str]) -> None:
    output.complain(f"{HOSTILE}\nsecond line\t.\n")
    assert capsys.readouterr().err == f"{TAME}\nsecond line\t.\n"
