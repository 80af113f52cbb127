"""Which goal an item serves, said by whoever works on it. Suggestions are shown; nothing is linked by them."""

from sqlalchemy import Connection

from core.detectors import unlinked_work
from core.findings import Finding
from core.likelihood import words
from core.presses import Press, Reply
from core.projection import forms
from core.projection.pieces import title_of
from core.records import Goal
from scheduler.answering.deciding import finding_to_decide
from scheduler.answering.once import once
from scheduler.answering.presser import NotAnswered, Presser
from scheduler.choosing import choose_in
from scheduler.decisions import Exempt, NotHandled
from scheduler.handling import handle_in
from scheduler.hub import Hub
from scheduler.suggesting import suggest_at_once
from scheduler.wishes import NeedsNone, NotChosen, Serves, Wish, can_be_served
from store import goals, linking

CHECKED = "the next evaluation checks it"


def link(hub: Hub, press: Press, who: Presser) -> Reply:
    """`about` is `fingerprint goal`."""
    return _chosen(hub, press, who, press.about.partition(" ")[2], "")


def link_other(hub: Hub, press: Press, who: Presser) -> Reply:
    """First the form; then what it says."""
    if press.fields is None:
        return _form(hub, press, who)
    other, chosen = press.fields.get(forms.OTHER, "").strip(), press.fields.get(forms.GOAL, "")
    goal = other or chosen.removeprefix(forms.SERVES)
    reason = " ".join(press.fields.get(forms.REASON, "").split())
    if chosen == forms.NONE and not other:
        return _needs_none(hub, press, who, reason)
    if not goal:
        raise NotHandled("choose a goal, or say that it needs none", forms.GOAL)
    return _chosen(hub, press, who, goal, reason)


def _form(hub: Hub, press: Press, who: Presser) -> Reply:
    with hub.store.read() as tx:
        finding = _about_item(finding_to_decide(tx, press, who))
        serves = [each.goal or "no goal" for each in linking.links_of(tx, finding.observation.subject.key)]
        known = sorted((each for each in goals.all_goals(tx) if can_be_served(each)), key=lambda goal: goal.key)
    best, hints = _best(hub, finding, {goal.key: goal for goal in known})
    others = [(goal.key, _shown(goal)) for goal in known if goal.key not in dict(best)]
    before = [f"It serves {' and '.join(serves)} so far."] if serves else []
    return forms.link(finding, [*best, *others], [*before, *hints])


def _best(hub: Hub, finding: Finding, known: dict[str, Goal]) -> tuple[list[tuple[str, str]], list[str]]:
    """The goals that it probably serves, and what speaks for each as far as it may be told."""
    try:
        found = suggest_at_once(hub, finding.observation.subject.key)
    except NotChosen:  # the item is gone meanwhile
        return [], []
    if found is None:
        return [], ["Suggestions are still being learned; in a minute there will be some."]
    likely = [each for each in found if each.goal in known]
    shown = [(each.goal, f"{words(each.confidence).capitalize()}: {_shown(known[each.goal])}") for each in likely]
    hints = [f"{each.goal} is {words(each.confidence)}: {', '.join(each.reasons)}" for each in likely if each.reasons]
    return shown, hints


def _chosen(hub: Hub, press: Press, who: Presser, goal: str, reason: str) -> Reply:
    try:
        return _say(hub, press, who, Serves(((goal, 1.0),)), reason, f"is linked to {goal}; {CHECKED}.")
    except NotChosen as error:
        typed = bool(press.fields and press.fields.get(forms.OTHER, "").strip())
        raise NotHandled(str(error), forms.OTHER if typed else forms.GOAL) from None


def _needs_none(hub: Hub, press: Press, who: Presser, reason: str) -> Reply:
    if not reason:
        raise NotHandled("say why it needs no goal: that is the reason people will read later", forms.REASON)
    return _say(hub, press, who, NeedsNone(), reason, f"needs no goal; {CHECKED}.")


def _say(hub: Hub, press: Press, who: Presser, wish: Wish, reason: str, told: str) -> Reply:
    def carry_out(tx: Connection) -> str:
        finding = _about_item(finding_to_decide(tx, press, who))
        _carry_out(hub, tx, finding, wish, who.email, reason)
        return f"{title_of(finding)} {told}"

    return once(hub, press, carry_out)


def _carry_out(hub: Hub, tx: Connection, finding: Finding, wish: Wish, actor: str, reason: str) -> None:
    """That unlinked work needs no goal is an exemption of the finding, too, and is looked at again some day."""
    seen = finding.observation
    if isinstance(wish, NeedsNone) and seen.detector == unlinked_work.DETECTOR.id:
        handle_in(hub, tx, [finding.fingerprint], Exempt(), actor=actor, reason=reason)
    else:
        choose_in(hub, tx, [(seen.subject.key, wish)], actor=actor, reason=reason)


def _about_item(finding: Finding) -> Finding:
    if finding.observation.subject.kind != "item":
        raise NotAnswered(f"{title_of(finding)} is no item, so there is nothing to link.")
    return finding


def _shown(goal: Goal) -> str:
    return f"{goal.key} {' '.join(goal.title.split())}"
