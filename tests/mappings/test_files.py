"""Several rule files: which comes first, what each may lead to, and the defaults of a tool."""

from typing import Any

import pytest

from core.links import Placed
from mappings import Linker, Neighbours, RulesError, Ruleset, Source, check, explain, link_all, load_all
from mappings.shadow import shadowed
from tests.mappings.make import DAY, beside, goals, item, nobody, rule

PAY = '{ project = "PAY" }'
KNOWN = goals("O-1", "O-2", "T-1", "T-2")


def files(*texts: str) -> Ruleset:
    return load_all([Source(text, f"{number}.toml") for number, text in enumerate(texts, 1)])


def winner(ruleset: Ruleset, **fields: Any) -> str | None:
    links = Linker(ruleset, KNOWN, today=DAY).earned(Placed(item(**fields))).links
    return links[0].rule if links else None


def problems(*sources: Source) -> list[str]:
    with pytest.raises(RulesError) as caught:
        load_all(sources)
    return [str(problem) for problem in caught.value.problems]


def test_the_first_file_comes_before_weight_and_conditions() -> None:
    plain = rule(PAY, "z-plain")
    heavy = rule('{ project = "PAY", labels = "a" }', "heavy", more="weight = 99")
    assert winner(files(plain, heavy), labels=("a",)) == "z-plain"
    assert winner(files(heavy, plain), labels=("a",)) == "heavy"
    assert winner(files(heavy, plain)) == "z-plain"


def test_a_stop_hides_rules_of_its_own_file_only() -> None:
    stop, other = rule('{ labels = "a" }', "stop", "also = ['O-2']", "stop = true"), rule(PAY, "other")
    assert winner(files(stop + other), labels=("a",)) is None
    assert winner(files(stop, other), labels=("a",)) == "other"
    assert winner(files(other, stop), labels=("a",)) == "other"


def test_explain_names_the_file_that_comes_first() -> None:
    made = Linker(files(rule(PAY, "b"), rule(PAY, "a", more="weight = 3")), KNOWN, today=DAY)
    assert [(trace.rule, trace.verdict, trace.reason) for trace in explain(made, Placed(item()), nobody()).rules] == [
        ("b", "wins", "it holds and comes first of all that hold"),
        ("a", "outranked", '"b" at 1.toml:1 holds too and its file comes first'),
    ]


def test_a_rule_behind_a_wider_one_of_an_earlier_file_can_never_win() -> None:
    ruleset = files(rule(PAY, "wide"), rule('{ project = "PAY", labels = "a" }', "narrow", more="weight = 9"))
    assert [(hidden.id, wider.id) for hidden, wider in shadowed(ruleset.rules)] == [("narrow", "wide")]
    (problem,) = check(ruleset, today=DAY)
    assert str(problem).startswith('2.toml:1: warning: rule "narrow" can never win: "wide" at 1.toml:1')


def test_problems_of_all_files_are_told_at_once() -> None:
    broken = rule('{ titel = "x" }', "a")
    assert problems(Source(broken, "1.toml"), Source("x = 1", "2.toml"), Source("a = ", "3.toml")) == [
        '1.toml:5: error: unknown field "titel", did you mean "title"?',
        '2.toml:1: error: unknown key "x"',
        "3.toml:1: error: not valid TOML: Invalid value",
    ]


def test_an_id_is_unique_over_all_files() -> None:
    assert problems(Source(rule(PAY, "a"), "1.toml"), Source("\n" + rule(PAY, "a"), "2.toml")) == [
        '2.toml:3: error: the id "a" is taken by the rule at 1.toml:1; give each rule its own'
    ]


def test_the_digest_follows_the_order_of_files() -> None:
    one, two = rule(PAY, "a"), rule(PAY, "b")
    assert len({files(one, two).digest, files(two, one).digest, files(one + two).digest}) == 3
    assert files(one, two).digest == files("# words\n" + one, two).digest


