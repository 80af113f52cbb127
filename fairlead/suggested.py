"""How suggestions look in a terminal: item by item, each goal with what speaks for it and the command that links it."""

from collections.abc import Iterator, Mapping, Sequence
from shlex import join
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from core.likelihood import words
from core.phrases import counted
from mappings.suggestions import Suggestion
from scheduler.suggesting import Suggested, Suggestions

COLOURS = {"very likely": "green", "likely": "green", "rather likely": "cyan"}
HIGHEST = 0.99  # nothing that was only learned is shown as certain
ORDER = {"doing": 0, "todo": 1, "done": 2}
Titles = Mapping[str, str]


def accepting(each: Suggestion) -> str:
    """The command that makes a link of it."""
    return join(["fairlead", "link", f"{each.source}:{each.item}", each.goal])


def sure(items: Sequence[Suggested], least: float) -> list[Suggested]:
    """Items with a suggestion of this confidence, and no others of theirs: open work first, of that the surest."""
    kept = [(each, tuple(s for s in each.suggestions if s.confidence >= least)) for each in items]
    found = [Suggested(each.item, each.links, suggestions) for each, suggestions in kept if suggestions]
    return sorted(found, key=lambda each: (ORDER[each.item.category], -each.suggestions[0].confidence))


def page(found: Suggestions, items: Sequence[Suggested], limit: int) -> RenderableType:
    """The first items, then what all this rests on, and what to do where nothing is shown."""
    blocks = [part for each in items[:limit] for part in (*_item(each, found.titles), "")]
    return Group(*blocks, *(Text(line, style) for line, style in _footer(found, items, limit)))


def suggestions(given: Sequence[Suggestion], titles: Titles) -> Iterator[RenderableType]:
    for each in given:
        word = words(each.confidence)
        yield Text.assemble(
            (f"  {min(each.confidence, HIGHEST):>4.0%} {word}", COLOURS.get(word, "yellow")),
            f"  {each.goal} {titles.get(each.goal, '')}",
        )
        yield from (_inset(Text(reason, "dim")) for reason in each.reasons)
        yield _inset(Text(accepting(each), overflow="fold"))


def _inset(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 7), expand=False)


def _item(each: Suggested, titles: Titles) -> Iterator[RenderableType]:
    item = each.item
    yield Text.assemble((f"{item.source}:{item.key}", "bold"), f" {item.title}  ", (_whereabouts(each), "dim"))
    if each.links:
        yield Text(
            "  serves "
            + ", ".join(f"{k} {titles.get(k, '')}" if k else "no goal, and needs none" for k in _goals(each))
        )
    elif not each.suggestions:
        yield Text("  nothing speaks for any goal", "yellow")
    yield from suggestions(each.suggestions, titles)


def _goals(each: Suggested) -> list[str | None]:
    return [link.goal for link in each.links]


def _whereabouts(each: Suggested) -> str:
    return f"{each.item.category}, {each.item.container}" if each.item.container else each.item.category


def _footer(found: Suggestions, items: Sequence[Suggested], limit: int) -> Iterator[tuple[str, str]]:
    if missing := _missing(found):
        yield missing, "yellow"
        return
    yield " ".join(filter(None, (_rests_on(found), _more(items, limit), _less(found, items)))), "dim"
    if found.learned.cold:
        yield _COLD, "yellow"


def _missing(found: Suggestions) -> str:
    """What has to be there first."""
    if not found.learned.goals:
        return "No open goal is known: point [connectors.sheets] at an OKR sheet and run `fairlead sync`."
    if not found.items:
        return "Nothing waits for a goal: every open item serves one, or needs none."
    return "" if found.mapped else "No rule was asked yet, so nothing is linked; run `fairlead map` first."


def _rests_on(found: Suggestions) -> str:
    learned, looked = found.learned, len(found.items)
    links = f"{learned.by_hand:,} links by hand or by name and {learned.others:,} by rule or inherited"
    disputed = f", and {learned.disputed:,} disputed" if learned.disputed else ""
    if found.named:
        return f"Learned from {links}{disputed}."
    of = f" of {found.waiting:,}" if found.waiting > looked else ""
    return f"Looked at {looked:,}{of} items without a goal; learned from {links}{disputed}."


def _more(items: Sequence[Suggested], limit: int) -> str:
    return f"{len(items) - limit:,} more have suggestions as sure: --limit shows them." if len(items) > limit else ""


def _less(found: Suggestions, items: Sequence[Suggested]) -> str:
    """What a lower bar would show."""
    others = sum(bool(each.suggestions) for each in found.items) - sum(bool(each.suggestions) for each in items)
    best = max((s.confidence for each in found.items for s in each.suggestions[:1]), default=0.0)
    if others and not items:
        return f"The surest suggestion has {best:.2f}: --at-least {int(best * 10) / 10:.1f} shows it."
    if not others:
        return ""
    less = counted(others, "other has", "others have")
    return f"{less} less certain ones: --at-least shows them."


_COLD = (
    "That is a cold start: so few links teach little, and the rest is from public data. Each `fairlead link` makes the next "
    "suggestions better."
)


def to_dict(found: Suggestions, items: Sequence[Suggested]) -> dict[str, Any]:
    learned: dict[str, Any] = {**msgspec.to_builtins(found.learned), "cold": found.learned.cold}
    return {
        "mapped": found.mapped,
        "waiting": found.waiting,
        "looked_at": len(found.items),
        "learned": learned,
        "items": [_plain(each, found.titles) for each in items],
    }


def _plain(each: Suggested, titles: Titles) -> dict[str, Any]:
    names = ("source", "key", "title", "kind", "container", "category", "url")
    return {
        **{name: getattr(each.item, name) for name in names},
        "links": msgspec.to_builtins(each.links),
        "suggestions": plain(each.suggestions, titles),
    }


def plain(given: Sequence[Suggestion], titles: Titles) -> list[dict[str, Any]]:
    return [
        {
            "goal": each.goal,
            "title": titles.get(each.goal, ""),
            "confidence": each.confidence,
            "words": words(each.confidence),
            "reasons": each.reasons,
            "accept": accepting(each),
        }
        for each in given
    ]
