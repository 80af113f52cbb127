"""A name in `private` that fits no place is told: whoever mistypes one would tell to all what is meant for few."""

from pathlib import Path

from core.contract import Stream
from scheduler.confining import unfit
from tests.scheduler.little import little, written
from tests.store.samples import item, pull

JIRA = """
[connectors.jira]
email = "hub@example.com"
base_url = "https://example.com"
token = { env = "FAIRLEAD_NOWHERE" }
projects = ["PAY", "LAW"]
private = ["PYA", "PAY*", "!WEB", "LAW"]
"""


def test_what_fits_no_place_is_told_once_something_was_read(tmp_path: Path, url: str) -> None:
    with little(written(tmp_path, "", database=url, more=JIRA)) as hub:
        assert unfit(hub) == []
        pull(hub.store, item(1, container="LAW"), stream=Stream("issues", "PAY"))
        (line,) = unfit(hub)
    assert line == (
        'jira: private names "PYA", and nothing is read from a place of that name: nothing is kept from others by it; '
        "did you mean PAY?"
    )
