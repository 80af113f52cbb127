"""What `map` and `run` say of links: how many items were looked at is not how many were linked."""

import pytest

from fairlead.commands.road import show_links
from scheduler.linking import Linked
from store.links import LinkCounts


@pytest.mark.parametrize(
    ("items", "counts", "everything", "said"),
    [
        (0, LinkCounts(), False, "No item changed. Links now"),
        (29, LinkCounts(unchanged=21), False, "Looked at 29 items: no link changed. Links now"),
        (1, LinkCounts(unlinked=1), False, "Looked at 1 item: 1 unlinked. Links now"),
        (1_200, LinkCounts(1_000, 7, 3, 90), True, "all items (1,200): 1,000 linked, 7 linked otherwise, 3 unlinked. "),
    ],
)
def test_what_was_looked_at_and_what_came_of_it(
    items: int, counts: LinkCounts, everything: bool, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_links(Linked(items, counts, {"rule": 1_007}, 2, everything, ()))
    told = capsys.readouterr().out
    assert said in told
    assert told.endswith("Links now: 1,007 by a rule; 2 items hold none.\n")
