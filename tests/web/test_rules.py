"""The pages of rules: what they show is what the command tells, and nothing is saved in another way than by it."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from mappings.edits import with_rule, with_values
from mappings.rules import digest
from scheduler.held_edits import waiting_edits
from scheduler.linking import link
from scheduler.moves import headlines
from scheduler.rule_changes import preview
from scheduler.rule_files import load_rules, with_candidate
from scheduler.rule_saving import past_edits
from tests.acceptance.road import Scene
from tests.hostile import CANARY, HOSTILE
from tests.web.visiting import visited

Visit = tuple[Scene, TestClient]


@pytest.fixture(scope="module")
def open_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("rules")) as (scene, client):
        yield scene, client


@pytest.fixture
def visit(open_: Visit) -> Iterator[Visit]:
    """With the rules as they were, whatever a test saved."""
    scene, _ = open_
    before = on_disk(scene).read_text()
    yield open_
    on_disk(scene).write_text(before)
    held = link(scene.hub).held
    assert held is None or link(scene.hub, approval=held.approval).held is None


def on_disk(scene: Scene) -> Path:
    return scene.hub.config.file(scene.hub.config.hub.rules)


def draft(scene: Scene, text: str | None = None, **more: str) -> dict[str, str]:
    """What the form of the editor sends."""
    present = on_disk(scene).read_text()
    return {"file": "mappings.toml", "base": digest(present), "text": present if text is None else text, **more}


def moved(scene: Scene) -> str:
    """The rules with one that draws all of a project to one goal."""
    return with_rule(
        on_disk(scene).read_text(), {"id": "all-bugs", "goal": "O-1", "when": {"source": "jira"}, "weight": 50}
    )


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_every_rule_stands_there_with_what_it_asks_and_links(visit: Visit) -> None:
    scene, client = visit
    page = client.get("/rules").text
    ruleset = load_rules(scene.hub)
    for rule in (*ruleset.rules, *ruleset.defaults):
        assert f">{rule.id}</a>" in page
    assert "source is jira" in page
    assert str(scene.config.parent) not in page


@pytest.mark.parametrize(
    ("asked", "count"), [("q=no-such-rule", 0), ("q=bugs", 1), ("file=rules-mobile.toml", None), ("only=disputed", 0)]
)
def test_rules_are_found(visit: Visit, asked: str, count: int | None) -> None:
    scene, client = visit
    ruleset = load_rules(scene.hub)
    wanted = sum(rule.place.rpartition(":")[0].endswith("rules-mobile.toml") for rule in ruleset.rules)
    page = client.get(f"/rules?{asked}").text
    assert page.count('<li class="panel">') == (wanted if count is None else count)


def test_lint_marks_the_line_that_is_wrong(visit: Visit) -> None:
    scene, client = visit
    text = on_disk(scene).read_text()
    lines = text.count("\n")
    broken = client.post("/rules/lint", data=draft(scene, text + "when = [\n")).json()
    assert [(each["level"], each["line"] > lines) for each in broken] == [("error", True)]
    wrong = client.post(
        "/rules/lint", data=draft(scene, text + '\n[[rule]]\nid = "x"\ngoal = "O-1"\nwhen = { labls = "a" }\n')
    )
    assert [(each["line"], each["message"]) for each in wrong.json() if each["level"] == "error"] == [
        (lines + 5, 'unknown field "labls", did you mean "labels"?')
    ]


def test_the_preview_says_what_the_command_says_and_saves_nothing(visit: Visit) -> None:
    scene, client = visit
    text = moved(scene)
    seen = preview(scene.hub, with_candidate(scene.hub.config, on_disk(scene), text))
    answered = client.post("/rules/preview", data=draft(scene, text), headers={"hx-request": "true"})
    assert "<html" not in answered.text
    assert words_of(answered.text).startswith(" , ".join(headlines(seen.counts)))
    assert str(scene.config.parent) not in answered.text
    assert seen.held
    assert seen.held.reason in words_of(answered.text)
    for way in [each for each in seen.ways if each.kind == "moved"][:3]:
        assert f"{way.count} {way.before} {way.after}" in words_of(answered.text)
    assert "Effort and findings too" in answered.text
    whole = words_of(client.post("/rules/preview", data=draft(scene, text, whole="yes")).text)
    assert "Effort and findings too" not in whole
    assert f"{len(seen.opening)} finding" in whole
    assert seen.opening[0].summary in whole
    assert on_disk(scene).read_text() != text


def test_without_a_script_the_editor_comes_back_with_the_text(visit: Visit) -> None:
    scene, client = visit
    text = on_disk(scene).read_text() + "# a word\n"
    page = client.post("/rules/preview", data=draft(scene, text)).text
    assert "<h1>mappings.toml</h1>" in page
    assert "# a word" in page
    assert "No item goes anywhere else" in page


def test_tests_beside_the_rules_are_run(visit: Visit) -> None:
    scene, client = visit
    text = on_disk(scene).read_text()
    fine = words_of(client.post("/rules/test", data=draft(scene)).text)
    assert re.search(r"[1-9]\d* passed, 0 failed", fine)
    more = text + '\n[[test]]\nname = "not so"\nitem = { source = "jira", labels = ["no-goal"] }\nunlinked = true\n'
    failed = words_of(client.post("/rules/test", data=draft(scene, more)).text)
    assert ", 1 failed" in failed
    assert "not so" in failed


def test_what_is_saved_is_written_in_force_and_told(visit: Visit) -> None:
    scene, client = visit
    text = on_disk(scene).read_text().replace("\n", "\r\n") + "# a word\r\n"
    answered = client.post("/rules/save", data=draft(scene, text), follow_redirects=False)
    assert answered.status_code == 303
    assert on_disk(scene).read_text() == text.replace("\r\n", "\n")
    assert on_disk(scene).read_bytes().count(b"\r\n") == 0
    with scene.hub.store.read() as tx:
        past = past_edits(tx)[-1]
    assert past.actor in words_of(client.get(answered.headers["location"]).text)
    history = client.get("/rules/history").text
    assert f"from={past.before}&amp;to={past.after}" in history
    assert "# a word" in client.get(f"/rules/history?from={past.before}&to={past.after}").text
    earlier = client.get(f"/rules/edit?text={past.before}").text
    assert "This is an earlier text" in earlier
    assert "# a word" not in earlier


def test_what_cannot_be_read_is_not_saved(visit: Visit) -> None:
    scene, client = visit
    before = on_disk(scene).read_bytes()
    answered = client.post("/rules/save", data=draft(scene, "[[rule]\n"))
    assert (answered.status_code, "not valid TOML" in answered.text) == (409, True)
    assert on_disk(scene).read_bytes() == before


def test_what_somebody_saved_meanwhile_is_shown_and_both_come_together(visit: Visit) -> None:
    scene, client = visit
    client.get("/rules/edit")
    base = on_disk(scene).read_text()
    theirs, mine = f"# theirs\n{base}", base + "# mine\n"
    sent = draft(scene, mine)
    on_disk(scene).write_text(theirs)
    answered = client.post("/rules/save", data=sent)
    assert answered.status_code == 409
    assert "Somebody has saved mappings.toml since you began" in answered.text
    assert "<code># theirs</code>" in answered.text
    assert on_disk(scene).read_text() == theirs
    again = client.post("/rules/redo", data=sent).text
    assert "both are in this text" in again
    assert f'name="base" value="{digest(theirs)}"' in again
    assert all(f"# {each}" in again for each in ("theirs", "mine"))


def test_a_held_edit_waits_for_an_approval_of_exactly_it(visit: Visit) -> None:
    scene, client = visit
    text = moved(scene)
    answered = client.post("/rules/save", data=draft(scene, text), follow_redirects=False)
    address = answered.headers["location"]
    (held,) = waiting_edits(scene.hub)
    assert address == f"/rules/held/{held.digest}"
    page = client.get(address).text
    assert held.reason in words_of(page)
    assert "Approve exactly this edit" in page
    assert f'href="{address}"' in client.get("/rules").text
    assert client.post(f"{address}/preview").status_code == 200
    assert client.post(f"{address}/approve").status_code == 200
    assert on_disk(scene).read_text() == text
    assert "approved it" in client.get(address).text
    assert client.post(f"{address}/approve").status_code == 409
    assert waiting_edits(scene.hub) == []


def test_a_held_edit_is_dropped(visit: Visit) -> None:
    scene, client = visit
    address = client.post("/rules/save", data=draft(scene, moved(scene)), follow_redirects=False).headers["location"]
    assert client.post(f"{address}/drop", follow_redirects=False).headers["location"] == "/rules"
    assert client.get(address).status_code == 404


def form(**given: Any) -> dict[str, Any]:
    rest = {"was": "", "base": "", "file": "mappings.toml", "aim": "goal", "goal": "O-1", "also": "", "weight": ""}
    return rest | {"when.field": "labels", "when.op": "any", "when.value": "never-seen"} | given


def test_rows_come_and_go_without_a_script(visit: Visit) -> None:
    _, client = visit
    more = client.post("/rules/form", data=form(id="tried", do="add when")).text
    assert more.count('name="when.field"') == 2
    both = form(id="tried", do="drop when 0") | {
        "when.field": ["a", "b"],
        "when.op": ["any", "not"],
        "when.value": ["1", "2"],
    }
    less = client.post("/rules/form", data=both).text
    assert less.count('name="when.field"') == 1
    assert 'value="2"' in less


def test_a_form_writes_toml_and_leaves_all_else_as_it_is(visit: Visit) -> None:
    scene, client = visit
    before = on_disk(scene).read_text()
    sent = form(id="tried", description="A try", base=digest(before), do="look")
    shown = words_of(client.post("/rules/form", data=sent).text)
    assert 'when = {labels = "never-seen"}' in shown
    assert "No item goes anywhere else" in shown
    assert on_disk(scene).read_text() == before
    answered = client.post("/rules/form", data=sent | {"do": "save"}, follow_redirects=False)
    assert parse_qs(urlsplit(answered.headers["location"]).query)["file"] == ["mappings.toml"]
    assert on_disk(scene).read_text().startswith(before)
    assert "tried" in [rule.id for rule in load_rules(scene.hub).rules]
    taken = client.post("/rules/form", data=sent | {"do": "save", "base": digest(on_disk(scene).read_text())})
    assert (taken.status_code, "there is a rule" in words_of(taken.text).lower()) == (409, True)


def test_an_edit_by_form_changes_what_was_changed_and_keeps_comments(visit: Visit) -> None:
    scene, client = visit
    rule = '\n# why\n[[rule]]\nid = "tried"\ngoal = "O-1" # because\nwhen = {  labels = "never-seen" }\n'
    on_disk(scene).write_text(on_disk(scene).read_text() + rule)
    before = on_disk(scene).read_text()
    assert "never-seen" in client.get("/rules/tried").text
    sent = form(id="tried", was="tried", weight="3", base=digest(before), do="save")
    assert client.post("/rules/form", data=sent, follow_redirects=False).status_code == 303
    assert on_disk(scene).read_text() == with_values(before, "tried", [(("weight",), 3)])
    assert rule in on_disk(scene).read_text()


def test_what_a_form_cannot_say_is_left_to_the_text(visit: Visit) -> None:
    scene, client = visit
    rule = (
        '\n[[rule]]\nid = "tried/it"\ngoal = "O-1"\nwhen = { any = [{ labels = "x" }, { labels = "y", type = "z" }] }\n'
    )
    on_disk(scene).write_text(on_disk(scene).read_text() + rule)
    page = client.get("/rules/tried/it").text
    assert "A form cannot say all that this rule does" in page
    assert "labels has x or (labels has y and type is z)" in words_of(page)
    assert client.get("/rules/no-such-rule").status_code == 404


def test_what_cannot_be_read_on_disk_is_told_with_its_line(visit: Visit) -> None:
    scene, client = visit
    on_disk(scene).write_text("[[rule]\n")
    page = client.get("/rules").text
    assert "the rules of before stay in force" in page
    assert "mappings.toml:1" in page
    assert client.get("/rules/bugs").status_code == 200
    assert "[[rule]" in client.get("/rules/edit").text
    assert client.get("/rules/suggestions?look=1").status_code == 409


@pytest.mark.parametrize(
    "path", ["/rules/edit?file=../config.toml", "/rules/edit?file=config.toml", "/rules/edit?text=0"]
)
def test_only_rule_files_and_texts_of_theirs_are_shown(visit: Visit, path: str) -> None:
    assert visit[1].get(path).status_code == 404


def test_words_that_somebody_wrote_are_shown_as_words(visit: Visit) -> None:
    scene, client = visit
    words = [each.strip() for each in HOSTILE if len(each) < 1_000]
    rule = {"id": "tried", "goal": "O-1", "when": {"labels": words}, "description": "".join(words)}
    on_disk(scene).write_text(with_rule(on_disk(scene).read_text(), rule))
    for path in ("/rules", "/rules/tried", "/rules/edit"):
        page = client.get(path).text
        assert CANARY in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_what_links_suggest_is_looked_for_when_it_is_asked(visit: Visit) -> None:
    _, client = visit
    assert "Look for rules" in client.get("/rules/suggestions").text
    assert 'class="empty"' in client.get("/rules/suggestions?look=1").text
    toml = '[[rule]]\nid = "tried"\ngoal = "O-1"\nwhen = { labels = "never-seen" }\n'
    shown = client.post("/rules/suggestions", data={"toml": toml}).text
    assert "No item goes anywhere else" in shown
    assert "tried" in shown
    assert client.post("/rules/suggestions", data={"toml": "rule"}).status_code == 409


def test_words_to_complete_are_those_of_the_language_and_the_goals(visit: Visit) -> None:
    told = visit[1].get("/rules/words").json()
    assert {"labels", "fields"} <= {each["name"] for each in told["fields"]}
    assert "O-1" in {each["key"] for each in told["goals"]}
