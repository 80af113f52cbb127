"""What an assistant may propose: tried on what is stored, undone, and handed to a person to carry out."""

from collections.abc import Mapping, Sequence
from datetime import date
from shlex import join

from core.links import aim_of, aim_words
from mappings import RulesError, edits
from mappings.edits import EditError, Setting
from mappings.rules import digest
from mappings.typed import rule_of, setting, value_of
from scheduler.choosing import choose
from scheduler.config import ConfigError
from scheduler.decisions import Acknowledge, Decision, Dispute, Exempt, NotHandled, Reopen, Snooze
from scheduler.files import read_text
from scheduler.handling import handle
from scheduler.hub import Hub
from scheduler.rule_changes import Preview
from scheduler.rule_saving import Edit, save_rules
from scheduler.wishes import NotChosen, Serves
from web.mcp.answers import Move, Previewed, Proposal
from web.mcp.reading import NotTold

EXAMPLES = 10
DECISIONS: Mapping[str, str] = {
    "acknowledge": "somebody has seen it and takes care",
    "snooze": "nothing new is told of it for a time",
    "exempt": "it is meant to be so",
    "dispute": "it is wrong",
    "reopen": "what was decided does not count any more",
}


def rule_previewed(hub: Hub, name: str, goal: str, when: Sequence[str], unless: Sequence[str]) -> Previewed:
    """What a rule would do, new or in place of the one of that id in the hub's own file. Nothing stays. NotTold for a rule that
    cannot be used."""
    path = hub.config.file(hub.config.hub.rules)
    try:
        goals: list[Setting] = [(("goal",), value_of(goal))]
        tests = [
            ((part, *key), value)
            for part, given in (("when", when), ("unless", unless))
            for key, value in map(setting, given)
        ]
        before = read_text(path)
        text = edits.with_rule(before, rule_of(name, [*goals, *tests]))
        return _told(save_rules(hub, Edit(path, text, digest(before)), trial=True).preview)
    except (EditError, ConfigError) as error:
        raise NotTold(_without_places(hub, str(error))) from None
    except RulesError as error:
        raise NotTold("; ".join(each.message for each in error.problems)) from None


def _without_places(hub: Hub, text: str) -> str:
    return text.replace(f"{hub.config.path.parent}/", "")


def _told(seen: Preview) -> Previewed:
    moves = [each for each in seen.moves if each.kind in ("gained", "lost", "moved")][:EXAMPLES]
    return Previewed(
        counts={str(kind): count for kind, count in seen.counts.items()},
        examples=[Move(item=each.item, before=aim_words(each.before), after=aim_words(each.after)) for each in moves],
        held_because=seen.held.reason if seen.held else None,
        problems=[each.message for each in seen.problems],
        opening=len(seen.opening),
        closing=len(seen.closing),
    )


def decision_proposed(hub: Hub, finding: str, decision: str, reason: str, until: date | None) -> Proposal:
    """NotTold for what cannot be decided of it."""
    if decision not in DECISIONS:
        raise NotTold(f"{decision} is no decision; there are {', '.join(DECISIONS)}")
    try:
        (change,) = handle(
            hub, [finding], _decision(decision, until), actor="an assistant", reason=reason, dry_run=True
        )
    except NotHandled as error:
        raise NotTold(str(error)) from None
    named = change.finding.fingerprint
    told = [
        "fairlead",
        "finding",
        decision,
        named,
        *(["--until", str(until)] if until else []),
        *(["--reason", reason] if reason else []),
    ]
    now_is = change.after.state if change.after else "open"
    return Proposal(
        would=f"{change.finding.observation.detector} of {change.finding.observation.subject.key} would be {now_is}",
        command=join(told),
        page=f"/findings/{named}",
        needs="its owner, its team or an author",
    )


def _decision(named: str, until: date | None) -> Decision:
    match named:
        case "acknowledge":
            return Acknowledge(until)
        case "snooze":
            return Snooze(until)
        case "exempt":
            return Exempt(until)
        case "dispute":
            return Dispute()
    return Reopen()


def link_proposed(hub: Hub, item: str, goal: str, reason: str) -> Proposal:
    """NotTold for an item or goal that nobody knows."""
    try:
        chosen = choose(hub, item, Serves(((goal, 1.0),)), actor="an assistant", reason=reason, dry_run=True)
    except NotChosen as error:
        raise NotTold(str(error)) from None
    name, before = f"{chosen.source}:{chosen.item}", aim_words(aim_of(chosen.before))
    return Proposal(
        would=f"{name} would go from {before} to {aim_words(aim_of(chosen.after))}, and {chosen.others} others with it",
        command=join(["fairlead", "link", name, goal, *(["--reason", reason] if reason else [])]),
        page=f"/items/{name}",
        needs="an author",
    )
