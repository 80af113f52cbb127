"""Any rules and any items, over few words, so that conditions often hold and often not."""

import json
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from core.links import Placed
from tests.mappings.make import DAY, item, rule

WORDS = ["a", "B", "c", "card", "pay"]
NAMES = ["Cost center", "cost Center", "Squad"]
NUMBERS = [0, 1, 2.5, 3]
DAYS = [date(2026, 1, 31), date(2026, 3, 1), DAY]
AIMS = [
    *(f'goal = "{goal}"' for goal in ("O-1", "O-2", "O-9", "I-1")),
    'goal = { "O-1" = 0.6, "O-2" = 0.4 }',
    'goal = { "O-2" = 0.5, "I-1" = 0.5 }\nalso = ["O-1"]',
    'goal = "O-1"\nalso = ["O-2", "O-9", "I-1"]',
    'also = ["O-2"]',
    "exempt = true",
]
MORE = ["", "", "weight = 1", "weight = 2", "weight = -1", "stop = true", "valid_to = 2026-01-01"]

_there = st.sampled_from(["{ exists = true }", "{ exists = false }"])
_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
_forms = st.sampled_from(["{}", "{{ none = {} }}", "{{ all = {} }}", "{{ not = {} }}", "{{ regex = {} }}"])
_texts = st.builds(lambda form, words: form.format(json.dumps(words)), _forms, _words) | st.builds(
    lambda words: f"{{ glob = {json.dumps([f'*{word}*' for word in words])} }}", _words
)
_ops = st.sampled_from(["at_least", "at_most", "more_than", "less_than", "none", "not"])
_numbers = st.builds("{{ {} = {} }}".format, _ops, st.sampled_from(NUMBERS)) | st.just("[1, 2.5]")
_dates = st.builds("{{ {} = {} }}".format, st.sampled_from(["since", "before", "any"]), st.sampled_from(DAYS))
_ages = st.builds('{{ {} = "{}d" }}'.format, st.sampled_from(["older_than", "newer_than"]), st.sampled_from([0, 1, 30]))
_tests = {
    **dict.fromkeys(("project", "labels", "components", "title", "text", "milestone", "team", "type"), _texts | _there),
    **dict.fromkeys(("ancestors", "fields"), _texts | _there),
    **dict.fromkeys(("points", "replies"), _numbers | _there),
    **dict.fromkeys(("created", "due"), _dates | _ages | _there),
}


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> str:
    """A table of one or two conditions, at times with a group of such tables."""
    parts = {}
    for field in draw(st.lists(st.sampled_from(sorted(_tests)), min_size=1, max_size=2)):
        test = draw(_tests[field])
        parts[field] = f'{{ "{draw(st.sampled_from(NAMES))}" = {test} }}' if field == "fields" else test
    if depth and draw(st.booleans()):
        op = draw(st.sampled_from(["any", "any", "all", "not"]))
        inner = draw(st.lists(conditions(depth - 1), min_size=1, max_size=3))
        parts[op] = inner[0] if op == "not" else f"[{', '.join(inner)}]"
        if draw(st.booleans()):
            parts = {op: parts[op]}  # the group alone, so that the index must find the rule through it
    return "{ " + ", ".join(f"{field} = {value}" for field, value in parts.items()) + " }"


@st.composite
def rule_lists(draw: st.DrawFn) -> list[str]:
    """One to eight rules, each by itself."""
    texts = []
    for number in range(draw(st.integers(1, 8))):
        unless = f"\nunless = {draw(conditions())}" if draw(st.booleans()) else ""
        more = draw(st.sampled_from(MORE)) + unless
        texts.append(rule(draw(conditions()), f"r{number}", draw(st.sampled_from(AIMS)), more))
    return texts


rulesets = rule_lists().map("".join)
_some = st.lists(st.sampled_from([*WORDS, "A"]), max_size=3)
_items = st.builds(
    lambda labels, title, text, own, **plain: item(
        labels=tuple(labels),
        components=tuple(labels[1:]),
        title=" ".join(title),
        text=" ".join(text),
        fields={name: tuple(values) for name, values in own.items()},
        parent="PAY-1",
        **plain,
    ),
    _some,
    _some,
    _some,
    st.dictionaries(st.sampled_from(NAMES[1:]), _some, max_size=2),
    container=st.sampled_from(WORDS),
    milestone=st.sampled_from([None, *WORDS]),
    refs=st.lists(st.sampled_from(["O-1", "O-9", "PAY-1", "UTF-8"]), max_size=2).map(tuple),
    kind=st.sampled_from(["issue", "pull_request", "thread"]),
    points=st.sampled_from([None, 1.0, *NUMBERS]),
    replies=st.sampled_from([0, 1, 3]),
    due=st.sampled_from([None, *DAYS]),
    created_at=st.sampled_from([datetime(day.year, day.month, day.day, 23, tzinfo=UTC) for day in DAYS]),
)
placed = st.builds(Placed, _items, st.sampled_from([None, "a", "pay"]), _some.map(tuple))
