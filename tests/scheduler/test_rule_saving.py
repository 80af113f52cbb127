"""Edits of rules through the hub: previewed, weighed, whole or not at all, and on record."""

from pathlib import Path

import pytest

from mappings import RulesError
from mappings.rules import digest
from scheduler.config import ConfigError
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.rule_files import file_of_rule, stands_for
from scheduler.rule_saving import Edit, past_edits, save_rules, text_of
from tests.mappings.make import rule
from tests.scheduler.little import everything, little, written
from tests.store.samples import goal, item

GOALS = [goal("O-1"), goal("O-2")]
LINKED = 60
ITEMS = [item(number, labels=("a",)) for number in range(1, LINKED + 1)]
FEWEST = 5  # guard.min_writes: fewer are no mass change
A = rule('{ labels = "a" }', "a", 'goal = "O-1"')


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return written(tmp_path, A)


def edit_of(config: Path, text: str, base: str = A) -> Edit:
    return Edit(config.with_name("mappings.toml"), text, digest(base))


def moving(count: int) -> str:
    """The rules with so many items to another goal."""
    keys = ", ".join(f'"PAY-{number}"' for number in range(1, count + 1))
    return A + rule(f"{{ key = [{keys}] }}", "b", 'goal = "O-2"', "weight = 1")


def on_disk(config: Path) -> str:
    return config.with_name("mappings.toml").read_text()


def goals_now(hub: Hub) -> list[str]:
    return [line for line in everything(hub) if '"table":"links"' in line]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_is_saved_is_on_disk_in_force_and_on_record(
    database: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRLEAD_USER", "ana@example.com")
    config = written(tmp_path, A, database=request.getfixturevalue("new_url")(database))
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        edit = edit_of(config, moving(4) + "# a word\r\n")
        saved = save_rules(hub, edit)
        assert saved.linked is not None
        assert saved.linked.counts.changed == 4
        assert config.with_name("mappings.toml").read_bytes().decode() == edit.text
        with hub.store.read() as tx:
            (past,) = past_edits(tx)
            texts = [text_of(tx, past.before), text_of(tx, past.after), text_of(tx, "0" * 16)]
    assert (past.actor, past.file, past.moved) == ("ana@example.com", str(edit.path), {"moved": 4})
    assert texts == [A, edit.text, None]


@pytest.mark.parametrize("over", [0, 1])
def test_up_to_the_border_an_edit_passes_and_beyond_it_waits(config: Path, over: int) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        before = everything(hub)
        count = round(hub.config.limits.relinked_share * LINKED) + over
        assert count >= FEWEST
        saved = save_rules(hub, edit_of(config, moving(count)))
        if not over:
            assert (saved.held, on_disk(config)) == (None, moving(count))
            return
        assert saved.held is not None
        assert saved.held == saved.preview.held
        assert (saved.linked, on_disk(config), everything(hub)) == (None, A, before)
        passed = save_rules(hub, edit_of(config, moving(count)), approval=saved.held.approval)
        assert passed.linked is not None
        assert (passed.linked.held, passed.linked.counts.changed) == (None, count)


def test_fewer_than_the_fewest_never_wait(tmp_path: Path) -> None:
    config = written(tmp_path, A)
    with little(config, GOALS, ITEMS[: FEWEST - 1]) as hub:
        link(hub)
        assert save_rules(hub, edit_of(config, "")).linked is not None


def test_an_approval_of_one_edit_lets_no_other_pass(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        first = save_rules(hub, edit_of(config, moving(30)))
        assert first.held is not None
        other = save_rules(hub, edit_of(config, moving(31)), approval=first.held.approval)
        assert other.held is not None
        assert other.held.approval != first.held.approval
        assert on_disk(config) == A


def test_a_stale_edit_is_refused_and_writes_nothing(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        save_rules(hub, edit_of(config, moving(1)))
        before = everything(hub)
        with pytest.raises(ConfigError, match=rf"{digest(A)}.* make the edit again"):
            save_rules(hub, edit_of(config, moving(2)))
        assert (on_disk(config), everything(hub)) == (moving(1), before)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rule('{ title = { regex = "" } }', "a"), "empty value"),
        (rule('{ title = { regex = ".*" } }', "a"), "matches every text"),
        (rule('{ lables = "a" }', "a"), 'did you mean "labels"'),
        (rule('{ labels = "a" }', "a", 'goal = "O-11"'), 'unknown goal "O-11"'),
        ("[[rule", "not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_line_and_writes_nothing(config: Path, text: str, words: str) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        before = everything(hub)
        with pytest.raises(RulesError, match=r"new\.toml:\d+: error: .*" + words):
            save_rules(hub, Edit(edit_of(config, text).path, text, digest(A), "new.toml"))
        assert (on_disk(config), everything(hub)) == (A, before)


def test_a_goal_that_was_unknown_before_holds_up_no_other_edit(tmp_path: Path) -> None:
    text = A + rule('{ labels = "z" }', "z", 'goal = "O-99"')
    config = written(tmp_path, text)
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        assert save_rules(hub, edit_of(config, text + "\n# more\n", text)).linked is not None


def test_a_trial_and_an_edit_that_changes_nothing_write_nothing(config: Path) -> None:
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        before = everything(hub)
        assert save_rules(hub, edit_of(config, moving(1)), trial=True).linked is None
        assert save_rules(hub, edit_of(config, A)).same
        assert (on_disk(config), everything(hub)) == (A, before)
        with hub.store.read() as tx:
            assert past_edits(tx) == []


def test_an_edit_that_cannot_be_written_leaves_no_trace(config: Path) -> None:
    config.with_name(".mappings.toml.new").mkdir()
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        before = everything(hub)
        with pytest.raises(ConfigError, match="cannot be written"):
            save_rules(hub, edit_of(config, moving(1)))
        assert (on_disk(config), everything(hub)) == (A, before)
        with hub.store.read() as tx:
            assert past_edits(tx) == []


def test_a_candidate_stands_for_the_file_of_its_name_or_the_one_that_is_named(tmp_path: Path) -> None:
    team = '[[rules]]\nfile = "teams/pay.toml"\ngoals = ["O-2"]\n'
    config = written(tmp_path, A, more=team)
    (tmp_path / "teams").mkdir()
    own, pay = tmp_path / "mappings.toml", tmp_path / "teams" / "pay.toml"
    pay.write_text(rule('{ labels = "b" }', "b", 'goal = "O-2"'))
    with little(config, GOALS, ITEMS) as hub:
        link(hub)
        assert stands_for(hub.config, Path("/elsewhere/pay.toml")) == pay
        assert stands_for(hub.config, Path("new.toml")) == own
        assert stands_for(hub.config, Path("new.toml"), "teams/pay.toml") == pay
        with pytest.raises(ConfigError, match=r"pya\.toml: no rule file .* mappings\.toml, teams/pay\.toml"):
            stands_for(hub.config, Path("new.toml"), "pya.toml")
        assert file_of_rule(hub.config, "b") == pay
        with pytest.raises(ConfigError, match='no rule "bb", did you mean "b"'):
            file_of_rule(hub.config, "bb")
        with pytest.raises(RulesError, match="may lead to O-2 only"):
            save_rules(hub, Edit(pay, rule('{ labels = "b" }', "b"), digest(pay.read_text())))
        text = rule('{ key = "PAY-1" }', "b", 'goal = "O-2"', "weight = 9")
        saved = save_rules(hub, Edit(pay, text, digest(pay.read_text())))
    assert (pay.read_text(), saved.preview.counts) == (text, {})  # the hub's own file goes first
