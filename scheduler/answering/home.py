"""The home tab: what somebody owns, what needs them, and what they are asked."""

from collections.abc import Sequence

from core.asked import Asked
from core.parts import Part
from core.presses import Home, Press, Reply
from core.projection import Known, questions
from core.projection.home import home
from scheduler.answering.presser import Presser
from scheduler.asking import Due, due
from scheduler.hub import Hub
from scheduler.knowing import known_open
from store import answers


def show(hub: Hub, press: Press, who: Presser) -> Reply:
    return home_of(hub, who.email, press.tool)


def home_of(hub: Hub, person: str, tool: str) -> Home:
    """As of the last evaluation, with what was decided and answered since."""
    waiting = [each for each in due(hub) if each.owner == person and each.answered is None]
    with hub.store.read() as tx:
        known = known_open(hub, tx)
        asked = answers.last_asked(tx)
    return home(known, person, tool, [*_weekly(asked, waiting), *_changed(known, asked, person, waiting)])


def _weekly(asked: Asked, waiting: Sequence[Due]) -> list[Part]:
    """The questions with their buttons, as messages have them."""
    weeks = {each.goal: each.asked for each in waiting if each.kind == "check-in"}
    return [questions.key_result(each, weeks[each.goal]) for each in asked.key_results if each.goal in weeks]


def _changed(known: Known, asked: Asked, person: str, waiting: Sequence[Due]) -> list[Part]:
    """The same of what changed in the strategy."""
    today = known.now.astimezone(known.zone(person)).date()
    open_ = {(each.goal, each.asked) for each in waiting if each.kind == "commit"}
    return [questions.shifted(each, today) for each in asked.shifted if (each.goal, str(each.day)) in open_]