@pytest.mark.parametrize(
    ("allowed", "aim", "fits"),
    [
        (("T-*",), 'goal = "T-1"', True),
        (("T-*",), 'goal = "O-1"', False),
        (("T-*",), 'goal = "t-1"', False),
        (("T-1", "O-?"), 'goal = "O-2"', True),
        (("T-1",), 'goal = "T-12"', False),
        (("T-*",), 'goal = { "T-1" = 0.5, "T-2" = 0.5 }', True),
        (("T-*",), 'goal = { "T-1" = 0.5, "O-1" = 0.5 }', False),
        (("T-*",), 'goal = "T-1"\nalso = ["T-2"]', True),
        (("T-*",), 'goal = "T-1"\nalso = ["O-1"]', False),
        (("T-*",), 'also = ["O-1"]', False),
        ((), 'goal = "T-1"', False),
        (None, 'goal = "O-1"', True),
    ],
)
def test_a_file_leads_only_where_it_may(allowed: tuple[str, ...] | None, aim: str, fits: bool) -> None:
    source = Source(rule(PAY, "a", aim), "team.toml", allowed)
    if fits:
        assert load_all([source]).rules
    else:
        (told,) = problems(source)
        assert told.startswith("team.toml:")
        assert told.endswith(", and this file may lead to " + (f"{', '.join(allowed)} only" if allowed else "none"))


def test_a_goal_that_is_not_allowed_is_told_with_its_line() -> None:
    source = Source(rule(PAY, "a", 'goal = "O-1"'), "team.toml", ("T-*", "U-1"))
    assert problems(source) == ["team.toml:3: error: it leads to O-1, and this file may lead to T-*, U-1 only"]
    also = Source('[[rule]]\nid = "a"\ngoal = "T-1"\nalso = ["O-1"]\nwhen = { labels = "a" }', "team.toml", ("T-*",))
    assert problems(also) == ["team.toml:4: error: it leads to O-1, and this file may lead to T-* only"]


def test_a_file_with_an_allow_list_exempts_only_if_it_may() -> None:
    text = rule(PAY, "a", "exempt = true")
    assert problems(Source(text, "team.toml", ("T-*",))) == [
        "team.toml:3: error: this file may not exempt items; that is set where it is named"
    ]
    for source in (Source(text, "team.toml", ("T-*",), True), Source(text, "team.toml")):
        assert load_all([source]).rules[0].exempt


def test_the_allow_list_holds_for_defaults_too() -> None:
    to_goal = Source('[defaults.jira]\ngoal = "O-1"', "team.toml", ("T-*",))
    assert problems(to_goal) == ["team.toml:2: error: it leads to O-1, and this file may lead to T-* only"]
    exempting = Source("[defaults.jira]\nexempt = true", "team.toml", ("T-*",))
    assert problems(exempting) == ["team.toml:2: error: this file may not exempt items; that is set where it is named"]


def links(text: str, *placed: Placed, known: Neighbours | None = None) -> list[tuple[str, str | None, str, str | None]]:
    made = Linker(files(text), KNOWN, today=DAY)
    return [(link.item, link.goal, link.via, link.rule) for link in link_all(made, placed, known)]


DEFAULT = '[defaults.jira]\ngoal = "O-2"\n'


def test_a_default_counts_where_nothing_else_does() -> None:
    text = DEFAULT + rule('{ labels = "a" }', "r")
    own, below, alone = item("PAY-1", labels=("a",)), item("PAY-2", parent="PAY-1"), item("PAY-3")
    elsewhere = item("acme/web#1", source="github")
    assert links(text, *map(Placed, (below, alone, own, elsewhere))) == [
        ("PAY-2", "O-1", "inherited", "r"),
        ("PAY-3", "O-2", "default", "defaults.jira"),
        ("PAY-1", "O-1", "rule", "r"),
    ]
    made = Linker(files(DEFAULT), KNOWN, today=DAY)
    (link,) = made.default(Placed(item()))
    assert (link.confidence, link.matched, link.share) == (0.5, ("source any jira",), 1.0)
    assert link.version == made.ruleset.defaults[0].version


def test_a_default_is_narrowed_by_conditions() -> None:
    text = DEFAULT + 'when = { kind = "issue" }\nunless = { labels = "x" }\n'
    assert links(text, Placed(item())) == [("PAY-7", "O-2", "default", "defaults.jira")]
    assert links(text, Placed(item(kind="epic"))) == []
    assert links(text, Placed(item(labels=("x",)))) == []


def test_a_default_may_divide_or_exempt() -> None:
    assert links("[defaults.jira]\nexempt = true", Placed(item())) == [("PAY-7", None, "default", "defaults.jira")]
    split = links('[defaults.jira]\ngoal = { "O-1" = 0.5, "O-2" = 0.5 }', Placed(item()))
    assert [goal for _item, goal, _via, _rule in split] == ["O-1", "O-2"]


