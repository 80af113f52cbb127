"""docs/operations.md explains what `fairlead serve` and `fairlead worker` log."""

import ast
import re

import pytest

from tests.house.commands import ROOT
from tests.house.tables import section

PLACES = ("scheduler", "web", "connectors", "fairlead/commands/serve.py", "fairlead/logs.py")
PAGE = section("operations.md", "## What the log says")
LEVELS = ("info", "warning", "error", "exception", "critical")
SHORT = 8  # letters: what is left of "%s %s: %s" tells nothing


def said() -> list[str]:
    """The longest piece of each message that does not change."""
    sources = [
        source
        for place in PLACES
        for source in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    messages = [
        text for source in sources for node in ast.walk(ast.parse(source.read_text())) if (text := logged(node))
    ]
    return [max(re.split(r"%[\d.]*[a-z]|[`…]", text), key=len).strip(" :;,()") for text in messages]


def logged(node: ast.AST) -> str:
    """The text of `log.info("…")` and its like; empty for all else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
        return ""
    first = node.args[0] if node.args and ast.unparse(node.func.value) == "log" else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


@pytest.mark.parametrize("piece", sorted({piece for piece in said() if len(piece) >= SHORT}))
def test_a_line_of_the_log_is_explained(piece: str) -> None:
    assert piece in PAGE


def test_there_are_many_lines() -> None:
    assert len(said()) > 30
