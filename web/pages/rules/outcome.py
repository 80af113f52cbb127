"""What came of a look at a draft, or of saving it: what the lower part of the editor shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from core.authority import Visitor
from mappings import Problem, RulesError
from mappings.merging import Line, difference
from mappings.rules import digest
from mappings.trials import Outcome as Tested
from scheduler.actor import acting
from scheduler.config import ConfigError
from scheduler.held_edits import hold
from scheduler.hub import Hub
from scheduler.rule_changes import Preview
from scheduler.rule_drafts import lint, try_draft
from scheduler.rule_files import told
from scheduler.rule_saving import Conflict, Past, Saved, past_edits, save_rules
from store import Busy
from web.pages.rules.drafts import SHOWN, Draft
from web.turns import TURNS


@dataclass(frozen=True)
class Again:
    """The button that asks for the whole look: where it is sent, with which form, and by which name and value."""

    action: str
    form: str
    name: str = "whole"
    value: str = "yes"


@dataclass(frozen=True)
class Outcome:
    """`problems` and `tests` are None where they were not asked for. `same`: the file says so already. `stale`: others have
    saved meanwhile; `by` are their edits, `theirs` what they changed where that is known, `mine` what this text would change
    in what stands there now. `again` asks for what the preview has left out."""

    problems: Sequence[Problem] | None = None
    preview: Preview | None = None
    tests: Sequence[Tested] | None = None
    wrong: str = ""
    same: bool = False
    stale: bool = False
    by: Sequence[Past] = ()
    theirs: Sequence[Line] | None = None
    mine: Sequence[Line] = ()
    again: Again | None = None


AGAIN = Again("/rules/preview", "draft")  # of the editor


def checked(hub: Hub, draft: Draft) -> Outcome:
    return Outcome(problems=lint(hub, draft.file, draft.text))


def tested(hub: Hub, draft: Draft) -> Outcome:
    try:
        return Outcome(tests=try_draft(hub, draft.file, draft.text))
    except RulesError as error:
        return Outcome(problems=error.problems)


def previewed(hub: Hub, draft: Draft, visitor: Visitor, *, whole: bool, again: Again) -> Outcome:
    """What saving it would do to what stands there now; `whole`: with effort and findings, which take seconds where there are
    many items. Superseded when the same person asks again meanwhile, or it takes longer than a page waits."""
    now = replace(draft, base=SHOWN.note(draft.present))
    with TURNS.of(visitor.person, hub) as mine:
        found, saved = _saved(mine, now, visitor, trial=True, judged=whole)
    about = conflict(hub, draft) if draft.stale else Outcome()
    seen = saved.preview if saved else None
    return replace(
        about,
        preview=seen and replace(seen, problems=tuple(named(hub, each) for each in seen.problems)),
        problems=found.problems,
        wrong=found.wrong,
        same=not draft.changed,
        again=None if whole else again,
    )


def kept(hub: Hub, draft: Draft, visitor: Visitor) -> str | Outcome:
    """Saves it, or puts it down where the guard holds it: the address that tells of it. Else why it was not saved."""
    found, saved = _saved(hub, draft, visitor)
    if saved is None:
        return found
    if saved.held:
        with acting(visitor.person):
            return f"/rules/held/{hold(hub, saved).digest}"
    return f"/rules/edit?{urlencode({'file': draft.file.name, 'done': digest(draft.text)})}"


def _saved(
    hub: Hub, draft: Draft, visitor: Visitor, *, trial: bool = False, judged: bool = False
) -> tuple[Outcome, Saved | None]:
    try:
        with acting(visitor.person):
            return Outcome(), save_rules(hub, draft.edit, trial=trial, judged=judged)
    except RulesError as error:
        return Outcome(problems=[named(hub, each) for each in error.problems]), None
    except Conflict:
        return conflict(hub, draft), None
    except (ConfigError, Busy) as error:
        return Outcome(wrong=told(hub.config, str(error))), None


def conflict(hub: Hub, draft: Draft) -> Outcome:
    was = SHOWN.find(hub, draft.base)
    with hub.store.read() as tx:
        past = [each for each in past_edits(tx) if each.file == str(draft.file.path)]
    begun = next((at for at, each in enumerate(past) if each.before == draft.base), len(past))
    theirs = None if was is None else difference(was, draft.present)
    return Outcome(stale=True, by=past[begun:], theirs=theirs, mine=difference(draft.present, draft.text))


def named(hub: Hub, problem: Problem) -> Problem:
    return Problem(
        place=told(hub.config, problem.place),
        level=problem.level,
        message=told(hub.config, problem.message),
        rule=problem.rule,
    )
