"""Who may do what with rules: everybody reads, authors edit, approvers let held edits pass, with four eyes not their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mappings.rules import digest
from scheduler.held_edits import waiting_edits
from scheduler.hub import Hub, open_hub
from scheduler.linking import link
from scheduler.rule_changes import Superseded, preview
from scheduler.rule_files import load_rules
from tests.scheduler.little import stock, written
from tests.scheduler.test_rule_saving import GOALS, ITEMS, LINKED, A, moving
from tests.store.samples import NOW
from tests.web.people import browser, enters, stranger
from web.app import pages
from web.turns import Turns

READ = ("/rules", "/rules/edit", "/rules/a", "/rules/history", "/rules/suggestions", "/rules/words")
EDIT = ("/rules/lint", "/rules/check", "/rules/test", "/rules/preview", "/rules/save", "/rules/redo")
FORM = {"file": "mappings.toml", "base": digest(A), "text": A}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, dict[str, TestClient]]]:
    """A hub with four eyes and a browser for each role."""
    config = written(
        tmp_path_factory.mktemp("hub"), A, more="[guard]\nfour_eyes = true\n[web]\nrequests_a_minute = 100000\n"
    )
    with open_hub(config, lambda: NOW) as hub:
        stock(hub, GOALS, ITEMS)
        link(hub)
        nobody = stranger(TestClient(pages(lambda: hub)))
        roles = ("viewer", "author", "approver", "admin")
        yield hub, {role: browser(nobody, hub, enters(hub, role)) for role in roles}  # type: ignore[arg-type]


def test_everybody_reads_and_authors_edit(house: tuple[Hub, dict[str, TestClient]]) -> None:
    _, by = house
    assert [by["viewer"].get(path).status_code for path in READ] == [200] * len(READ)
    assert [by["viewer"].post(path, data=FORM).status_code for path in EDIT] == [403] * len(EDIT)
    assert [by["author"].post(path, data=FORM).status_code for path in EDIT if path != "/rules/save"] == [200] * 5
    assert by["viewer"].get("/rules/new").status_code == 403
    shown = by["viewer"].get("/rules/edit").text
    assert (" readonly" in shown, "Save" in shown) == (True, False)


def test_who_made_an_edit_does_not_let_it_pass(house: tuple[Hub, dict[str, TestClient]]) -> None:
    hub, by = house
    sent = FORM | {"text": moving(LINKED)}
    address = by["approver"].post("/rules/save", data=sent).headers["location"]
    assert "Approve exactly this edit" not in by["approver"].get(address).text
    assert by["approver"].post(f"{address}/approve").status_code == 409
    assert by["author"].post(f"{address}/approve").status_code == 403
    assert by["author"].post(f"{address}/drop").status_code == 403
    assert len(waiting_edits(hub)) == 1
    assert by["admin"].post(f"{address}/approve").status_code == 303
    assert [rule.id for rule in load_rules(hub).rules] == ["a", "b"]
    told = by["viewer"].get("/rules/history").text
    assert "approver@example.com" in told
    assert "approved by admin@example.com" in told


def test_a_rule_file_that_is_away_is_told_without_its_place(
    house: tuple[Hub, dict[str, TestClient]], tmp_path: Path
) -> None:
    hub, by = house
    file = hub.config.file(hub.config.hub.rules)
    file.rename(tmp_path / "away")
    try:
        for path in ("/rules", "/rules/edit", "/rules/a", "/rules/history"):
            answered = by["author"].get(path)
            assert (answered.status_code, "Mappings.toml: no such file" in answered.text) == (409, True)
            assert str(file.parent) not in answered.text
        assert by["author"].post("/rules/lint", data=FORM).status_code == 409
    finally:
        (tmp_path / "away").rename(file)


def test_who_asks_again_is_not_kept_waiting_by_what_they_asked_before(house: tuple[Hub, dict[str, TestClient]]) -> None:
    hub, _ = house
    turns = Turns()
    with turns.of("ana", hub) as first, turns.of("bo", hub) as other, turns.of("ana", hub) as second:
        assert [each.stopping.is_set() for each in (first, other, second, hub)] == [True, False, False, False]
        with pytest.raises(Superseded):
            preview(first, load_rules(hub))
        assert preview(second, load_rules(hub)).items == 0
