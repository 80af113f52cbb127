"""A person who is to be forgotten, in texts that are kept and in whatever is pulled later."""

from datetime import UTC, datetime

import pytest

from core.erasure import GONE, Erased, Scrub, Traces, pseudonym, pseudonyms
from core.records import Account, Activity, Change, Checkpoint, Goal, Group, Profile
from tests.store.samples import item

KEY = b"k" * 32
ANA = Traces(
    ("ana@example.com", "a.l@example.org"),
    ("Ana Lopez", "ana"),
    (("jira", "5b10a2844c20165700ede21g"), ("github", "ana")),
)
PERSON, JIRA, GITHUB = (pseudonym(each, KEY) for each in ("ana@example.com", *ANA.handles))
AT = datetime(2026, 3, 2, tzinfo=UTC)
ERASED = Erased(pseudonyms(ANA, KEY), KEY)

TEXTS = {
    "ana@example.com": PERSON,
    "Ask ANA@Example.com.": f"Ask {PERSON}.",
    "a.l@example.org, Ana Lopez": f"{PERSON}, {PERSON}",
    "banana ana@example.community ana.b": "banana ana@example.community ana.b",
    "Anabel Lopez, Ana Lopezz": "Anabel Lopez, Ana Lopezz",
    "ana": GITHUB,
    "@ana, see <@5b10a2844c20165700ede21g>": f"@{GITHUB}, see <@{JIRA}>",
    "github:ana": f"github:{GITHUB}",
    '{"assignee":"ana","labels":["ana-b"]}': f'{{"assignee":"{GITHUB}","labels":["ana-b"]}}',
    '{"note":"ana says, and ana"}': f'{{"note":"{GITHUB} says, and ana"}}',
    "5B10A2844C20165700EDE21G was here": f"{JIRA} was here",
    "": "",
}


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_a_person_go_and_no_others(text: str) -> None:
    scrub = Scrub(ANA, KEY)
    assert scrub.text(text) == TEXTS[text]
    assert scrub.text(scrub.text(text)) == scrub.text(text)
    assert scrub.text(text, gone=True).count(GONE) == TEXTS[text].count("erased-")


def test_what_is_pulled_later_gets_the_same_pseudonyms() -> None:
    id_ = ANA.accounts[0][1]
    changes = (Change(AT, "assignee", None, id_),)
    pulled = item(1, assignee=id_, author="bob", participants=("bob", id_), changes=changes, title="by ana@example.com")
    kept = ERASED.record(pulled)
    assert (kept.assignee, kept.author, kept.participants, kept.title) == (JIRA, "bob", ("bob", JIRA), f"by {PERSON}")
    assert kept.changes == (Change(AT, "assignee", None, JIRA),)
    assert (
        ERASED.record(Activity(source="github", id="1", item="x", at=AT, kind="comment", actor="ana")).actor == GITHUB
    )
    account = Account(source="jira", id=id_, name="Ana Lopez", email="Ana@example.com", zone="Europe/Madrid")
    assert ERASED.record(account) == Account(source="jira", id=JIRA, name=PERSON, email=PERSON)
    assert ERASED.record(Group(source="github", id="g", name="ana", members=("ana", "bob"))).members == (GITHUB, "bob")
    goal = Goal(
        source="sheets", key="O-1", level="objective", title="t", place="p", owners=("ana@example.com", "jira:bob")
    )
    assert ERASED.record(goal).owners == (PERSON, "jira:bob")
    profile = Profile(source="sheets", id="1", email="a.l@example.org", place="p", accounts=("github:ana",))
    assert (ERASED.record(profile).email, ERASED.record(profile).accounts) == (PERSON, (f"github:{GITHUB}",))


def test_others_stay_as_they_are() -> None:
    for record in (
        item(1, assignee="ana"),
        Account(source="slack", id="ana", name="Ana"),
        Checkpoint("ana@example.com"),
    ):
        assert ERASED.record(record) is record
    assert Erased({}, b"").record(item(1, title="ana@example.com")).title == "ana@example.com"
