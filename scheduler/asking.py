"""What owners are asked, and what of it is answered: for the next plan, the command and pages."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Connection

from core import delivery
from core.asked import KeyResult, Shifted
from core.checkins import Answer, Asking, Kind, answer_to, moment
from core.projection import Reader
from core.weekly import iso_week
from scheduler.hub import Hub
from scheduler.readers import readers
from store import answers

ANSWER_DAYS = 60  # in which an answer is still brought into the sheet


class Due(Struct, frozen=True, kw_only=True):
    """A question (`asked` names the week, or the day of a change), and the day on which it was answered."""

    kind: Kind
    goal: str
    title: str
    owner: str
    asked: str
    answered: date | None


def asking(hub: Hub, tx: Connection) -> Asking:
    """What owners are asked, and what they answered of late."""
    kept = answers.answers(tx, hub.clock(), ANSWER_DAYS)
    return Asking(settings=hub.config.check_ins, asked=answers.last_asked(tx), answers=kept)


def due(hub: Hub) -> list[Due]:
    """The questions of this week and of the last change of strategy, by owner and goal."""
    with hub.store.read() as tx:
        now = asking(hub, tx)
        people = readers(hub, tx)
    found = [_due_commitment(each, now.answers) for each in now.asked.shifted]
    for each in now.asked.key_results:
        zone = zone_of(hub, people, each.owner)
        week = moment(now.settings, hub.clock(), zone).week
        found.append(_due_check_in(each, week, answer_to(each.goal, week, now.answers, zone)))
    return sorted(found, key=lambda each: (each.owner, each.goal, each.kind))


def zone_of(hub: Hub, people: Mapping[str, Reader], person: str) -> ZoneInfo:
    """Where a person (e-mail) lives; everybody's zone for whom nobody knows it."""
    reader = people.get(person)
    return delivery.zone_of(reader.zone if reader else "", hub.config.alerts)


def _due_check_in(asked: KeyResult, week: str, found: Answer | None) -> Due:
    in_sheet = asked.said_on if asked.said_on and iso_week(asked.said_on) >= week else None
    day = found.day if found else in_sheet
    return Due(kind="check-in", goal=asked.goal, title=asked.title, owner=asked.owner, asked=week, answered=day)


def _due_commitment(asked: Shifted, given: Iterable[Answer]) -> Due:
    about = ("commit", asked.goal, str(asked.day))
    days = [each.day for each in given if (each.kind, each.goal, each.asked) == about]
    day = days[0] if days else asked.said_on
    return Due(kind="commit", goal=asked.goal, title=asked.title, owner=asked.owner, asked=str(asked.day), answered=day)
