"""Edits of rule files say what was asked for, and leave everything around it as people wrote it."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import load
from mappings.edits import EditError, with_rule, with_values, without_rule
from mappings.places import key_parts
from mappings.typed import setting
from tests.mappings.make import rule


def with_value(text: str, name: str, key: str, value: Any) -> str:
    return with_values(text, name, [(key_parts(key), value)])


WRITTEN = """\
# Who asks: Ana.   Do not sort!

[[rule]]   # cards
id = "cards"
goal   =   "O-1"  # since March
when = { project = "PAY", labels = [ "card" ] }
# weight comes last
weight = 3


# Everything else
[[rule]]
id = "rest"
goal = "O-2"

  [rule.when]  # all of it
  type = "Bug" # only these
"""


def data(text: str) -> dict[str, Any]:
    return tomllib.loads(text.removeprefix("\ufeff"))


def rules(text: str) -> dict[str, Any]:
    return {each["id"]: each for each in data(text).get("rule", [])}


def lost(before: str, after: str) -> list[str]:
    return [line for line in before.splitlines() if line not in after.splitlines()]


def test_one_value_is_replaced_where_it_stands() -> None:
    edited = with_value(WRITTEN, "cards", "goal", "O-9")
    assert edited == WRITTEN.replace('"O-1"', '"O-9"')
    assert with_value(edited, "cards", "goal", "O-1") == WRITTEN


def test_a_value_in_a_table_is_set_and_goes_again() -> None:
    edited = with_value(WRITTEN, "rest", "when.labels", ["a"])
    assert rules(edited)["rest"]["when"] == {"type": "Bug", "labels": ["a"]}
    assert lost(WRITTEN, edited) == []
    assert rules(with_value(edited, "rest", "when.labels", None)) == rules(WRITTEN)


def test_a_whole_table_under_a_header_is_replaced() -> None:
    edited = with_value(WRITTEN, "rest", "when", {"title": {"regex": r"\bcard\b"}})
    assert rules(edited)["rest"]["when"] == {"title": {"regex": r"\bcard\b"}}
    assert r"'\bcard\b'" in edited
    assert lost(WRITTEN, edited) == ["  [rule.when]  # all of it", '  type = "Bug" # only these']


def test_names_with_spaces_are_quoted() -> None:
    edited = with_value(WRITTEN, "cards", 'when.fields."Cost center"', "CC-1")
    assert rules(edited)["cards"]["when"]["fields"] == {"Cost center": "CC-1"}


def test_a_new_rule_stands_at_the_end() -> None:
    edited = with_rule(WRITTEN, {"id": "new", "goal": "O-3", "when": {"labels": ["x"]}})
    assert edited.removeprefix(WRITTEN) == '\n[[rule]]\nid = "new"\ngoal = "O-3"\nwhen = {labels = ["x"]}\n'
    assert without_rule(edited, "new").rstrip() == WRITTEN.rstrip()


def test_values_given_of_a_known_rule_replace_its_own() -> None:
    edited = with_rule(WRITTEN, {"id": "cards", "goal": "O-4", "weight": None, "stop": True})
    assert rules(edited)["cards"] == {
        "id": "cards",
        "goal": "O-4",
        "when": {"project": "PAY", "labels": ["card"]},
        "stop": True,
    }


def test_a_rule_goes_and_comments_around_it_stay() -> None:
    edited = without_rule(WRITTEN, "cards")
    assert edited == WRITTEN[: WRITTEN.index("[[rule]]")] + WRITTEN[WRITTEN.index("# Everything") :]
    assert data(without_rule(edited, "rest")) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WRITTEN, 'no rule "x"'),
        ('rule = [{ id = "x", goal = "O-1", when = { type = "B" } }]\n', "under its own header"),
        ('[[rule]]\nid = "x"\n[defaults.jira]\ngoal = "O-1"\n[rule.when]\ntype = "B"\n', "stand apart"),
        ("rule = 3\n", "under its own header"),
        ("[[rule", "not valid TOML"),
    ],
)
def test_what_cannot_be_edited_is_refused_with_the_mend(text: str, words: str) -> None:
    with pytest.raises(EditError, match=words):
        with_value(text, "x", "goal", "O-2")


def test_a_rule_is_not_added_to_a_list() -> None:
    with pytest.raises(EditError, match="by hand"):
        with_rule('rule = [{ id = "x", goal = "O-1", when = { type = "B" } }]\n', {"id": "y", "goal": "O-1"})


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("weight=10", (("weight",), 10)),
        ("goal=O-2", (("goal",), "O-2")),
        ('when.labels=["a", "b"]', (("when", "labels"), ["a", "b"])),
        ('when.fields."Cost center" = CC-1', (("when", "fields", "Cost center"), "CC-1")),
        ("when.title={regex = '^a=b'}", (("when", "title"), {"regex": "^a=b"})),
        ("owner=", (("owner",), None)),
        ("description=two\nweight = 3", (("description",), "two\nweight = 3")),
    ],
)
def test_settings_as_they_are_typed(given_: str, read: tuple[tuple[str, ...], Any]) -> None:
    assert setting(given_) == read


@pytest.mark.parametrize("given_", ["weight", "=3", "two words=3"])
def test_what_is_no_setting_is_told(given_: str) -> None:
    with pytest.raises(EditError, match="write KEY=VALUE"):
        setting(given_)


def test_half_characters_are_refused() -> None:
    with pytest.raises(EditError, match="not valid Unicode"):
        with_value(WRITTEN, "cards", "description", "\udce9")


fillers = st.lists(
    st.sampled_from(
        [
            *("\n", "\n\n", "   \n", "# a comment\n", "  # [[rule]]\n", "#\n"),
            *('[[test]]\nname = """\n[[rule]]\nid = "r0"\n"""\nitem = { key = "P-1" }\n', "\t\n"),
        ]
    ),
    max_size=3,
).map("".join)
forms = st.sampled_from(
    [
        '[[rule]]\nid = "{}"\ngoal = "O-1"\nwhen = {{ labels = "a" }}\n',
        '  [[ rule ]]  # note\n  id="{}"   # the id\n  goal =   "O-1"\n  when.labels = ["a",\n   "b", # two\n  ]\n  weight=1\n',
        "[[rule]]\ngoal = {{ \"O-1\" = 0.5, 'O-2' = 0.5 }}\nid = '{}'\n\n# between\n"
        '[rule.when]\nlabels = {{ any = ["a"] }}\n',
        "[[rule]]\nid = \"{}\"\ngoal = \"O-1\"\ndescription = '''\n[[rule]]\nid = \"x\"\n'''\n"
        '[rule.when]\n  [rule.when.labels]\n  any = ["a"]\n[rule.unless]\ntype = "Bug"\n',
    ]
)
values = st.sampled_from(
    [
        *(("goal", "O-2"), ("weight", -7), ("stop", True), ("description", 'it\'s \\ "so"\n\t€'), ("when.type", "Bug")),
        *(("when", {"title": {"regex": [r"^\[a", "b"]}}), ("unless.type", {"not": "Epic"}), ("weight", None)),
        *(("unless", None), ("also", ["O-2", "O-3"])),
    ]
)


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], int]:
    """Fillers and rules in turn, and which rule is to be edited; some in another system's line ends."""
    count = draw(st.integers(1, 4))
    pieces = [draw(fillers)]
    for number in range(count):
        pieces += [draw(forms).format(f"r{number}"), draw(fillers)]
    if draw(st.booleans()):
        pieces = [piece.replace("\n", "\r\n") for piece in pieces]
    if draw(st.booleans()):
        pieces[0] = "\ufeff" + pieces[0]
    if draw(st.booleans()):
        pieces[-1] = pieces[-1].rstrip("\r\n")
    return pieces, draw(st.integers(0, count - 1))


