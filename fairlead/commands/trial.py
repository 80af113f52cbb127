"""`rules test`: test cases for rules, as admins and their CI run them. No database, no tool."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from rich.text import Text

from fairlead import screen
from fairlead.output import ERROR, OK, document, fail
from mappings.trials import Outcome
from scheduler.clock import system_clock
from scheduler.config import load_config
from scheduler.plugins import discover, discover_detectors
from scheduler.rule_drafts import try_rules
from scheduler.rule_files import named_source, rule_sources


def test(config: Path, rules: Sequence[Path], files: Sequence[Path], junit: Path | None, json: bool) -> None:
    """The rule files named outright, else those of the configuration; `files` hold tests alone."""
    sources = [named_source(path) for path in rules] or rule_sources(
        load_config(config, discover(), discover_detectors())
    )
    outcomes = try_rules(sources, system_clock().date(), [named_source(path) for path in files])
    if junit:
        _write(junit, _xml(outcomes))
    if json:
        document(**_counts(outcomes), tests=msgspec.to_builtins(outcomes))
    else:
        _show(outcomes)
    raise SystemExit(OK if all(outcome.passed for outcome in outcomes) else ERROR)


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    failed = sum(not outcome.passed for outcome in outcomes)
    return {"passed": len(outcomes) - failed, "failed": failed}


def _show(outcomes: Sequence[Outcome]) -> None:
    console = screen.stdout()
    for outcome in outcomes:
        if not outcome.passed:
            place = (f"{outcome.place}: ", "red")
            console.print(Text.assemble(place, (outcome.name, "bold"), f": {_difference(outcome)}"), soft_wrap=True)
        for line in outcome.why:
            console.print(Text(f"    {line}", "dim"), soft_wrap=True)
    counts = _counts(outcomes)
    if not outcomes:
        console.print("There are no tests yet; write each under a header [[test]] in the rule file.", markup=False)
    else:
        style = "red" if counts["failed"] else "green"
        console.print(", ".join(f"{count:,} {word}" for word, count in counts.items() if count), style=style)


def _difference(outcome: Outcome) -> str:
    return f"expected {outcome.expected}, came {outcome.came}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text)
    except OSError as error:
        fail(f"fairlead: {path}: cannot be written: {error.strerror}")


def _xml(outcomes: Sequence[Outcome]) -> str:
    """As CI servers read it: https://github.com/testmoapp/junitxml"""
    counts = _counts(outcomes)
    suite = Element("testsuite", name="fairlead rules", tests=str(len(outcomes)), failures=str(counts["failed"]))
    for outcome in outcomes:
        file, _, line = outcome.place.rpartition(":")
        case = SubElement(suite, "testcase", name=_printable(outcome.name), classname=file, file=file, line=line)
        if not outcome.passed:
            failure = SubElement(case, "failure", message=_printable(_difference(outcome)))
            failure.text = _printable("\n".join(outcome.why))
    return tostring(suite, encoding="unicode", xml_declaration=True)


def _printable(text: str) -> str:
    """XML has no place for control characters."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in text)
