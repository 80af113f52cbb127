"""Projects: what their columns say of issues, and their drafts."""

from datetime import date, timedelta

import pytest

from connectors.github.connector import GitHub
from core.contract import Refused, Seen, Stream, Unauthorized
from core.records import Checkpoint, Facet, Item, Record, Rejected
from sandbox.faults import Fault
from sandbox.github.boards import Board, Value
from tests.github.conftest import REPO, World, pull

NAME = "acme/1"
SPRINT = date(2026, 3, 2)


@pytest.fixture
def board(world: World) -> Board:
    board = world.state.boards.create("acme", "Spring")
    board.add_field("Target date", "DATE")
    board.add_field("Estimate", "NUMBER")
    board.add_field("Sprint", "ITERATION", iterations={"Sprint 7": SPRINT})
    board.add_field("Squad", "TEXT")
    return board


@pytest.fixture
def hub(world: World) -> GitHub:
    return world.connect(projects=[NAME], read_only=True)


def by_id(records: list[Record]) -> dict[str, Item | Facet]:
    return {record.id: record for record in records if isinstance(record, Item | Facet)}


def issue(world: World, board: Board, title: str = "x") -> tuple[str, int]:
    """The issue's id and its card."""
    number = world.state.create_issue(REPO, title, by="ann")
    return world.state.issue(REPO, number)["node_id"], board.add((REPO, number), by="ann")


def test_columns_become_a_facet_of_the_issue(world: World, board: Board, hub: GitHub) -> None:
    id_, card = issue(world, board)
    values: dict[str, Value] = {
        "Status": "In Progress",
        "Target date": date(2026, 4, 1),
        "Estimate": 3.0,
        "Sprint": "Sprint 7",
        "Squad": "Ö",
    }
    for name, value in values.items():
        board.set(card, name, value)
    (facet,) = pull(hub, "projects", repo=NAME)[0]
    assert isinstance(facet, Facet)
    assert (facet.id, facet.origin, facet.at) == (id_, "project acme/1", world.clock())
    assert (facet.status, facet.category, facet.due, facet.points) == ("In Progress", "doing", date(2026, 4, 1), 3.0)
    assert facet.fields == {
        "Estimate": ("3",), "Sprint": ("Sprint 7",), "Squad": ("Ö",), "Status": ("In Progress",),
        "Target date": ("2026-04-01",),
    }  # fmt: skip
    assert list(facet.fields) == sorted(facet.fields)


@pytest.mark.parametrize(
    ("option", "category"),
    [("Todo", "todo"), ("🏗 In progress", "doing"), ("✅ DONE", "done"), ("Icebox", None), ("Parked", "todo")],
)
def test_options_mean_what_their_words_say(world: World, board: Board, option: str, category: str | None) -> None:
    board.fields["Status"].options[option] = "0a"
    _, card = issue(world, board)
    board.set(card, "Status", option)
    hub = world.connect(projects=[NAME], todo_statuses=["todo", "parked"])
    (facet,) = pull(hub, "projects", repo=NAME)[0]
    assert isinstance(facet, Facet)
    assert (facet.status, facet.category) == (option, category)


def test_the_fields_to_use_are_settings(world: World, board: Board) -> None:
    board.add_field("Weight", "NUMBER")
    board.add_field("Ship by", "DATE")
    _, card = issue(world, board)
    values: dict[str, Value] = {"Weight": 8.0, "Ship by": date(2026, 5, 1), "Estimate": 2.0}
    for name, value in values.items():
        board.set(card, name, value)
    hub = world.connect(projects=[NAME], points_fields=["weight", "Estimate"], due_fields=["Ship by"])
    (facet,) = pull(hub, "projects", repo=NAME)[0]
    assert isinstance(facet, Facet)
    assert (facet.points, facet.due) == (8.0, date(2026, 5, 1))


def test_a_closed_issue_is_done_wherever_its_card_stands(world: World, board: Board, hub: GitHub) -> None:
    id_, card = issue(world, board)
    board.set(card, "Status", "In Progress")
    _, cursor = pull(hub, "projects", repo=NAME)
    world.state.close(REPO, 1, by="ann")
    facet = by_id(pull(hub, "projects", cursor, NAME)[0])[id_]
    assert isinstance(facet, Facet)
    assert (facet.status, facet.category, facet.fields["Status"]) == (None, None, ("In Progress",))


def test_a_draft_is_an_item_of_the_project(world: World, board: Board, hub: GitHub) -> None:
    world.clock.advance(timedelta(minutes=5))
    card = board.draft("Think of [O-12]", by="ann", body="as PAY-3 says", assignees=["bob"])
    board.set(card, "Status", "Todo")
    (item,) = pull(hub, "projects", repo=NAME)[0]
    assert isinstance(item, Item)
    assert item.key == f"acme/1!draft-{item.id}"
    assert (item.container, item.kind, item.title, item.status) == (NAME, "issue", "Think of [O-12]", "Todo")
    assert (item.category, item.author, item.assignee, item.refs) == ("todo", "ann", "bob", ("O-12", "PAY-3"))
    assert item.created_at == item.updated_at == world.clock()


