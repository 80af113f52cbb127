"""The rules as they have stood."""

from sqlalchemy import text

from store import Store
from store.rules import StoredRule, rules_in_force, save_rules
from tests.store.samples import DAY, NOW


def rule(version: str, line: int) -> StoredRule:
    return StoredRule(version, f"rules.toml:{line}", f'{{"line":{line}}}')


def test_each_version_has_its_interval(store: Store) -> None:
    with store.write() as tx:
        assert save_rules(tx, {"a": rule("1", 1), "b": rule("1", 9)}, NOW)
        assert not save_rules(tx, {"a": rule("1", 2), "b": rule("1", 9)}, NOW + DAY)
        assert rules_in_force(tx) == {"a": rule("1", 2), "b": rule("1", 9)}
        assert save_rules(tx, {"a": rule("2", 2)}, NOW + 2 * DAY)
        assert rules_in_force(tx) == {"a": rule("2", 2)}
        rows = tx.execute(text("SELECT rule, version, valid_to IS NULL AS stands FROM rules ORDER BY rule, valid_from"))
        assert [(row.rule, row.version, bool(row.stands)) for row in rows] == [
            ("a", "1", False),
            ("a", "2", True),
            ("b", "1", False),
        ]


def test_a_rule_may_come_back(store: Store) -> None:
    with store.write() as tx:
        for day, rules in enumerate(({"a": rule("1", 1)}, {}, {"a": rule("1", 1)})):
            assert save_rules(tx, rules, NOW + day * DAY)
        assert rules_in_force(tx) == {"a": rule("1", 1)}
