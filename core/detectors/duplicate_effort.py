"""D15: two open items that seem to be about the same, in different tools or of different teams. A suggestion, never more.

Looks at: issues and epics that are in progress, or were created in the last 90 days and wait.
Formula: likeness = words in common / all words of both titles, without small words, keys and addresses; words with digits must
be the same. Or both quote the same address or key of an item, which at most three open items name and which is no goal or epic.
Severity: always shown only (info), at the item that was created first, for all that are like it.
Silent: about titles of fewer than `min_words` words; about more than `max_items` items that are all alike, which are a form;
about items of which one names the other or hangs below it, or that hang below the same item; about pull requests and threads.
Stands on: titles, texts, parents and teams. The finding stands on the tools of its items.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from core.bounds import Count
from core.detectors.contract import Detector
from core.facts import Facts, OpenItem, PairFact
from core.findings import Observation, Subject
from core.likeness import LEAST_LIKENESS

Likeness = Annotated[float, Meta(ge=LEAST_LIKENESS, le=1)]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    min_likeness_share: of the words of two titles that both must have
    min_words: of the shorter title
    max_items: that may be alike, to be told of as one
    """

    min_likeness_share: Likeness = 0.80
    min_words: Count = 3
    max_items: Count = 5


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    pairs = [pair for pair in facts.like_items if pair.quoted or _alike(pair, settings)]
    for group in _groups(pairs):
        items = {item.key: item for pair in group for item in (pair.first, pair.second)}
        if len(items) <= settings.max_items:
            first, *others = sorted(items.values(), key=lambda item: (item.created, item.key))
            yield _observation(first, others, group, settings)


def _alike(pair: PairFact, settings: Settings) -> bool:
    return pair.likeness >= settings.min_likeness_share and pair.words >= settings.min_words


def _groups(pairs: Sequence[PairFact]) -> list[list[PairFact]]:
    """Pairs that hang together by their items."""
    group_of: dict[str, list[PairFact]] = {}
    for pair in pairs:
        one, other = (group_of.get(item.key, []) for item in (pair.first, pair.second))
        merged = [*one, *(other if other is not one else ()), pair]
        for each in merged:
            group_of[each.first.key] = group_of[each.second.key] = merged
    return list({id(group): group for group in group_of.values()}.values())


def _observation(
    first: OpenItem, others: Sequence[OpenItem], pairs: Sequence[PairFact], settings: Settings
) -> Observation:
    names = ", ".join(f"“{item.title}” ({item.key}{f', team {item.team}' if item.team else ''})" for item in others)
    return Observation(
        detector="D15",
        subject=Subject("item", first.key),
        severity="info",
        title=first.title,
        says=f"may be done twice: {names} {_why(pairs, settings)}",
        since=others[0].created,
        goal=first.goal,
        team=first.team,
        url=first.url,
        evidence={
            "others": [{"item": item.key, "title": item.title, "team": item.team, "url": item.url} for item in others],
            "quoted": sorted({ref for pair in pairs for ref in pair.quoted}),
            "likeness": {f"{pair.first.key} {pair.second.key}": round(pair.likeness, 2) for pair in pairs},
        },
        streams=tuple(sorted({item.source for item in (first, *others)})),
    )


def _why(pairs: Sequence[PairFact], settings: Settings) -> str:
    refs = sorted({ref for pair in pairs for ref in pair.quoted})
    ways = ["says nearly the same"] if any(_alike(pair, settings) for pair in pairs) else []
    return " and ".join([*ways, *([f"quotes {', '.join(refs)} too"] if refs else [])])


DETECTOR = Detector(
    id="D15",
    name="duplicate effort",
    label="fairlead-duplicate",
    advice="Ask the other team. If it is the same, close one of the two, or let one name the other.",
    settings=Settings,
    judge=judge,
)
