"""Checks of a census: it names what a full pull names, and whatever cuts it short is an error and never a shorter list."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from core.contract import Census, Connector, Refused, Seen, Stream
from core.records import Item, Rejected
from fairlead.testing.fixtures import Connect, Fixtures, error_of
from fairlead.testing.mirror import Pulled, pulled
from fairlead.testing.relay import Relay, Trouble
from fairlead.testing.trouble import UNREADABLE

MOST = 30  # requests of one census at which it is cut
CUTS = {str(status): Trouble(status) for status in (401, 403, 404, 410, 500)} | {
    "429": Trouble(429, {"Retry-After": "7200"}),
    **{kind: UNREADABLE[kind] for kind in ("empty", "cut in the middle", "no JSON", "a web page")},
}


class Counting(Fixtures):
    """Skipped for a connector that takes no census."""

    @pytest.fixture
    def counted(self, connect: Connect) -> list[Stream]:
        """The streams that a hub would take a census of."""
        connector = connect()
        if not isinstance(connector, Census):
            pytest.skip("this connector takes no census")
        return [stream for stream in connector.streams() if stream.exhaustive]

    def test_there_is_something_to_count(self, connect: Connect, counted: list[Stream]) -> None:
        assert any(items(pulled(connect(), stream)) for stream in counted), "put items into an exhaustive stream"

    def test_a_census_names_what_a_full_pull_names(self, connect: Connect, counted: list[Stream]) -> None:
        """What a pull lost because it could not be read is still there, and may be named too."""
        for stream in counted:
            full = pulled(connect(), stream)
            named, expected = {each.id for each in census_of(connect(), stream)}, set(items(full))
            lost = sum(isinstance(each, Rejected) and each.lost for each in full)
            assert expected <= named, f"not in the census of {stream}: {sorted(expected - named)[:5]}"
            assert len(named - expected) <= lost, f"only in the census of {stream}: {sorted(named - expected)[:5]}"

    def test_a_census_names_each_item_once(self, connect: Connect, counted: list[Stream]) -> None:
        for stream in counted:
            ids = [each.id for each in census_of(connect(), stream)]
            assert len(ids) == len(set(ids)), f"of {stream}"

    def test_a_census_tells_when_an_item_changed(self, connect: Connect, counted: list[Stream]) -> None:
        for stream in counted:
            known = {id_: item.updated_at for id_, item in items(pulled(connect(), stream)).items()}
            told = {each.id: each.updated_at for each in census_of(connect(), stream) if each.id in known}
            assert told == known, f"of {stream}"

    @pytest.mark.parametrize("cut", CUTS)
    def test_a_census_that_is_cut_is_an_error(
        self, connect: Connect, counted: list[Stream], relay: Relay, cut: str
    ) -> None:
        """At each of its requests in turn: a page that is missing would look like items that were deleted."""
        for stream, spare in _places(connect, counted, relay):
            relay.make(replace(CUTS[cut], spare=spare))
            error = error_of(partial(census_of, connect(), stream))
            relay.mend()
            assert error, f"{cut} after {spare} requests passed for the end of the census of {stream}"

    def test_a_census_of_a_stream_that_does_not_exist_is_refused(self, connect: Connect, counted: list[Stream]) -> None:
        with pytest.raises(Refused):
            census_of(connect(), Stream("no_such_stream", counted[0].container, exhaustive=True))


def census_of(connector: Connector, stream: Stream) -> list[Seen]:
    assert isinstance(connector, Census)
    return [each for part in connector.census(stream) for each in part]


def items(pull: Pulled) -> dict[str, Item]:
    return {each.id: each for each in pull if isinstance(each, Item)}


def _places(connect: Connect, counted: list[Stream], relay: Relay) -> Iterator[tuple[Stream, int]]:
    """Each stream with each number of requests that its census may be left before it is cut."""
    for stream in counted:
        before = len(relay.requests)
        census_of(connect(), stream)
        for spare in range(min(len(relay.requests) - before, MOST)):
            yield stream, spare
