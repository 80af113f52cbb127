"""The command line as it is, to hold the pages against."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from fairlead.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND: Any = get_command(app)
OUTPUT = ("text", "json", "yaml", "toml", "python")  # fenced blocks in which nothing is run

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_NEXT = re.compile(r"\|\||&&|[|;>]")


def leaves(command: Any = COMMAND, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that name it."""
    for name, each in getattr(command, "commands", {}).items():
        if hasattr(each, "commands"):
            yield from leaves(each, (*path, name))
        else:
            yield (*path, name), each


def fenced_lines(page: str) -> list[str]:
    blocks = [body for language, body in _FENCED.findall(page) if language not in OUTPUT]
    return [line for body in blocks for line in body.splitlines()]


def inline_code(page: str) -> list[str]:
    return _INLINE.findall(_FENCED.sub("", page))


def calls(page: str) -> list[list[str]]:
    """The arguments of every `fairlead …` in the page's code."""
    found = (_arguments(part) for line in (*fenced_lines(page), *inline_code(page)) for part in _NEXT.split(line))
    return [arguments for arguments in found if arguments]


def parse(arguments: list[str]) -> None:
    """UsageError when the command line would refuse them."""
    command, parent, rest = COMMAND, None, arguments
    while hasattr(command, "commands") and rest[:1] != ["--help"]:
        context = command.make_context("fairlead", list(rest), parent=parent)
        _, command, rest = command.resolve_command(context, rest)
        parent = context
    if "--help" not in rest:
        command.make_context("fairlead", list(rest), parent=parent)


def _arguments(text: str) -> list[str] | None:
    for quote in "'\"":
        text = text.replace(quote, " ") if text.count(quote) % 2 else text  # cut from a quoted script
    words = shlex.split(text, comments=True) if "fairlead" in text else []
    at = [n for n, word in enumerate(words) if word == "fairlead" or word.endswith("/bin/fairlead")]
    return words[at[-1] + 1 :] if at else None
