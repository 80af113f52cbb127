"""What a person in the company makes of a message of the app: whom it is for, and what can be pressed there."""

from collections.abc import Iterator
from typing import NamedTuple

from sandbox.company.people import Person, Staff
from sandbox.slack.channel import Message
from sandbox.slack.people import elements


class Choice(NamedTuple):
    """A button or an entry of a menu: what it does, what it says, and what it is about."""

    act: str
    what: str
    about: str


def choices(message: Message) -> Iterator[Choice]:
    for _, element in elements(message.get("blocks", [])):
        if element["type"] == "button":
            yield Choice(element["action_id"].partition(".")[0], element["text"]["text"], element.get("value", ""))
        for option in element.get("options", ()):
            act, _, about = option["value"].partition(" ")
            yield Choice(act, option["text"]["text"], about)


def meant(staff: Staff, message: Message) -> Person | None:
    """Who is mentioned at the beginning, or named there."""
    text = str(message["blocks"][0].get("text", {}).get("text", "")) if message.get("blocks") else ""
    return next((each for each in staff if f"<@{each.slack}>" in text or text.startswith(f"{each.name}: ")), None)


def reader(staff: Staff, channel: str, message: Message) -> Person | None:
    """Who is meant, else the lead of the team whose channel it is. Nobody who has left."""
    leads = {team.channel: team.lead for team in staff.teams}
    found = meant(staff, message) or leads.get(channel)
    return found if found and found.last_day is None else None
