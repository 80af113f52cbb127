import tomllib

import pytest

from mappings.places import Places

TEXT = '''# [[rule]] in a comment
note = """
[[rule]]
id = "no key"
""""
[[rule]]
id = 'a' # [[rule]]
"quo ted" = 1
when.labels = [
  "x]", # ]
  "y",
]
after = 1

[[ rule ]]
id = "b"
  [rule.when]
  title = { regex = "[[}" , any = "x" }
  [[rule.case]]
  is = 1
  [[rule.case]]
  is = 2

[[rule]]
  [[rule.case]]
  is = 3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("note",), 2),
        (("rule", 0), 6),
        (("rule", 0, "id"), 7),
        (("rule", 0, "quo ted"), 8),
        (("rule", 0, "when"), 9),
        (("rule", 0, "when", "labels"), 9),
        (("rule", 0, "after"), 13),
        (("rule", 1), 15),
        (("rule", 1, "when"), 17),
        (("rule", 1, "when", "title", "regex"), 18),
        (("rule", 1, "case", 1, "is"), 22),
        (("rule", 2, "case", 0, "is"), 26),
        (("nowhere",), 1),
    ],
)
def test_keys_are_found_at_their_line(path: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(TEXT)
    assert Places(TEXT, "m.toml").of(path) == f"m.toml:{line}"
