import io

import pytest
from rich.table import Table
from rich.text import Text

from fairlead import output
from fairlead.terminal import Terminal

HOSTILE = "a\x1b[2Jb\x1b]0;owned\x07c\x9b31md\x7f\u202ee\u2066f[red]g"
TAME = "a[2Jb]0;ownedc31mdef[red]g"


def table() -> Table:
    table = Table("what", "since")
    table.add_row(Text(HOSTILE), "2026-01-31")
    return table


@pytest.mark.parametrize("made", [lambda: Text(HOSTILE), table], ids=["text", "table"])
def test_titles_of_other_people_are_shown_and_not_obeyed(made):
    console = Terminal(file=io.StringIO(), width=80)
    console.print(made())
    written = console.file.getvalue()
    assert TAME in written
    assert written.replace("\n", "").isprintable()


def test_text_that_is_not_wrapped_is_no_way_around():
    console = Terminal(file=io.StringIO(), width=80)
    console.print(HOSTILE, markup=False, soft_wrap=True)
    assert console.file.getvalue() == f"{TAME}\n"


def test_columns_stand_in_line_below_hostile_text():
    console = Terminal(file=io.StringIO(), width=80)
    console.print(table())
    assert len({len(line) for line in console.file.getvalue().splitlines()}) == 1


def test_styles_of_our_own_are_still_sent():
    console = Terminal(file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text(HOSTILE, "red"))
    assert console.file.getvalue() == f"\x1b[31m{TAME}\x1b[0m\n"


def test_complaints_name_what_was_found_and_do_not_obey_it(capsys):
    output.complain(f"{HOSTILE}\nsecond line\t.\n")
    assert capsys.readouterr().err == f"{TAME}\nsecond line\t.\n"
