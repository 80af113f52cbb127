"""Any rules and any items, over few words, so that conditions often hold and often not."""

import json

from hypothesis import strategies as st

from tests.mappings.make import item, rule

WORDS = ["a", "B", "c", "card", "pay"]
NAMES = ["Cost center", "cost Center", "Squad"]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
fields = st.sampled_from(["project", "labels", "components", "title", "text", "milestone", "team", "type", "fields"])


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """A table of one to three conditions."""
    parts = {}
    for field in draw(st.lists(fields, min_size=1, max_size=3)):
        values = json.dumps(draw(words))
        forms = [
            values,
            f"{{ none = {values} }}",
            f"{{ all = {values} }}",
            f"{{ not = {values} }}",
            f"{{ regex = {values} }}",
        ]
        globs = json.dumps([f"*{word}*" for word in draw(words)])
        test = draw(st.sampled_from([*forms, f"{{ glob = {globs} }}", "{ exists = true }", "{ exists = false }"]))
        parts[field] = f'{{ "{draw(st.sampled_from(NAMES))}" = {test} }}' if field == "fields" else test
    return "{ " + ", ".join(f"{field} = {value}" for field, value in parts.items()) + " }"


@st.composite
def rulesets(draw: st.DrawFn) -> str:
    texts = []
    for number in range(draw(st.integers(1, 8))):
        aim = draw(st.sampled_from(['goal = "O-1"', 'goal = "O-2"', 'goal = "O-9"', 'goal = "I-1"', "exempt = true"]))
        more = draw(st.sampled_from(["", "", "weight = 1", "weight = -1", "stop = true", "valid_to = 2026-01-01"]))
        unless = f"\nunless = {draw(conditions())}" if draw(st.booleans()) else ""
        texts.append(rule(draw(conditions()), f"r{number}", aim, more + unless))
    return "".join(texts)


some = st.lists(st.sampled_from([*WORDS, "A"]), max_size=3)
items = st.builds(
    lambda labels, title, text, project, milestone, refs, kind, own: item(
        labels=tuple(labels),
        components=tuple(labels[1:]),
        title=" ".join(title),
        text=" ".join(text),
        container=project,
        milestone=milestone,
        refs=tuple(refs),
        kind=kind,
        fields={name: tuple(values) for name, values in own.items()},
        parent="PAY-1",
    ),
    some,
    some,
    some,
    st.sampled_from(WORDS),
    st.sampled_from([None, *WORDS]),
    st.lists(st.sampled_from(["O-1", "O-9", "PAY-1", "UTF-8"]), max_size=1),
    st.sampled_from(["issue", "pull_request", "thread"]),
    st.dictionaries(st.sampled_from(NAMES[1:]), some, max_size=2),
)
