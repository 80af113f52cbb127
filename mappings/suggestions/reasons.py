"""Why a goal was suggested, in plain words with the evidence. No person is named."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from core.chain import ancestors
from mappings.suggestions.choice import Numbers
from mappings.suggestions.index import SIGNALS, Index, Teamed
from mappings.suggestions.known import Known
from mappings.suggestions.traits import CAUTION, GROUPS, Floats, Trait, traits
from mappings.suggestions.words import title_of, whole_of, words

SHOWN = 4  # words, or reasons
ALIKE = 0.05  # cosine from which one text is said to read like another
_WORDED = {
    "container": "in {}",
    "labels": "labelled {}",
    "components": "of component {}",
    "versions": "of version {}",
    "milestone": "of milestone {}",
    "type": "of type {}",
    "people": "of the same people",
    "parent": "under {}",
    "team": "of team {}",
}
Told = tuple[float, str]


class Reasons:
    """Explains pairs of an item and a goal (by number) by the linked items of an index."""

    def __init__(self, known: Known, index: Index, weights: Numbers) -> None:
        self._known, self._index, self._weights = known, index, weights
        self._counts = _by_trait(index)
        self._titles = [words(title_of(goal.title)) for goal in known.goals]

    def of(self, teamed: Teamed, goal: int, signals: Floats, alike: Floats) -> tuple[str, ...]:
        """The weightiest first; none where nothing speaks for it. `signals` are those of the pair, `alike` of the item."""
        pull = dict(zip(SIGNALS, (signals * self._weights).tolist(), strict=True))
        seen = list(traits(*teamed))
        told = [
            (
                max(pull[each] for each in ("title", "spelling", "chain", "covered")),
                self._of_words(teamed, goal, signals),
            ),
            (max(pull["linked"], pull["nearest"]), self._of_neighbours(goal, alike)),
            *(
                (pull[name], self._of_traits([trait for trait in seen if trait.group == group], goal))
                for group, name in enumerate(GROUPS)
            ),
        ]
        return tuple(text for weight, text in sorted(told, key=lambda each: -each[0]) if text and weight > 0)[:SHOWN]

    def _of_words(self, teamed: Teamed, goal: int, signals: Floats) -> str:
        item, title = teamed[0], self._titles[goal]
        named = _named(self._known.goals[goal].key, self._known.goals[goal].title)
        if shared := _shared(title, words(title_of(item.title))):
            return f"title shares {shared} with {named}"
        whole = words(whole_of(item.title, item.text))
        if shared := _shared(title, whole):
            return f"text shares {shared} with {named}"
        for above in ancestors(self._known.goals[goal].key, self._known.every)[1:]:
            if shared := _shared(words(title_of(above.title)), whole):
                return f"shares {shared} with {_named(above.key, above.title)}, which it is part of"
        return f"title is spelled much like {named}" if signals[SIGNALS.index("spelling")] > ALIKE else ""

    def _of_neighbours(self, goal: int, alike: Floats) -> str:
        begin, end = self._index.begins[goal : goal + 2]
        best = sorted(range(begin, end), key=lambda column: (-round(float(alike[column]), 6), column))[:2]
        keys = [self._index.key(column) for column in best if alike[column] >= ALIKE]
        return f"reads like {' and '.join(keys)}, which {_serve(len(keys))} it" if keys else ""

    def _of_traits(self, seen: Sequence[Trait], goal: int) -> str:
        """The one of these that points most to the goal."""
        numbered = ((trait, self._index.reader.traits.numbers.get(trait)) for trait in seen)
        told = [self._told(trait, goal, number) for trait, number in numbered if number is not None]
        return max(told, key=lambda each: each[0], default=(0.0, ""))[1]

    def _told(self, trait: Trait, goal: int, number: int) -> Told:
        here, seen = self._counts[number].get(goal, 0), int(self._index.lifts.seen[number])
        share = float(self._index.lifts.share[goal])
        lift = (here + CAUTION * share) / (seen + CAUTION) / share
        shown = f"{here} of {seen} {_things(seen)} {_worded(trait)} {_serve(here)} it"
        return (lift, shown) if here and lift > 1 else (0.0, "")


def _by_trait(index: Index) -> Sequence[dict[int, int]]:
    counts = index.lifts.counts
    ends = counts.indptr.tolist()
    pairs = list(zip(counts.indices.tolist(), counts.data.astype(int).tolist(), strict=True))
    return [dict(pairs[begin:end]) for begin, end in pairwise(ends)]


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> str:
    """In the order of ours, without what is part of a longer one."""
    both = set(theirs).intersection(ours)
    shown = [
        word
        for word in dict.fromkeys(ours)
        if word in both and not any(word in other and word != other for other in both)
    ]
    return ", ".join(f'"{word}"' for word in shown[:SHOWN])


def _worded(trait: Trait) -> str:
    """Of a site's own field only the name, for its value may be a person."""
    name = trait.field.removeprefix("fields.")
    phrase = f"with the same {name}" if name != trait.field else _WORDED[trait.field].format(_place(trait))
    return f"{phrase} in {trait.within.partition(':')[2]}" if trait.within else phrase


def _place(trait: Trait) -> str:
    return trait.value.partition(":")[2] if trait.field in ("container", "parent") else trait.value


def _named(key: str, title: str) -> str:
    return f'{key} "{title_of(title)}"'


def _things(number: int) -> str:
    return "item" if number == 1 else "items"


def _serve(number: int) -> str:
    return "serves" if number == 1 else "serve"
