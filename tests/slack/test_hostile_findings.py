"""What people write into titles, names and evidence comes out of the whole way, from finding to blocks, valid and harmless."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from connectors.slack.content import contents
from core.contract import Note
from core.delivery import Alerts
from core.findings import Finding, Severity
from core.projection import Reader
from core.projection.messages import messages
from tests.contract.slack_contract import check_arguments
from tests.core.desk import GOALS, MONDAY, Desk, finding, later, routing
from tests.seeds import examples
from tests.slack.test_parts import HOSTILE, URLS, harmless

ANA = "ana@acme.test"
SEVERITIES: tuple[Severity, ...] = ("critical", "warning")
words = st.sampled_from(HOSTILE) | st.text(max_size=80)


@st.composite
def hostile(draw: st.DrawFn) -> Finding:
    return finding(
        draw(st.integers(0, 500)),
        draw(st.sampled_from(SEVERITIES)),
        opened=later(-4),
        title=draw(words),
        says=draw(words),
        url=draw(st.sampled_from(URLS)),
        goal=draw(st.sampled_from([None, "KR-1", "<!here>"])),
        owner=draw(st.sampled_from([None, ANA, "<!channel>", "a|b@c"])),
        team=draw(st.sampled_from([None, "payments", "<@U1>"])),
        evidence={draw(words): draw(words)},
    )


def sent(found: list[Finding], name: str, title: str) -> Iterator[Note]:
    """What is told of them as urgent, by digests, and as a storm."""
    goals = {**GOALS, "KR-1": replace(GOALS["KR-1"], title=title)}
    for alerts in (Alerts(), Alerts(storm_findings=1)):
        desk = Desk(routing(alerts), readers={ANA: Reader(ANA, name)})
        known = replace(desk.known(MONDAY, found, ()), goals=goals)
        for wanted in messages(known):
            yield Note("m1", wanted.body, url=wanted.url, parts=wanted.parts)


@settings(deadline=None, max_examples=examples(16))
@given(st.lists(hostile(), max_size=14, unique_by=lambda each: each.fingerprint), words, words)
def test_no_word_of_a_finding_sets_anything_off(found: list[Finding], name: str, title: str) -> None:
    for note in sent(found, name, title):
        message, replies = contents(note, pressed=True)
        for content in [message, *replies]:
            check_arguments("chat.postMessage", {"channel": "C1", **content})
            harmless(content)


def test_all_three_kinds_are_tried() -> None:
    found = [finding(n, each, opened=later(-4), owner=f"p{n}@x.test") for each in SEVERITIES for n in range(5)]
    heads = {note.parts[0].text.partition(" ")[2] for note in sent(found, "Ana", "Revenue")}
    assert heads >= {"thing needs you in KR-1 Revenue", "things came up at once"}
