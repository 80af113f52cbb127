"""The rule files of the configuration: read, in order of precedence."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class File:
    """A rule file of the configuration. `name` is what people call it, since they need not know where it lies. A team's may
    lead to the `goals` of these globs only, and exempt items where it says so."""

    name: str
    path: Path
    own: bool = True
    goals: tuple[str, ...] = ()
    exempt: bool = True
    precedence: int = 0

    def source(self, text: str, called: str | None = None) -> Source:
        terms = () if self.own else (self.goals, self.exempt)
        return Source(text, called or str(self.path), *terms)


def files(config: Config) -> list[File]:
    """The one that takes precedence first."""
    own = File(_named(config.hub.rules), config.file(config.hub.rules))
    others = [
        File(_named(file), config.file(file), False, each.goals, each.exempt, each.precedence)
        for each in config.rule_files
        for file in [Path(each.file)]
    ]
    return sorted([own, *others], key=lambda file: (-file.precedence, not file.own))


def _named(file: Path) -> str:
    """As the configuration names it; of one that lies elsewhere only its last name."""
    return file.name if file.is_absolute() or file.parts[:1] == ("~",) else str(file)


def told(config: Config, words: str) -> str:
    """The words with rule files and configuration by their names, without where they lie."""
    for file in sorted(files(config), key=lambda file: -len(str(file.path))):
        words = words.replace(str(file.path), file.name)
    return words.replace(str(config.path), config.path.name)


def rule_sources(config: Config) -> list[Source]:
    """The texts of all rule files, the one that takes precedence first."""
    return [file.source(text_on_disk(config, file)) for file in files(config)]


def text_on_disk(config: Config, file: File) -> str:
    named_in = "[hub] rules" if file.own else "[[rules]]"
    return read_text(file.path, f"name the rule file in {named_in} of {config.path}")


def named_source(path: Path) -> Source:
    """A file that is named outright, as on the command line."""
    return Source(read_text(path), str(path))


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