@given(files(), values)
def test_outside_the_edited_rule_every_byte_stays_and_it_reads_as_edited(
    file: tuple[list[str], int], edit: tuple[str, Any]
) -> None:
    (pieces, number), (key, value) = file, edit
    text, place = "".join(pieces), 2 * number + 1
    edited = with_value(text, f"r{number}", key, value)
    before, after = "".join(pieces[:place]), "".join(pieces[place + 1 :])
    assert edited.startswith(before)
    assert edited.endswith(after)
    own = edited[len(before) : len(edited) - len(after)]
    assert [line for line in pieces[place].splitlines() if line.startswith(("#", "[[")) and line not in own] == []
    unlike = [name for name, each in rules(edited).items() if each != rules(text)[name]]
    assert unlike in ([], [f"r{number}"])
    node: Any = rules(edited)[f"r{number}"]
    *above, last = key.split(".")
    for step in above:
        node = node[step]
    assert node.get(last) == value
    assert {**data(edited), "rule": []} == {**data(text), "rule": []}
    load(edited, "x")


@given(files())
def test_a_rule_goes_without_touching_its_neighbours(file: tuple[list[str], int]) -> None:
    pieces, number = file
    edited = without_rule("".join(pieces), f"r{number}")
    before, after = "".join(pieces[: 2 * number + 1]), "".join(pieces[2 * number + 2 :])
    assert edited.startswith(before)
    assert edited[len(before) :] in (after, after.lstrip("\r\n"))
    assert list(rules(edited)) == [name for name in rules("".join(pieces)) if name != f"r{number}"]


@given(files(), st.sampled_from(["new", "n.2"]))
def test_a_rule_is_added_behind_everything(file: tuple[list[str], int], name: str) -> None:
    text = "".join(file[0])
    edited = with_rule(text, {"id": name, "goal": "O-2", "when": {"title": {"glob": ["[a]*"]}}})
    assert edited.startswith(text)
    wanted = load(rule('{ title = { glob = ["[a]*"] } }', name, 'goal = "O-2"'), "x").rules[0]
    assert load(edited, "x").rules[-1].version == wanted.version


@pytest.mark.parametrize("key", ["'quoted'", 'a"b', "a\\b", "dotted.name", "b"])
def test_a_key_in_quotes_is_the_key_that_toml_reads(key: str) -> None:
    written = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = rule(f"{{ fields = {{ {written} = 'CC-1' }} }}", "x")
    assert tomllib.loads(with_value(text, "x", f"when.fields.{written}", "CC-2"))["rule"][0]["when"] == {
        "fields": {key: "CC-2"}
    }


def test_a_number_that_toml_does_not_know_is_refused() -> None:
    with pytest.raises(EditError, match="the number is too large"):
        with_value(WRITTEN, "cards", "weight", 16**4_000)


def test_a_key_that_is_no_toml_is_refused() -> None:
    with pytest.raises(EditError, match="the key is not valid TOML"):
        setting(r'when.fields."a\q"=1')
