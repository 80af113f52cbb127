"""Checks of what readers see of a note: each of its parts where the tool shows parts, and nothing at all once it is erased."""

import pytest

from core.parts import Part
from fairlead.testing.desk import FIRST, SECOND, URL, Desk
from fairlead.testing.relay import Relay
from fairlead.testing.writing import Writing


class Showing(Writing):
    """What `writes` names, as `World.places` shows it."""

    @pytest.mark.parametrize("known", [True, False], ids=["with its ref", "without"])
    def test_what_is_erased_leaves_no_trace(self, desk: Desk, known: bool) -> None:
        before, traces = desk.place.foreign(), desk.place.traces or desk.place.standing
        ref = desk.say(FIRST)
        ref = desk.say(SECOND, ref)
        assert desk.erase(ref if known else None) is None
        assert traces() == []
        assert desk.place.foreign() == before

    def test_erasing_where_nothing_stands_writes_nothing(self, desk: Desk, relay: Relay) -> None:
        assert desk.erase(None) is None
        assert relay.writes == []

    def test_what_was_taken_away_can_be_erased(self, desk: Desk) -> None:
        """Readers may have been told that it is over; after that it is as if it had never been written."""
        ref = desk.say(FIRST)
        desk.say(None, ref)
        assert desk.erase(ref) is None
        assert (desk.place.traces or desk.place.standing)() == []

    def test_every_part_is_shown_in_its_order(self, desk: Desk) -> None:
        if desk.place.shown is None:
            pytest.skip("the tool shows plain text")
        texts = [f"part {number}" for number in range(4)]
        shown = desk.show(
            Part("begin"), *(Part(text, f"title of {text}", URL) for text in texts), Part("end", aside=True)
        )
        places = [shown.index(text) for text in ["begin", *texts, "end"]]
        assert places == sorted(places)
        assert all(f"title of {text}" in shown for text in texts)

    def test_a_part_that_is_gone_is_shown_no_more(self, desk: Desk) -> None:
        if desk.place.shown is None:
            pytest.skip("the tool shows plain text")
        desk.show(Part("begin"), Part("first"), Part("details", aside=True))
        shown = desk.show(Part("begin"), Part("second"))
        assert "second" in shown
        assert "first" not in shown
        assert "details" not in shown