def test_an_archived_card_and_one_we_may_not_see_say_nothing(world: World, board: Board, hub: GitHub) -> None:
    world.state.add_repo("acme/secret")
    world.state.create_issue("acme/secret", "x", by="ann")
    board.add(("acme/secret", 1), by="ann")
    shown, _ = issue(world, board)
    _, archived = issue(world, board)
    board.archive(archived)
    board.archive(board.draft("old idea", by="ann"))
    world.state.repos["acme/secret"].hidden = True
    assert list(by_id(pull(hub, "projects", repo=NAME)[0])) == [shown]


def test_a_long_project_is_read_to_its_end_and_tells_how_far_it_is(world: World, board: Board, hub: GitHub) -> None:
    for number in range(120):
        board.draft(f"Idea {number}", by="ann")
    got = list(hub.pull(Stream("projects", NAME), None))
    points = [record for record in got if isinstance(record, Checkpoint)]
    assert [(point.done, point.total) for point in points] == [(50, 120), (100, 120), (120, 120)]
    for point in points[:-1]:
        assert len(by_id(pull(hub, "projects", point.cursor, NAME)[0])) == 120


def test_an_unchanged_project_costs_one_question_a_hundred_cards(world: World, board: Board, hub: GitHub) -> None:
    for number in range(120):
        board.draft(f"Idea {number}", by="ann")
    _, cursor = pull(hub, "projects", repo=NAME)
    before = len(world.box.history)
    assert pull(hub, "projects", cursor, NAME) == ([], cursor)
    assert world.requests(before) == ["POST /graphql 200"] * 2


@pytest.mark.parametrize("change", ["value", "remove", "archive", "draft"])
def test_any_change_is_found(world: World, board: Board, hub: GitHub, change: str) -> None:
    id_, card = issue(world, board)
    _, cursor = pull(hub, "projects", repo=NAME)
    world.clock.advance(timedelta(seconds=1))
    match change:
        case "value":
            board.set(card, "Squad", "Blue")
        case "remove":
            board.remove(card)
        case "archive":
            board.archive(card)
        case "draft":
            board.draft("new", by="ann")
    records, after = pull(hub, "projects", cursor, NAME)
    assert after != cursor
    assert (id_ in by_id(records)) == (change in ("value", "draft"))


def test_the_census_of_a_project_names_its_drafts(world: World, board: Board, hub: GitHub) -> None:
    issue(world, board)
    board.draft("a", by="ann")
    board.archive(board.draft("gone", by="ann"))
    stream = Stream("projects", NAME)
    (draft,) = [record for record in by_id(pull(hub, "projects", repo=NAME)[0]).values() if isinstance(record, Item)]
    assert [seen for page in hub.census(stream) for seen in page] == [Seen(draft.id, draft.updated_at)]


def test_a_card_that_cannot_be_read_cuts_the_census_short(world: World, board: Board, hub: GitHub) -> None:
    board.draft("a", by="ann")
    list(hub.census(Stream("projects", NAME)))
    answer = world.box.history[-1].response_body.replace(b'"isArchived":false', b'"isArchived":0')
    world.box.faults.append(Fault("github", "graphql", status=200, body=answer))
    with pytest.raises(Refused, match="nothing is known to be gone"):
        list(hub.census(Stream("projects", NAME)))
    world.violations.clear()


def test_a_project_of_a_person(world: World) -> None:
    world.state.add_user("ann")
    world.state.boards.create("ann", "Mine").draft("a", by="ann")
    assert len(pull(world.connect(projects=["ann/1"]), "projects", repo="ann/1")[0]) == 1


@pytest.mark.parametrize("name", ["acme/9", "nobody/1"])
def test_an_unknown_project_is_refused_by_name(world: World, name: str) -> None:
    with pytest.raises(Refused, match=name) as caught:
        pull(world.connect(projects=[name]), "projects", repo=name)
    assert caught.value.status == 404


def test_a_token_without_the_scope_is_unauthorized(world: World, board: Board, hub: GitHub) -> None:
    world.state.scopes = "repo"
    with pytest.raises(Unauthorized, match="read:project"):
        pull(hub, "projects", repo=NAME)


@pytest.mark.parametrize(
    "odd", [b"[" * 1_000 + b"]" * 1_000, b"NaN", b'"\\ud800"', b'"\xff"', b"7", b"1e999"], ids=lambda odd: repr(odd[:8])
)
def test_an_odd_card_loses_only_itself(world: World, board: Board, hub: GitHub, odd: bytes) -> None:
    ids = {f"Idea {number}": board.draft(f"Idea {number}", by="ann") for number in range(3)}
    pull(hub, "projects", repo=NAME)
    answer = world.box.history[-1].response_body.replace(b'"title":"Idea 1"', b'"title":' + odd)
    assert odd in answer
    world.box.faults.append(Fault("github", "graphql", status=200, body=answer))
    records, _ = pull(hub, "projects", repo=NAME)
    assert {item.title for item in by_id(records).values() if isinstance(item, Item)} == {"Idea 0", "Idea 2"}
    (lost,) = [record for record in records if isinstance(record, Rejected)]
    assert lost.place == f"github project {NAME} PVTI_lADO{ids['Idea 1']:08x}"
    world.violations.clear()
