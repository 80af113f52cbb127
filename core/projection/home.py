"""A person's own page: what is asked of them, what they own, and what they can do about it now. Pure."""

from collections.abc import Iterator, Sequence

from core.answers import worst_first
from core.findings import Finding
from core.parts import Part
from core.phrases import day
from core.presses import Home
from core.projection.known import Known
from core.projection.pieces import piece
from core.projection.topics import Audience

GOALS, FINDINGS, ASKED = 20, 15, 5  # told in full; of the others how many
NOTHING = (
    "Nothing is yours yet. Goals are yours when your e-mail stands beside them as their owner, and work when it is assigned "
    "to you. If something is missing here, the admins of Fairlead can tell whose account this is: `fairlead people`."
)


def home(known: Known, person: str, tool: str, asked: Sequence[Part]) -> Home:
    """`asked` are the questions that this person (e-mail) has not answered."""
    goals, findings = list(_goals(known, person)), _findings(known, person)
    parts = [Part(f"Hello {_name(known, person)}. This is what stands on {day(known.now.date())}.")]
    if not (goals or findings or asked):
        return Home((*parts, Part(NOTHING)))
    parts += _section("What is asked of you", asked, ASKED, "Nothing: thank you.")
    audience = Audience(tool, "", "now", person)
    shown = [piece(known, audience, each) for each in findings]
    parts += _section("What needs you", shown, FINDINGS, "Nothing needs you now.")
    parts += _section("Your goals", goals, GOALS, "None has you as its owner.")
    return Home(tuple(parts))


def mine(known: Known, person: str, finding: Finding) -> bool:
    """Whether somebody owns what is found, or its goal."""
    seen = finding.observation
    about = seen.subject.key if seen.subject.kind == "goal" else seen.goal or ""
    return person == (seen.owner or "").lower() or person in known.owners.get(about, ())


def _findings(known: Known, person: str) -> list[Finding]:
    """What may be told, without what another one silences."""
    open_ = (each for each, _ in known.told if not each.parent and mine(known, person, each))
    return worst_first(open_)


def _goals(known: Known, person: str) -> Iterator[Part]:
    for key, owners in sorted(known.owners.items()):
        goal = known.goals[key]
        if person in owners and not goal.closed:
            yield Part(_stands(known, key), f"{key} {' '.join(goal.title.split())}", goal.url)


def _stands(known: Known, key: str) -> str:
    figures = known.figures.get(key)
    if figures is None:
        return "Nothing is known of it yet."
    told = [
        figures.health if figures.health != "unknown" else "no verdict yet",
        f"pace {figures.pace:.2f} (1 is on time)" if figures.pace is not None else "",
        f"last movement {day(figures.moved)}" if figures.moved else "",
    ]
    return " · ".join(filter(None, told))


def _section(title: str, parts: Sequence[Part], most: int, empty: str) -> Iterator[Part]:
    yield Part("" if parts else empty, title)
    yield from parts[:most]
    if len(parts) > most:
        yield Part(f"… and {len(parts) - most:,} more: `fairlead findings` and `fairlead goals` show all.")


def _name(known: Known, person: str) -> str:
    reader = known.readers.get(person)
    return (reader.name if reader else "") or person.partition("@")[0]
