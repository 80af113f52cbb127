"""`rules check` by the real command: in CI without configuration or database, and for a candidate in a hub."""

from pathlib import Path

from tests.acceptance.command import fairlead, told
from tests.mappings.make import rule
from tests.scheduler.little import little, written
from tests.store.samples import goal, item

GOOD = rule('{ labels = "a" }', "a", 'goal = "O-1"')
ODD = rule('{ labels = "b", not = { labels = "b" } }', "odd", 'goal = "O-2"')
BAD = '[[rule]]\nid = "a"\ngoal = "O-1"\nwhen = { title = { regex = "pay(" }, labls = "x" }\n'


def test_what_cannot_go_together_is_refused(tmp_path: Path) -> None:
    good = tmp_path / "good.toml"
    good.write_text(GOOD)
    config = written(tmp_path, GOOD)
    for given, wanted in (((str(good), "--rules", str(good)), "not both"), (("--as", "x.toml"), "goes with FILE")):
        ran = fairlead("rules", "check", *given, config=config)
        assert (ran.returncode, wanted in ran.stderr) == (2, True)


def test_files_are_checked_without_configuration_or_database(tmp_path: Path) -> None:
    good, odd, bad = (tmp_path / f"{name}.toml" for name in ("good", "odd", "bad"))
    for path, text in ((good, GOOD), (odd, ODD), (bad, BAD)):
        path.write_text(text)
    nowhere = tmp_path / "nowhere" / "config.toml"
    assert fairlead("rules", "check", "--rules", str(good), config=nowhere).stdout == "The rules are fine.\n"
    ran = fairlead("rules", "check", "--rules", str(good), "--rules", str(odd), config=nowhere)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f'{odd}:1: warning: rule "odd" can never hold: ')
    problems = told("rules", "check", "--rules", str(good), "--rules", str(bad), config=nowhere, exit_code=1)[
        "problems"
    ]
    assert [(each["place"], each["level"]) for each in problems] == [
        (f"{bad}:2", "error"),
        (f"{bad}:4", "error"),
        (f"{bad}:4", "error"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.toml", "good.toml", "odd.toml"]


def test_a_broken_test_beside_the_rules_is_a_mistake_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    text = GOOD + '\n[[test]]\nname = "t"\nitem = { lables = "a" }\ngoal = "O-1"\n'
    path.write_text(text)
    line = text[: text.index("lables")].count("\n") + 1
    ran = fairlead("rules", "check", "--rules", str(path), config=tmp_path / "nowhere" / "config.toml")
    assert (ran.returncode, ran.stdout) == (
        1,
        f'{path}:{line}: error: unknown field "lables", did you mean "labels"?\n',
    )


def test_a_candidate_is_measured_on_what_the_hub_has_stored(tmp_path: Path) -> None:
    config = written(tmp_path, GOOD)
    with little(config, [goal("O-1"), goal("O-2")], [item(number, labels=("a",)) for number in range(3)]):
        pass
    candidate = tmp_path / "edited" / "mappings.toml"
    candidate.parent.mkdir()
    candidate.write_text(GOOD + rule('{ labels = "aa" }', "b", 'goal = "O-22"'))
    assert "no rule leads to 1 goal: O-2" in fairlead("rules", "check", config=config).stdout
    ran = fairlead("rules", "check", str(candidate), config=config)
    assert ran.returncode == 1
    assert f'{candidate}:6: error: rule "b" leads to the unknown goal "O-22", did you mean "O-2"?' in ran.stdout
    assert "matches none of the 3 items: no item has labels aa" in ran.stdout
    ran = fairlead("rules", "check", str(candidate), "--as", "other.toml", config=config)
    assert ran.returncode == 1
    assert "other.toml: no rule file of" in ran.stderr


def test_of_very_many_problems_the_errors_come_first(tmp_path: Path) -> None:
    many = tmp_path / "many.toml"
    many.write_text("".join(rule(f'{{ labls = "{n}" }}', f"r{n}") for n in range(250)))
    ran = fairlead("rules", "check", "--rules", str(many))
    lines = ran.stdout.splitlines()
    assert (ran.returncode, len(lines), lines[-1]) == (1, 201, "and 50 more; --json has them all")
    assert len(told("rules", "check", "--rules", str(many), exit_code=1)["problems"]) == 250
