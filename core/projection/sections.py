"""The sections of the dashboard: each a heading and its lines, from the worst to the least."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.answers import WINDOW_DAYS
from core.chain import HOPS, nearest
from core.figures import texts
from core.findings import SEVERITIES, Finding
from core.gaps import TeamGap
from core.overview import Overview
from core.parts import Part
from core.phrases import counted
from core.projection.known import Known
from core.records import Goal
from core.wording import since

OWN = frozenset(("stream", "rule", "row"))
"""Subjects of the hub's own health."""
WORSE = ("off track", "behind")
Groups = Mapping[tuple[str, str], Sequence[Finding]]


def questions(seen: Overview) -> Iterator[Part]:
    if seen.answers:
        lines = [f"• {each.question.asks} {each.word.capitalize()}: {each.says}." for each in seen.answers]
        yield Part("\n".join(lines), title="How things stand")


def off_track(known: Known) -> Iterator[Part]:
    """Goals of which the tools show less than they should."""
    found = [(key, seen) for key, seen in known.figures.items() if seen.health in WORSE and key in known.goals]
    if found:
        yield Part("What the tools show, whatever was said of it.", title="Off track or behind")
    for key, seen in sorted(found, key=lambda each: (WORSE.index(each[1].health), each[0])):
        names = {"pace": "pace", "share": "share of effort", "moved": "last movement"}
        told = [f"{names[column]} {said}" for column, said in texts(seen).items() if column in names]
        yield _entry(goal_name(known.goals[key]), known.goals[key].url, "; ".join([seen.health, *told]))


def findings(known: Known) -> Iterator[Part]:
    """All that are open and concern the company, by objective, and there by who owns them."""
    groups = _grouped(known)
    objective = None
    for (above, owner), group in sorted(groups.items(), key=lambda each: (not each[0][0], each[0])):
        if above != objective:
            objective = above
            yield Part(title=f"Findings: {_objective(above, known.goals)}", text="")
        yield Part(f"{owner or 'Nobody is known to own these'}: {counted(len(group), 'finding')}")
        yield from (line(known, each) for each in group)


def gaps(seen: Overview) -> Iterator[Part]:
    if seen.gaps:
        yield Part("\n".join(_gap(gap, seen) for gap in seen.gaps), title="Where the gap is widest")


def broken(seen: Overview) -> Iterator[Part]:
    lines = [
        f"• {HOPS[each.hop].capitalize()}: {each.says} ({each.items} items, {each.doing} in work)."
        for each in seen.breaks
    ]
    lines += [f"• {_named(each.goal, seen)} lacks {', and '.join(each.lacks)}." for each in seen.lacks]
    if lines:
        yield Part("\n".join(lines), title="Where the chain breaks")


def hub(known: Known) -> Iterator[Part]:
    """What the hub cannot see or judge: absence of findings is only good news where it can."""
    own = [each for each in ordered(known.findings) if each.observation.subject.kind in OWN]
    unjudged = known.overview.unjudged if known.overview else ()
    lines = [f"• Not judged: {each.what}: {each.why}." for each in unjudged]
    text = "\n".join(lines) or ("" if own else "All that it should see, it sees.")
    yield Part(text, title="The hub itself")
    yield from (line(known, each) for each in own)


def line(known: Known, finding: Finding, before: str = "") -> Part:
    """One finding. `before` is what is said first, its severity where nothing else is."""
    seen = finding.observation
    detector = known.routing.detectors.get(seen.detector)
    kind = detector.name if detector else seen.detector
    says = kind if seen.subject.kind == "item" else known.faceless(seen.says)
    name = seen.subject.key.partition(":")[2] if seen.subject.kind == "item" else known.faceless(seen.title)
    follows = "; follows from another one" if finding.parent else ""
    return _entry(name, seen.url, f"{before or seen.severity}: {says} ({since(finding)}){follows}")


def ordered(found: Iterable[Finding]) -> list[Finding]:
    """The worst first; the same ones always in the same order."""
    return sorted(
        found,
        key=lambda each: (
            *(bool(each.parent), SEVERITIES.index(each.observation.severity)),
            *(each.observation.since, each.observation.detector, each.observation.subject),
        ),
    )


def goal_name(goal: Goal) -> str:
    return f"{goal.key} {goal.title}"


def _grouped(known: Known) -> Groups:
    """By objective (its key, empty without any) and owner."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in ordered(known.findings):
        seen = each.observation
        if seen.subject.kind not in OWN and known.voice(each) != "leaves":
            above = nearest(seen.goal, "objective", known.goals)
            groups[above.key if above else "", known.name_of(seen)].append(each)
    return groups


def _objective(key: str, goals: Mapping[str, Goal]) -> str:
    return goal_name(goals[key]) if key else "of no objective"


def _entry(name: str, url: str, text: str) -> Part:
    """A line, which needs an address to be one; without, it is a bullet of the section."""
    return Part(text, name, url) if url else Part(f"• {name}: {text}")


def _gap(gap: TeamGap, seen: Overview) -> str:
    word = "much" if gap.points > 0 else "little"
    return (
        f"• {_named(gap.goal, seen)}: team {gap.team} puts {abs(gap.points) * 100:.1f} points of all effort too {word} into it "
        f"({WINDOW_DAYS} days; {gap.target:.0%} of all effort is meant)."
    )


def _named(key: str, seen: Overview) -> str:
    return f"{key} {seen.titles.get(key, '')}".rstrip()
