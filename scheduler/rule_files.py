"""The rule files of the configuration: read, in order of precedence."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import structs

from mappings import Rule, Ruleset, Source, load_all
from mappings.rules import default_of, did_you_mean
from scheduler.config import Config, ConfigError
from scheduler.files import read_text
from scheduler.hub import Hub
from store.rules import StoredRule

_DECODE = msgspec.json.Decoder(Rule).decode


def load_rules(hub: Hub) -> Ruleset:
    """The rule files of the configuration. RulesError names each line that is wrong, ConfigError a missing file."""
    return load_all(rule_sources(hub.config))


def rule_sources(config: Config) -> list[Source]:
    """The texts of all rule files, the one that takes precedence first."""
    own = Source(_text(config, config.hub.rules, "[hub] rules"), str(config.file(config.hub.rules)))
    others = [
        (
            -each.precedence,
            1,
            Source(_text(config, Path(each.file), "[[rules]]"), str(config.file(Path(each.file))), *terms),
        )
        for each in config.rule_files
        for terms in [(each.goals, each.exempt)]
    ]
    return [source for _precedence, _own, source in sorted([(0, 0, own), *others], key=lambda ranked: ranked[:2])]


def named_source(path: Path) -> Source:
    """A file that is named outright, as on the command line."""
    return Source(read_text(path), str(path))


def _text(config: Config, file: Path, named_in: str) -> str:
    return read_text(config.file(file), f"name the rule file in {named_in} of {config.path}")


def stored(ruleset: Ruleset) -> dict[str, StoredRule]:
    """Rules as the store keeps them, by id."""
    return {
        rule.id: StoredRule(rule.version, rule.place, msgspec.json.encode(rule).decode())
        for rule in (*ruleset.rules, *ruleset.defaults)
    }


def restored(rules: Iterable[StoredRule]) -> Ruleset:
    """The rules that were stored, in the order of files and lines. msgspec.ValidationError when another version of the hub
    had a language that this one cannot read."""
    found = sorted((_DECODE(rule.data) for rule in rules), key=_in_order)
    own, defaults = (
        tuple(rule for rule in found if rule.id.startswith(default_of("")) is default) for default in (False, True)
    )
    return Ruleset(own, defaults)


def _in_order(rule: Rule) -> tuple[int, int]:
    return rule.rank, int(rule.place.rpartition(":")[2])


def stands_for(config: Config, file: Path, named: str | None = None) -> Path:
    """Which rule file of the configuration a candidate stands for: the one that is `named` (as the configuration or the disk
    has it), else the one of the same name, else the hub's own. ConfigError when there is none of that name."""
    given = [config.hub.rules, *(Path(each.file) for each in config.rule_files)]
    if named is None:
        return config.file(next((each for each in given if each.name == file.name), config.hub.rules))
    for each in given:
        if Path(named) == each or Path(named).resolve() == config.file(each).resolve():
            return config.file(each)
    raise ConfigError(f"{named}: no rule file of {config.path}; there are {', '.join(map(str, given))}")


def with_candidate(config: Config, path: Path, text: str, called: str | None = None) -> Ruleset:
    """All rules with this text in place of the file at `path`. RulesError names what is wrong, in the candidate as `called`."""
    return load_all(sources_with(config, path, text, called or str(path)))


def sources_with(config: Config, path: Path, text: str, called: str) -> list[Source]:
    """The texts of all rule files, with this one in place of the file at `path`."""
    sources = rule_sources(config)
    return [structs.replace(each, text=text, path=called) if each.path == str(path) else each for each in sources]


def file_of_rule(config: Config, name: str) -> Path:
    """The file that holds the rule of this id. ConfigError with a near name when there is none."""
    ruleset = load_all(rule_sources(config))
    place = next((rule.place for rule in ruleset.rules if rule.id == name), None)
    if place is None:
        raise ConfigError(f'there is no rule "{name}"{did_you_mean(name, [rule.id for rule in ruleset.rules])}')
    return Path(place.rpartition(":")[0])
