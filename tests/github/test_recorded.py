"""Bodies that the real GitHub sent come through, none lost, and satisfy GitHub's own specification."""

import json

import pytest

from connectors.github.bodies import Issue, Page
from connectors.github.connector import GitHub
from connectors.github.normalise import Normaliser
from connectors.github.settings import GitHubSettings
from core.records import Activity, Goal, Item, Rejected
from tests.github.conftest import World, pull, recorded

ANTS = "user-129d9a/ants"
HAPPEN_TO_PEOPLE = ("subscribed", "mentioned")


@pytest.fixture
def ants(world: World) -> GitHub:
    world.state.add_repo(ANTS)
    kinds = ("issues", "pull_requests", "comments", "events", "milestones")
    world.state.load_recorded(ANTS, *(recorded(kind) for kind in kinds))
    return world.connect(repositories=[ANTS], milestones_as_goals=True)


def test_every_recorded_issue_and_pull_request_becomes_an_item(ants: GitHub) -> None:
    records, _ = pull(ants, "issues", repo=ANTS)
    items = {record.id: record for record in records if isinstance(record, Item)}
    issues, pulls = recorded("issues"), recorded("pull_requests")
    assert not [record for record in records if isinstance(record, Rejected)]
    assert items.keys() == {body["node_id"] for body in (*issues, *pulls)}
    assert {i.id for i in items.values() if i.status == "merged"} == {b["node_id"] for b in pulls if b["merged_at"]}
    fixing = next(item for item in items.values() if item.key == f"{ANTS}#4")
    assert (fixing.kind, fixing.parent, fixing.milestone) == ("pull_request", f"{ANTS}#3", "v0.11.0")
    assert fixing.refs == (f"{ANTS}#3", f"{ANTS}/milestone/7")


def test_every_recorded_comment_and_event_becomes_activity(ants: GitHub) -> None:
    comments, _ = pull(ants, "comments", repo=ANTS)
    events, _ = pull(ants, "events", repo=ANTS)
    ids = {body["id"] for body in recorded("comments")}  # one of the 95 was recorded twice
    assert len(comments) == len(ids) == 94
    assert len(events) == len([body for body in recorded("events") if body["event"] not in HAPPEN_TO_PEOPLE]) == 48
    assert all(isinstance(record, Activity) for record in (*comments, *events))
    bots = {r.actor for r in comments if isinstance(r, Activity) and r.bot}
    assert bots == {b["user"]["login"] for b in recorded("comments") if b["user"]["type"] == "Bot"}


def test_the_recorded_milestone_becomes_a_goal(ants: GitHub) -> None:
    (goal,) = pull(ants, "milestones", repo=ANTS)[0]
    assert isinstance(goal, Goal)
    assert (goal.title, goal.closed, goal.effective_to) == ("v0.11.0", False, None)


@pytest.mark.parametrize("field", sorted({*recorded("issues")[0], *Issue.__struct_fields__}))
@pytest.mark.parametrize("odd", [None, 17, "x", [], {}, -1, [{}], [{"value": 10**400, "issue_field_name": "Points"}]])
def test_a_field_of_an_odd_type_costs_at_most_its_own_record(field: str, odd: object) -> None:
    first, second = recorded("issues")[:2]
    rows, rejected = Page(Issue, "issue").read(_json([first | {field: odd}, second]), ANTS)
    assert len(rows) + len(rejected) == 2
    assert rows[-1].number == second["number"]
    settings = GitHubSettings.model_validate({"token": {"env": "UNUSED"}, "repositories": [ANTS]})
    to = Normaliser(ANTS, settings, lambda: "me", lambda _: ())
    assert len([record for row in rows for record in to.issue(row) if isinstance(record, Item)]) == len(rows)
    assert all(record.place.startswith(f"github {ANTS}") and record.reason for record in rejected)


@pytest.mark.parametrize("field", sorted(recorded("issues")[0]))
def test_a_missing_field_costs_at_most_its_own_record(field: str) -> None:
    first, second = recorded("issues")[:2]
    del first[field]
    rows, rejected = Page(Issue, "issue").read(_json([first, second]), ANTS)
    assert (len(rows) + len(rejected), rows[-1].number) == (2, second["number"])


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
