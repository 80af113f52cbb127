"""Threads that went upwards, and who took decisions, worked out by hand."""

from datetime import date, datetime, timedelta

from core.people import People, Person, Team
from core.records import Decision, Item, Record
from store import Store
from store.accounts import save_people
from store.decisions import decisions
from store.facts import facts
from tests.store.samples import DAY, NOW, account, activity, goal, item, pull

PEOPLE = People(
    people={"ana@example.com": Person(team="pay"), "bo@example.com": Person(team="web")},
    teams={"pay": Team(containers=("jira:#pay",)), "web": Team(containers=("jira:#web",))},
)
MONDAY = date(2026, 2, 23)  # now is the Monday after


def thread(number: int, at: datetime, channel: str = "#pay") -> Item:
    return item(number, kind="thread", container=channel, created_at=at, category="todo")


def talk(number: int, at: datetime, *voices: str, channel: str = "#pay", bot: bool = False) -> list[Record]:
    """A thread that the first of the voices begins, with an answer an hour of each other."""
    said: list[Record] = [thread(number, at, channel)]
    for nth, voice in enumerate(voices):
        said.append(
            activity(100 * number + nth, f"PAY-{number}", actor=voice, at=at + nth * timedelta(hours=1), bot=bot)
        )
    return said


def told(store: Store, *records: Record, now: datetime = NOW) -> list[tuple[str, date, int]]:
    """Eve owns the strategy, ana and bo an objective each; cleo owns a key result."""
    owners = {"S-1": "eve", "O-1": "ana", "O-2": "bo", "KR-1": "cleo"}
    levels = {"S": "strategy", "O": "objective", "K": "key_result"}
    pull(
        store,
        *(account(login) for login in ("eve", "ana", "bo", "cleo", "dee")),
        *(goal(key, level=levels[key[0]], owners=(f"jira:{who}",)) for key, who in owners.items()),
        *records,
    )
    with store.write() as tx:
        save_people(tx, PEOPLE)
    with store.read() as tx:
        return [(each.team, each.monday, each.threads) for each in facts(tx, now).escalations]


def test_threads_in_which_somebody_above_answers_are_counted_by_team_and_week(store: Store) -> None:
    last, before = NOW - 4 * DAY, NOW - 10 * DAY
    assert told(
        store,
        *talk(1, last, "dee", "eve", "eve"),
        *talk(2, last, "dee", "bo", "eve"),
        *talk(3, before, "dee", "eve"),
        *talk(4, last, "dee", "ana", channel="#web"),
    ) == [("pay", MONDAY - timedelta(weeks=1), 1), ("pay", MONDAY, 2), ("web", MONDAY, 1)]


def test_what_is_not_carried_upwards(store: Store) -> None:
    last = NOW - 4 * DAY
    assert (
        told(
            store,
            *talk(1, last, "dee", "ana"),  # of the team itself
            *talk(2, last, "dee", "cleo"),  # answers for a key result only
            *talk(3, last, "eve", "dee", "eve"),  # begun above
            *talk(4, last, "dee", "eve", channel="#lounge"),  # no team's channel
            *talk(5, last, "dee", "eve", bot=True),
            *talk(6, NOW - 100 * DAY, "dee", "eve"),  # long ago
            *talk(7, NOW, "dee", "eve"),  # of the week that still runs
            *(item(8, container="#pay", created_at=last), activity(800, "PAY-8", actor="eve", at=last + DAY)),
        )
        == []
    )


def test_weeks_begin_on_monday_at_midnight(store: Store) -> None:
    midnight = datetime(2026, 2, 23, tzinfo=NOW.tzinfo)
    assert told(store, *talk(1, midnight, "dee", "eve"), *talk(2, midnight - timedelta(seconds=1), "dee", "eve")) == [
        ("pay", MONDAY - timedelta(weeks=1), 1),
        ("pay", MONDAY, 1),
    ]


def test_who_owns_a_goal_that_is_over_is_above_nobody(store: Store) -> None:
    given = [*talk(1, NOW - 4 * DAY, "dee", "eve"), goal("S-1", level="strategy", owners=("jira:eve",), closed=True)]
    assert told(store, *given) == []


def test_decisions_are_told_by_persons(store: Store) -> None:
    names = ("jira:ana", "Bo@Example.com", "sheets:Cleo")
    one = Decision(source="sheets", id="d", at=date(2026, 2, 2), title="Go", place="Decisions!A2", owners=names)
    pull(store, account("ana"), one)
    with store.read() as tx:
        (found,) = decisions(tx)
    assert found.owners == ("ana@example.com", "bo@example.com", "sheets:Cleo")
