"""`docs/reliability.md` names what shows each promise; what it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text()
PROMISES = tuple(f"P{number}" for number in range(1, 33))
NAMED = re.findall(r"`((?:tests|fairlead)/[\w/]+\.py)::(test_\w+)`", PAGE)


def test_every_test_that_it_names_exists() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not re.search(rf"^\s*def {name}\(", (ROOT / file).read_text(), re.MULTILINE)
    ]
    assert missing == []


def test_every_promise_is_shown_by_some_test() -> None:
    parts = dict(re.findall(r"^## (P\d+): (.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
    assert tuple(parts) == PROMISES
    assert [promise for promise, part in parts.items() if "::test_" not in part] == []


def test_nothing_stands_beside_a_row_but_tests() -> None:
    rows = [row for row in re.findall(r"^\|.*\|$", PAGE, re.MULTILINE) if "::" in row]
    assert sum(row.count("::") for row in rows) == len(NAMED)
    assert len(rows) >= 30
