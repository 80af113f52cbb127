"""The GitHub connector, unmodified, against npm's emulate 0.12.2.

Left out, because emulate lacks it: the comments, review comments and events of a whole repository (404), GraphQL and so
reviews, projects and the census, the lists of repositories behind a pattern, sub-issues and dependencies, ETags (every walk
costs requests), redirects, limits that end. A wrong token cannot be told from a right one: emulate takes any.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from connectors.github import plugin
from connectors.github.connector import GitHub
from core.contract import Note, Stream, Wire
from core.records import Checkpoint, Group, Item, Record
from tests.third_party.conftest import APP, INSTALLATION, Third

pytestmark = pytest.mark.emulate
TOKEN = {"token": {"env": "EMULATE_TOKEN"}}


def connect(third: Third, repo: str, **credential: Any) -> GitHub:
    table = {"base_url": third.github, "repositories": [repo], "reviews": False, "seconds_between_writes": 0}
    connected = plugin.connect(plugin.settings(**table, **(credential or TOKEN)), Wire(read_only=False))
    assert isinstance(connected, GitHub)
    return connected


@pytest.fixture
def hub(third: Third) -> Iterator[GitHub]:
    connected = connect(third, "acme/web", teams=["acme/*"], **TOKEN)
    yield connected
    connected.close()


@pytest.fixture
def ann(third: Third) -> Iterator[httpx.Client]:
    with third.as_ann("github") as client:
        yield client


def read(hub: GitHub, name: str, where: str, cursor: str | None = None) -> tuple[list[Record], str]:
    got = list(hub.pull(Stream(name, where), cursor))
    assert isinstance(got[-1], Checkpoint)
    return [record for record in got if not isinstance(record, Checkpoint)], got[-1].cursor


def items(records: list[Record]) -> dict[str, Item]:
    return {record.key: record for record in records if isinstance(record, Item)}


def test_who_we_are_and_what_there_is_to_read(hub: GitHub) -> None:
    assert hub.check().account == "fairlead-bot"
    assert {(stream.name, stream.container) for stream in hub.streams()} >= {("issues", "acme/web"), ("teams", "acme")}


def test_more_than_a_page_of_issues_is_read_twice_alike_and_then_only_what_changed(
    hub: GitHub, ann: httpx.Client
) -> None:
    for number in range(1, 106):
        body = {"title": f"Issue {number}", "body": f"See #{number + 1} and PAY-{number}", "labels": ["web"]}
        ann.post("/repos/acme/web/issues", json=body | {"assignees": ["ann"]}).raise_for_status()
    ann.patch("/repos/acme/web/issues/3", json={"state": "closed", "state_reason": "completed"}).raise_for_status()
    first, cursor = read(hub, "issues", "acme/web")
    again, _ = read(hub, "issues", "acme/web")
    assert items(first).keys() == {f"acme/web#{number}" for number in range(1, 106)}
    assert items(again) == items(first)
    third = items(first)["acme/web#3"]
    assert (third.category, third.assignee, third.labels) == ("done", "ann", ("web",))
    assert "PAY-3" in third.refs
    ann.patch("/repos/acme/web/issues/7", json={"title": "Another title"}).raise_for_status()
    assert items(read(hub, "issues", "acme/web", cursor)[0])["acme/web#7"].title == "Another title"


def test_teams_and_their_members(hub: GitHub) -> None:
    groups = [record for record in read(hub, "teams", "acme")[0] if isinstance(record, Group)]
    assert {member for group in groups for member in group.members} == {"ann", "fairlead-bot"}


def test_a_comment_stands_once_is_edited_found_again_and_taken_away(third: Third, ann: httpx.Client) -> None:
    hub, comments = connect(third, "acme/api"), "/repos/acme/api/issues/1/comments"
    ann.post("/repos/acme/api/issues", json={"title": "Comment on me"}).raise_for_status()
    ann.post(comments, json={"body": "<!-- fairlead:4f1e -->"}).raise_for_status()
    ref = hub.ensure_comment("acme/api#1", Note("4f1e", "no goal @ann"))
    assert hub.ensure_comment("acme/api#1", Note("4f1e", "still no goal", ref=ref)) == ref
    assert hub.ensure_comment("acme/api#1", Note("4f1e", "still no goal")) == ref
    bodies = [(each["user"]["login"], each["body"].splitlines()[0]) for each in ann.get(comments).json()]
    assert bodies == [("ann", "<!-- fairlead:4f1e -->"), ("fairlead-bot", "still no goal")]
    assert hub.ensure_comment("acme/api#1", Note("4f1e", None, ref=ref)) is None
    assert [each["user"]["login"] for each in ann.get(comments).json()] == ["ann"]
    hub.close()


def test_a_label_is_put_and_taken_away_beside_those_of_people(third: Third, ann: httpx.Client) -> None:
    hub, labels = connect(third, "ann/pay"), "/repos/ann/pay/issues/1/labels"
    ann.put("/repos/ann/pay/collaborators/fairlead-bot", json={"permission": "push"})
    ann.post("/repos/ann/pay/issues", json={"title": "Label me", "labels": ["bug"]}).raise_for_status()
    for present, expected in ((True, {"bug", "fairlead:drift"}), (True, {"bug", "fairlead:drift"}), (False, {"bug"})):
        hub.ensure_label("ann/pay#1", "fairlead:drift", present)
        assert {each["name"] for each in ann.get(labels).json()} == expected
    hub.close()


def test_an_app_signs_in_with_its_key(third: Third) -> None:
    app = {"id": APP, "installation": INSTALLATION, "private_key": {"env": "EMULATE_KEY"}}
    hub = connect(third, "acme/web", app=app)
    assert hub.check().account == "fairlead[bot]"
    assert read(hub, "issues", "acme/web")[1]
    hub.close()