def test_what_an_item_names_comes_before_the_default_of_its_own_tool() -> None:
    """An item takes over what its parent holds, a default too, before it falls back on its own."""
    text = DEFAULT + '[defaults.slack]\ngoal = "O-1"\n'
    thread = item("C1/1", source="slack", kind="thread", refs=("PAY-1",))
    found = links(text, Placed(thread), Placed(item("PAY-1")))
    assert found[0] == ("C1/1", "O-2", "inherited", "defaults.jira")


def test_of_two_files_the_first_says_the_default() -> None:
    ruleset = files('[defaults.jira]\ngoal = "O-1"', DEFAULT + "[defaults.github]\nexempt = true")
    assert [(each.id, each.goal, each.rank) for each in ruleset.defaults] == [
        ("defaults.github", None, 1),
        ("defaults.jira", "O-1", 0),
    ]


def test_a_default_to_an_unknown_goal_is_left_out_and_told() -> None:
    made = Linker(files('[defaults.jira]\ngoal = "O-11"'), KNOWN, today=DAY)
    assert made.default(Placed(item())) == ()
    assert [str(each) for each in made.problems] == [
        '1.toml:1: error: rule "defaults.jira" leads to the unknown goal "O-11", did you mean "O-1"?'
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("defaults = 3", 1, "under a header such as [defaults.jira]"),
        ("[defaults]\njira = 3", 1, "under a header such as [defaults.jira]"),
        ("[[defaults]]\ngoal = 'O-1'", 1, "under a header such as [defaults.jira]"),
        ("[defaults.jira]", 1, "leads nowhere"),
        ('[defaults.jira]\ngoal = "O-1"\nexempt = true', 3, "a goal or is exempt, not both"),
        ('[defaults.jira]\ngoal = "O-1"\nweight = 3', 3, 'unknown key "weight"'),
        ('[defaults.jira]\ngoal = "O-1"\nid = "x"', 3, 'unknown key "id"; a default is always called defaults.jira'),
        ('[defaults.jira]\ngoal = "O-1"\nalso = ["O-2"]', 3, 'unknown key "also"'),
        ('[defaults.jira]\ngoal = "O-1"\nwhen = {}', 3, "`when` is empty"),
        ('[defaults.jira]\ngoal = "O-1"\nwhen = { titel = "x" }', 3, 'did you mean "title"?'),
        ('[default.jira]\ngoal = "O-1"', 1, 'unknown key "default", did you mean "defaults"?'),
    ],
)
def test_mistakes_in_defaults_are_told_with_their_line(text: str, line: int, message: str) -> None:
    (told,) = problems(Source(text, "m.toml"))
    assert told.startswith(f"m.toml:{line}: error: ")
    assert message in told


def test_explain_shows_the_default_of_the_tool() -> None:
    made = Linker(files(DEFAULT + '[defaults.slack]\ngoal = "O-1"\n'), KNOWN, today=DAY)
    told = explain(made, Placed(item()), nobody())
    assert told.reason == "goal O-2: nothing else links it, and this is what items of jira serve by default"
    assert [(trace.rule, trace.verdict) for trace in told.defaults] == [("defaults.jira", "wins")]


def test_explain_does_not_call_a_default_the_winner_where_something_else_wins() -> None:
    made = Linker(files(DEFAULT + rule(PAY, "r")), KNOWN, today=DAY)
    assert explain(made, Placed(item()), nobody()).defaults[0].verdict == "outranked"
    below = explain(
        made,
        Placed(item(container="X", parent="PAY-1")),
        Neighbours([beside(item("PAY-1"), *made.earned(Placed(item("PAY-1"))).links)]),
    )
    assert (below.links[0].via, below.defaults[0].verdict) == ("inherited", "outranked")
    disputed = Linker(files(DEFAULT), KNOWN, disputed=[("jira", "PAY-7", "O-2")], today=DAY)
    assert explain(disputed, Placed(item()), nobody()).defaults[0].reason == "somebody disputed that it serves O-2"


def test_the_default_of_a_tool_ignores_the_case_of_its_name() -> None:
    made = Linker(load_all([Source('[defaults.Jira]\ngoal = "O-1"\n', "a.toml")]), KNOWN, today=DAY)
    told = explain(made, Placed(item()), Neighbours())
    assert [trace.verdict for trace in told.defaults] == ["wins"]
    assert [link.rule for link in told.links] == ["defaults.jira"]
    with pytest.raises(RulesError, match=r"a.toml:3: error: the default of Jira is given twice; remove one"):
        load_all([Source('[defaults.Jira]\ngoal = "O-1"\n[defaults.jira]\ngoal = "O-2"\n', "a.toml")])
