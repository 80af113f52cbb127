"""From what stood open on each evening to the days that went by before the hub told of each drift."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.detection.company import PEOPLE
from bench.detection.life import Verdicts, evenings, looked_back
from bench.detection.plants import Key, Plant, company
from bench.detection.script import DAYS
from core.detectors import BY_ID

COMPARED = range(9, DAYS, 12)


@dataclass
class Life:
    """The plants, and the days on which each finding (detector, kind and key of its subject) stood open: as a warning or worse
    (`told`), and at all (`shown`). `verdicts` are what the detectors saw on some evenings, and `looked_back` what they see of
    these in the end."""

    plants: Sequence[Plant]
    told: Mapping[Key, list[int]]
    shown: Mapping[Key, list[int]]
    verdicts: Mapping[int, Verdicts]
    looked_back: Mapping[int, Verdicts]

    def days(self, plant: Plant) -> list[int]:
        """The evenings on which its finding stood open, before it was planted too."""
        stood = self.shown if plant.only_shown else self.told
        return stood.get((plant.detector, plant.kind, plant.key), [])


def live(folder: Path) -> Life:
    """The whole life, in a database of its own under `folder`."""
    script, plants = company()
    told, shown = defaultdict[Key, list[int]](list), defaultdict[Key, list[int]](list)
    verdicts: dict[int, Verdicts] = {}
    for day, open_, seen_then in evenings(script, PEOPLE, folder, COMPARED):
        if seen_then is not None:
            verdicts[day] = seen_then
        for seen in (finding.observation for finding in open_):
            key = (seen.detector, seen.subject.kind, seen.subject.key)
            shown[key].append(day)
            if seen.severity != "info":
                told[key].append(day)
    return Life(plants, told, shown, verdicts, dict(looked_back(folder, COMPARED)))


def table(life: Life) -> Iterator[str]:
    """Markdown: for each detector its plants, the days of its own threshold, and those that it took."""
    yield "| detector | plants | threshold, days | found after, median days | least | most |"
    yield "|---|---|---|---|---|---|"
    plants: dict[str, list[Plant]] = defaultdict(list)
    for plant in life.plants:
        plants[plant.detector].append(plant)
    for name in (each for each in BY_ID if each in plants):
        took = [days[0] - plant.planted for plant in plants[name] if (days := life.days(plant))]
        due = sorted({plant.within for plant in plants[name]})
        limits = f"{due[0]}" if len(due) == 1 else f"{due[0]} to {due[-1]}"
        yield f"| {name} {BY_ID[name].name} | {len(took)} | {limits} | {median(took):g} | {min(took)} | {max(took)} |"
