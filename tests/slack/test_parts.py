"""Whatever other people wrote into the parts of a note, Slack takes the message, and nothing in it sets anything off."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.slack.buttons import act_of
from connectors.slack.content import contents
from connectors.slack.parts import MESSAGE, VIEW, pages, shown, silent
from connectors.slack.views import home, line, modal
from core.contract import Note
from core.parts import Button, Part, Parts
from core.presses import Field, Form, Home, Option
from tests.contract.slack_contract import check_arguments
from tests.seeds import examples

HOSTILE = (
    "<!channel> @here <@U1> <#C1>",
    "<http://evil.example|jira.acme.example>",
    "*bold* _it_ ~no~ `code` ```",
    "&lt;!channel&gt; &amp;",
    "\u202eevil\u2066 \x00 \ud7ff 🙂",
    "https://evil.example/<!here>|x",
    "|>" * 40,
    "a" * 3_100,
    "line\n" * 40,
    "",
)
URLS = (
    "",
    "https://jira.example/PAY-1",
    "javascript:alert(1)",
    "http://[",
    "https://x/a|b>c",
    "ftp://x",
    "https://x/" + "a" * 2_000,
)
ACTS = ("acknowledge", "snooze", "link", "link-other", "why")

texts = st.sampled_from(HOSTILE) | st.text(alphabet="ab <>&|!@#*_`\n:/.🙂", max_size=60)
buttons = st.lists(
    st.builds(
        Button,
        st.sampled_from(ACTS),
        texts,
        st.sampled_from(["", "f1", "f1 O-1", "ü<&>" * 20, "f" * 1_900]),
        st.sampled_from(["", "danger"]),
    ),
    max_size=30,
)
parts = st.lists(
    st.builds(Part, texts, texts, st.sampled_from(URLS), buttons.map(tuple), buttons.map(tuple), st.booleans()),
    max_size=14,
).map(tuple)


def many(count: int) -> tuple[Option, ...]:
    """Some of them longer than Slack takes."""
    return tuple(Option("g" * (number % 160), HOSTILE[number % 6]) for number in range(count))


@settings(deadline=None, max_examples=examples(12))
@given(parts, st.sampled_from(URLS), st.sampled_from([None, "U00000005", "!channel", "U1|x> <!here"]))
def test_every_message_is_valid_and_harmless(given_parts: Parts, url: str, to: str | None) -> None:
    note = Note("m1", "Ana: 1 thing", url=url, to=to, parts=given_parts)
    message, replies = contents(note, pressed=True)
    for content in [message, *replies]:
        check_arguments("chat.postMessage", {"channel": "C1", **content})
        harmless(content, mentions="<@U00000005>" if to == "U00000005" else "")


@settings(deadline=None, max_examples=examples(12))
@given(parts)
def test_what_does_not_fit_is_counted_and_no_button_is_lost(given_parts: Parts) -> None:
    """A part is there with all that can be pressed, or it is counted."""
    blocks = shown(given_parts)
    last = blocks[-1].get("text", {}).get("text", "") if blocks else ""
    (said,) = re.findall(r"^… and (\d+) more that do", last) or ["0"]
    seen = [part for part in given_parts if shown([part])]
    kept = seen[: len(seen) - int(said)]
    assert sorted(pressable(blocks)) == sorted(
        (each.act, each.about) for part in kept for each in part.buttons + part.menu
    )
    assert len(blocks) <= MESSAGE.blocks


@settings(deadline=None, max_examples=examples(12))
@given(parts)
def test_what_stands_aside_is_told_whole_in_as_many_replies_as_that_takes(given_parts: Parts) -> None:
    told = [part for part in given_parts if shown([part])]
    assert [part for page in pages(given_parts) for part in page] == told


@settings(deadline=None, max_examples=examples(12))
@given(
    parts,
    texts,
    st.lists(
        st.builds(
            Field,
            st.uuids().map(str),
            texts,
            st.sampled_from(["text", "long text", "number", "date", "choice"]),
            st.integers(0, 110).map(many),
            st.sampled_from(["", "4.5", "x", "2026-03-09", "٣"]) | texts,
            texts,
            st.booleans(),
            st.none() | st.dates(),
        ),
        max_size=6,
        unique_by=lambda field: field.name,
    ).map(tuple),
)
def test_every_view_is_valid_and_harmless(given_parts: Parts, title: str, fields: tuple[Field, ...]) -> None:
    form = Form("snooze", "f1", title, fields, given_parts, submit=title)
    for view in (modal(form), line(title)):
        check_arguments("views.open", {"trigger_id": "1.2.3", "view": view})
        harmless({name: value for name, value in view.items() if name != "private_metadata"})
    check_arguments("views.publish", {"user_id": "U1", "view": home(Home(given_parts))})
    assert len(home(Home(given_parts))["blocks"]) <= VIEW.blocks


def test_of_a_long_part_the_lines_that_find_no_place_are_counted() -> None:
    lines = [f"{number} {'x' * 96}" for number in range(100)]
    *kept, last = shown([Part("\n".join(lines), "Much")])
    told = "\n".join(block["text"]["text"] for block in kept).splitlines()[1:]
    assert told == lines[: len(told)]
    assert last["text"]["text"] == f"… and {100 - len(told)} more lines"
    assert len(told) > 50


def test_of_many_choices_those_left_out_are_counted() -> None:
    choices = tuple(Option(f"O-{number}", f"Goal {number}") for number in range(130))
    (asked,) = modal(Form("link", "f1", "Link", (Field("goal", "Goal", "choice", choices),)))["blocks"]
    assert len(asked["element"]["options"]) == 100
    assert asked["hint"]["text"] == "30 more cannot be shown here."


def test_a_title_leads_to_its_address_with_a_label_of_ours() -> None:
    (block,) = shown([Part("since 3 March", "https://good.example <x>", "https://jira.example/PAY-1")])
    assert (
        block["text"]["text"] == "*https://good.example &lt;x&gt;* · <https://jira.example/PAY-1|Open>\nsince 3 March"
    )


def test_a_menu_alone_stands_beside_its_text_and_with_buttons_in_their_row() -> None:
    menu = (Button("snooze", "Snooze …", "f1"), Button("why", "Why?", "f1"))
    (alone,) = shown([Part("text", menu=menu)])
    assert [option["value"] for option in alone["accessory"]["options"]] == ["snooze f1", "why f1"]
    _, row = shown([Part("text", buttons=menu[:1], menu=menu)])
    assert [element["type"] for element in row["elements"]] == ["button", "overflow"]


@pytest.mark.parametrize(
    ("count", "about", "kinds"),
    [
        (1, "f", ["button"]),
        (2, "f", ["overflow"]),
        (5, "f", ["overflow"]),
        (6, "f", ["static_select"]),
        (2, "f" * 150, ["button"] * 2),
    ],
)
def test_a_menu_is_what_slack_can_show(count: int, about: str, kinds: list[str]) -> None:
    menu = tuple(Button("why", f"Why {number}?", about) for number in range(count))
    blocks = shown([Part(menu=menu, text="")])
    assert [element["type"] for block in blocks for element in block["elements"]] == kinds


def test_where_nobody_hears_there_is_nothing_to_press() -> None:
    note = Note("m1", "hello", parts=(Part("text", buttons=(Button("why", "Why?", "f"),)),))
    assert list(pressable(contents(note, pressed=False)[0]["blocks"])) == []
    assert shown(silent(note.parts))[0]["text"]["text"] == "text"


def pressable(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            for value in [option["value"] for option in element.get("options", [])] or [element.get("value", "")]:
                yield act_of(element["action_id"], value)


def harmless(content: dict[str, Any], mentions: str = "") -> None:
    """No brackets but those of addresses, alone or with our label, and the one mention."""
    for text in _texts(content):
        rest = text.removeprefix(f"{mentions} ") if mentions else text
        for link in re.findall(r"<[^>]*>?", rest):
            assert re.fullmatch(r"<https?://[^<>|]+(\|Open)?>", link), link
    for block in content.get("blocks", []):
        assert block.get("text", {}).get("verbatim", True), "Slack would look for mentions itself"


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)
