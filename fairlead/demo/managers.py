"""What managers do in the demo: some of what stands in Slack is answered there, by whoever may."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from fairlead.demo.pressing import Pressed, Pressing, View
from sandbox.company import Company
from sandbox.company.people import Person
from sandbox.company.reading import Choice, choices, reader
from sandbox.slack.channel import Message

Filling = Callable[[Person, View], Mapping[str, str]]
Pressable = tuple[str, Message, Person, Choice]
"""A channel's id, a message there, whom it is for and what they can do."""
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
        """A check-in is confirmed, and a piece of work linked to the goal that it probably serves."""
        yield from self._do("check-in")
        yield from self._do("link-other", self._likeliest)

    def lead(self, channel: str) -> str:
        """The member id of who leads the team with this channel (by id); of the first team, where it is nobody's own."""
        name, teams = self.company.tools.slack.channel(channel).name, self.company.staff.teams
        return next((team for team in teams if team.channel == name), teams[0]).lead.slack

    def _do(self, act: str, fill: Filling | None = None) -> Iterator[Pressed]:
        for channel, message, who, choice in self._pressable(act):
            place = channel, message["ts"]
            if place not in self._done:
                self._done.add(place)
                yield self.pressing.press(who.slack, *place, choice.what, choice.about, fill and partial(fill, who))
                return

    def _pressable(self, act: str) -> Iterator[Pressable]:
        for channel in self.company.tools.slack.channels():
            for message in self.pressing.messages(channel.id):
                who = reader(self.company.staff, channel.name, message)
                yield from ((channel.id, message, who, each) for each in choices(message) if who and each.act == act)

    def _next_week(self, _who: Person, _form: View) -> Mapping[str, str]:
        return {"day": str((self.company.now + timedelta(days=7)).date()), "reason": WHY_LATER}

    def _likeliest(self, _who: Person, form: View) -> Mapping[str, str]:
        """The goal that the form names first."""
        asked = next(block["element"] for block in form["blocks"] if block.get("block_id") == "goal")
        return {"goal": asked["options"][0]["value"]}
