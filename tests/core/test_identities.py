"""Names suggest whose an account may be: one person, or nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identities import THRESHOLD, suggestions
from core.records import Account

ANA, BO = "ana.lopez@example.com", "bo@example.com"
PERSONS = {ANA: "Ana López", BO: "Bo Ek"}


def account(id_: str, name: str = "", source: str = "github") -> Account:
    return Account(source=source, id=id_, name=name)


@pytest.mark.parametrize(
    ("id_", "name", "confidence"),
    [
        ("x1", "Ana López", 0.95),
        ("x1", "LOPEZ, Ana", 0.95),
        ("x1", "Ana Lo\u0301pez", 0.95),
        ("x1", "Ana Maria Lopez", 0.8),
        ("ana.lopez", "", 0.9),
        ("Ana-Lopez", "", 0.9),
        ("lopezana", "", 0.85),
        ("alopez", "", 0.7),
        ("lopez.a", "", 0.7),
        ("anal", "", 0.6),
        ("ana.lopez7", "", 0.8),
        ("x1", "alopez", 0.7),
    ],
)
def test_ways_to_write_a_person(id_: str, name: str, confidence: float) -> None:
    [found] = suggestions([account(id_, name)], PERSONS)
    assert (found.person, found.confidence) == (ANA, confidence)


@pytest.mark.parametrize(
    ("id_", "name"), [("ana", ""), ("x1", "Ana"), ("lopez", "Lopez"), ("zoe", "Zoë Ek"), ("42", "7")]
)
def test_less_than_that_says_nothing(id_: str, name: str) -> None:
    assert suggestions([account(id_, name)], PERSONS) == []


def test_the_reason_is_in_words() -> None:
    reasons = [each.reason for each in suggestions([account("alopez"), account("x1", "Ek Bo", "jira")], PERSONS)]
    assert reasons == [
        "its login alopez is an initial and the last name of ana.lopez@example.com",
        'its name "Ek Bo" is the name of bo@example.com',
    ]


def test_two_persons_as_likely_are_none() -> None:
    assert suggestions([account("alopez")], {ANA: "Ana López", "amy@x.test": "Amy Lopez"}) == []
    [better] = suggestions([account("ana.lopez")], {ANA: "Ana López", "other@x.test": "Ana Lopez"})
    assert better.person == ANA


def test_two_accounts_of_a_tool_as_like_one_person_are_none() -> None:
    assert suggestions([account("alopez"), account("lopez-a")], PERSONS) == []
    assert len(suggestions([account("alopez"), account("alopez", source="jira")], PERSONS)) == 2
    [better] = suggestions([account("alopez"), account("ana-lopez")], PERSONS)
    assert better.account.id == "ana-lopez"


def test_letters_of_many_languages_are_plain() -> None:
    persons = {"s@x.test": "Søren Łuczak", "g@x.test": "Jörg Groß", "i@x.test": "Иван Петров"}
    found = suggestions([account("soren.luczak"), account("jorg-gross"), account("x", "Петров Иван")], persons)
    assert [each.person for each in found] == ["s@x.test", "g@x.test", "i@x.test"]


def test_a_person_without_a_name_is_known_by_the_address() -> None:
    [found] = suggestions([account("alopez")], {ANA: ""})
    assert found.person == ANA


words = st.text("abcé .-_1", max_size=9)


@given(st.lists(st.builds(account, words, words), max_size=6), st.dictionaries(words, words, max_size=6))
def test_there_is_at_most_one_person_for_an_account_and_one_account_of_a_tool_for_a_person(
    accounts: list[Account], persons: dict[str, str]
) -> None:
    found = suggestions(accounts, persons)
    assert len({each.person for each in found}) == len(found)
    assert all(THRESHOLD <= each.confidence <= 1 and each.person in persons for each in found)
