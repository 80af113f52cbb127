"""Rule files while somebody writes them: what is wrong, line by line, and what the tests beside them say. Nothing is saved."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from mappings import Problem, RulesError, Ruleset, Source, load_all
from mappings.cases import read_worlds
from mappings.trials import Outcome, try_cases
from scheduler.config import Config
from scheduler.hub import Hub
from scheduler.rule_checks import problems_of
from scheduler.rule_files import File, files, text_on_disk, told


def read_rules(sources: Sequence[Source]) -> Ruleset:
    """The rules; the tests beside them are read too, for what is wrong with them. RulesError."""
    rules = load_all(sources)
    read_worlds(rules, [(source, False) for source in sources])
    return rules


def try_rules(sources: Sequence[Source], today: date, alone: Sequence[Source] = ()) -> list[Outcome]:
    """What came of the tests that stand beside the rules, and of those in files that hold nothing else. RulesError."""
    rules = load_all(sources)
    worlds = read_worlds(rules, [*((source, False) for source in sources), *((source, True) for source in alone)])
    return [outcome for cases in worlds for outcome in try_cases(rules, cases, today)]


def drafted(config: Config, file: File, text: str) -> list[Source]:
    """The texts of all rule files by their names, with this one for `file`."""
    return [
        each.source(text if each == file else text_on_disk(config, each), called=each.name) for each in files(config)
    ]


def lint(hub: Hub, file: File, text: str) -> list[Problem]:
    """All that can be said of the rules with this text for `file` without looking at items; places are names of files with
    lines. Of a text that cannot be read, why."""
    try:
        rules = read_rules(drafted(hub.config, file, text))
    except RulesError as error:
        return error.problems
    with hub.store.read() as tx:
        found = problems_of(hub, tx, rules)
    return [replace(each, place=told(hub.config, each.place), message=told(hub.config, each.message)) for each in found]


def try_draft(hub: Hub, file: File, text: str) -> list[Outcome]:
    """What came of the tests that stand in `file` with this text. RulesError."""
    outcomes = try_rules(drafted(hub.config, file, text), hub.clock().date())
    return [each for each in outcomes if each.place.rpartition(":")[0] == file.name]
