"""docs/commands.md names every command, option and exit code, and no other."""

import inspect
import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from fairlead import commands, output
from tests.house.commands import COMMAND, ROOT, calls, leaves, parse

PAGE = (ROOT / "docs" / "commands.md").read_text()
SECTIONS = dict(re.findall(r"^## fairlead ([a-z -]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = {" ".join(path): command for path, command in leaves()}
MODULES = {each.name: import_module(f"{commands.__name__}.{each.name}") for each in iter_modules(commands.__path__)}


def named(section: str) -> list[str]:
    """What the first column of the section's table names."""
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def options(command: Any) -> list[str]:
    return [
        name
        for parameter in command.params
        for name in ([parameter.name.upper()] if parameter.param_type_name == "argument" else parameter.opts)
    ]


def test_every_command_has_its_section_and_nothing_else_has() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)
    assert named(PAGE.split("## The command itself")[1].split("\n## ")[0]) == [*options(COMMAND), "--help"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_in_its_table(name: str) -> None:
    assert sorted(named(SECTIONS[name])) == sorted(options(COMMANDS[name]))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_default_of_each_option_is_as_written(name: str) -> None:
    written = dict(re.findall(r"^\| `(?:--)?([\w-]+)`[^|]* \| (?:`([^`]*)`)?", SECTIONS[name], re.MULTILINE))
    defaults = {parameter.opts[0].lstrip("-").lower(): parameter.default for parameter in COMMANDS[name].params}
    told = {key.lower(): value for key, value in written.items() if value}
    assert {key: str(defaults[key]) for key in told} == told


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_one_example_that_it_would_take(name: str) -> None:
    (example,) = calls("\n".join(re.findall(r"^```sh\n.*?^```", SECTIONS[name], re.MULTILINE | re.DOTALL)))
    assert " ".join(example).startswith(name)
    parse(example)


def test_a_wrong_example_would_be_noticed() -> None:
    for wrong in (["sync", "--onyl", "jira"], ["rules", "explian", "PAY-1"], ["demo", "--people", "3"], ["snyc"]):
        with pytest.raises(Exception, match=r"(?i)no such|greater than"):
            parse(wrong)


@pytest.mark.parametrize("name", COMMANDS)
def test_exit_codes_of_a_command(name: str) -> None:
    written = re.search(r"^Exit codes: ([\d, ]+)\.", SECTIONS[name], re.MULTILINE)
    assert written
    assert {int(code) for code in written[1].split(", ")} == {output.OK, output.ERROR} | found(COMMANDS[name])


def found(command: Any) -> set[int]:
    """What the command's own code ends with besides 0 and 1."""
    call = re.search(r"(\w+)\.(\w+)\(", inspect.getsource(command.callback).rpartition('"""')[2])
    source = inspect.getsource(getattr(MODULES[call[1]], call[2])) if call and call[1] in MODULES else ""
    return {code for word, code in (("drift(", output.DRIFT), ("PARTLY", output.PARTLY)) if word in source}


def test_the_table_of_exit_codes() -> None:
    table = dict(re.findall(r"^\| (\d+) \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE))
    assert set(table) == {
        str(code) for code in (output.OK, output.ERROR, output.USAGE, output.DRIFT, output.PARTLY)
    } | {"130"}
    for code in (output.DRIFT, output.PARTLY):
        of = {
            name for name, section in SECTIONS.items() if re.search(rf"^Exit codes:.* {code}\b", section, re.MULTILINE)
        }
        assert set(re.findall(r"`(\w+)`", table[str(code)])) == of
