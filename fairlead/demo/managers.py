"""What managers do in the demo: some of what stands in Slack is answered there, by whoever may."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from fairlead.demo.pressing import Fill, Pressed, Pressing, View
from sandbox.company import Company
from sandbox.company.people import Person
from sandbox.slack.channel import Message
from sandbox.slack.people import elements

Pressable = tuple[str, Message, str, str]
"""A channel's id, a message there, what a button says there and what it is about."""
WHY_LATER = "The supplier answers next week; until then nothing can be done"


class Managers:
    """Each act is done below a message that nobody has pressed yet; without one it is left out."""

    def __init__(self, company: Company, pressing: Pressing) -> None:
        self.company, self.pressing = company, pressing
        self._done: set[tuple[str, str]] = set()

    def on_friday(self) -> Iterator[Pressed]:
        """One knows, one cannot do anything yet, one asks why."""
        yield from self._do("acknowledge")
        yield from self._do("snooze", self._next_week)
        yield from self._do("why")

    def on_monday(self) -> Iterator[Pressed]:
        """A check-in is confirmed, and a piece of work linked to the goal that is the most likely."""
        yield from self._do("check-in")
        yield from self._do("link-other", _likeliest)

    def _do(self, act: str, fill: Fill | None = None) -> Iterator[Pressed]:
        for channel, message, what, about in self._pressable(act):
            place = channel, message["ts"]
            if place not in self._done and (user := self._reader(channel, message)):
                self._done.add(place)
                yield self.pressing.press(user, *place, what, about, fill)
                return

    def _pressable(self, act: str) -> Iterator[Pressable]:
        for channel in self.company.tools.slack.channels():
            for message in self.pressing.messages(channel.id):
                for what, about in _choices(message, act):
                    yield channel.id, message, what, about

    def _reader(self, channel: str, message: Message) -> str | None:
        """Who is mentioned or named first, else the lead of the team whose channel it is. Nobody who has
        left."""
        text = str(message["blocks"][0].get("text", {}).get("text", ""))
        mentioned = next((each.slack for each in self.company.staff if _is_meant(each, text)), None)
        leads = {team.channel: team.lead.slack for team in self.company.staff.teams}
        slack = self.company.tools.slack
        found = mentioned or leads.get(slack.channel(channel).name)
        return found if found and not slack.users[found].deleted else None

    def _next_week(self, _form: View) -> Mapping[str, str]:
        return {"day": str((self.company.now + timedelta(days=7)).date()), "reason": WHY_LATER}


def _is_meant(person: Person, text: str) -> bool:
    return f"<@{person.slack}>" in text or text.startswith(f"{person.name}: ")


def _choices(message: Message, act: str) -> Iterator[tuple[str, str]]:
    """Buttons and entries of menus that do this: what they say, and what they are about."""
    for _, element in elements(message.get("blocks", [])):
        if element["action_id"].partition(".")[0] == act:
            yield element["text"]["text"], element["value"]
        for option in element.get("options", ()):
            done, _, about = option["value"].partition(" ")
            if done == act:
                yield option["text"]["text"], about


def _likeliest(form: View) -> Mapping[str, str]:
    """The first of the goals that are offered: suggestions stand before all others."""
    goals = next(block["element"]["options"] for block in form["blocks"] if block.get("block_id") == "goal")
    return {"goal": goals[0]["value"]}
