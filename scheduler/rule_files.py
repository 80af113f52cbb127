"""The rule files of the configuration: read, in order of precedence."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from mappings import Rule, Ruleset, Source, load_all
from mappings.rules import default_of
from scheduler.config import Config, ConfigError
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


def _text(config: Config, file: Path, named_in: str) -> str:
    path = config.file(file)
    try:
        return path.read_text()
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; name the rule file in {named_in} of {config.path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


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
