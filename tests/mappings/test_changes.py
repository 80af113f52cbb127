"""Rules that were moved in their file touch what their stops hid, or hide now."""

from hypothesis import given
from hypothesis import strategies as st

from mappings import Reach, Source, Standing, load_all
from mappings.rules import Rule
from tests.mappings.make import DAY, rule

NAMES = "abcdef"
FILES = st.tuples(st.permutations(NAMES[:4]), st.permutations(NAMES[4:]), st.sets(st.sampled_from(NAMES)))


def standing(files: tuple[list[str], list[str], set[str]], stops: set[str]) -> Standing:
    texts = ["".join(_rule(name, stops) for name in names if name not in files[2]) for names in files[:2]]
    return Standing(DAY, load_all([Source(text, f"{place}.toml") for place, text in enumerate(texts)]).rules)


def _rule(name: str, stops: set[str]) -> str:
    return rule(f'{{ labels = "{name}" }}', name, more="stop = true" if name in stops else "")


def hidden(name: str, rules: tuple[Rule, ...], among: set[str]) -> set[str]:
    place = next(place for place, each in enumerate(rules) if each.id == name)
    return {each.id for each in rules[place + 1 :] if each.rank == rules[place].rank and each.id in among}


@given(FILES, FILES, st.sets(st.sampled_from(NAMES)))
def test_a_stop_that_hides_other_rules_than_before_counts_as_edited(
    before: tuple[list[str], list[str], set[str]], after: tuple[list[str], list[str], set[str]], stops: set[str]
) -> None:
    was, now = standing(before, stops), standing(after, stops)
    both = {each.id for each in was.rules} & {each.id for each in now.rules}
    moved = {name for name in both & stops if hidden(name, was.rules, both) != hidden(name, now.rules, both)}
    new = {each.id for each in now.rules} - both
    assert {each.id for each in Reach(was, now).rules} == moved | new


def test_ten_thousand_stops_are_compared_in_one_pass() -> None:
    """Each against all that it hides would be a hundred million steps."""
    text = "".join(_rule(f"r{number}", {f"r{number}"}) for number in range(10_000))
    rules = load_all([Source(text, "many.toml")]).rules
    assert Reach(Standing(DAY, rules), Standing(DAY, rules)).empty
    assert len(Reach(Standing(DAY, rules), Standing(DAY, (*rules[:-2], rules[-1], rules[-2]))).rules) == 2
