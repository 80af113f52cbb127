"""Who is who is said again whenever something that says it has changed, and whom nobody knows is listed."""

from datetime import timedelta

from sqlalchemy import text

from core.contract import Stream
from core.facts import PersonFact
from core.people import People, Person, Team
from core.records import Group, Profile
from store import Store, accounts
from store.facts import facts
from tests.store.samples import DAY, NOW, account, activity, finish, item, pull

ANA, BO = "ana@example.com", "bo@example.com"
MAP = People(
    people={ANA: Person(name="Ana", accounts=("github:ana-l",))}, teams={"pay": Team(groups=("jira:pay-devs",))}
)
GROUPS = Stream("groups", "", incremental=False, exhaustive=True)
DEVS = Group(source="jira", id="7", name="pay-devs", members=("ana", "bo"))


def resolve(store: Store, people: People = MAP) -> bool:
    with store.write() as tx:
        return accounts.save_people(tx, people)


def teams(store: Store) -> dict[str, str | None]:
    with store.read() as tx:
        return {row.person: row.team for row in accounts.persons(tx)}


def test_people_are_resolved_again_only_when_something_changed(store: Store) -> None:
    pull(store, account("ana"), item(1))
    assert resolve(store)
    assert not resolve(store)
    pull(store, account("ana"), item(1, title="New"), activity(1))
    assert not resolve(store)
    for record in (
        account("bo"),
        account("bo", name="Bo Ek"),
        DEVS,
        Profile(source="sheets", id="p", email=BO, place="x"),
    ):
        pull(store, record)
        assert resolve(store)
        assert not resolve(store)
    assert resolve(store, People())


def test_a_group_gives_a_team_until_it_is_gone(store: Store) -> None:
    pull(store, account("ana"), account("bo"))
    other = Group(source="jira", id="8", name="other")
    for hours, shown in ((0, (DEVS, other)), (1, (other,)), (2, (other,))):
        now = NOW + hours * timedelta(hours=1)
        pull(store, *shown, stream=GROUPS, now=now)
        finish(store, GROUPS, now)
        resolve(store)
        assert teams(store) == dict.fromkeys((ANA, BO), "pay" if hours < 2 else None)


def test_an_account_of_another_address_is_another_persons_once_resolved(store: Store) -> None:
    pull(store, account("ana"))
    resolve(store)
    pull(store, account("ana", email="new@example.com"))
    resolve(store)
    with store.read() as tx:
        assert tx.execute(text("SELECT person FROM accounts WHERE id = 'ana'")).scalar() == "new@example.com"


def test_persons_are_listed_with_their_teams_and_accounts(store: Store) -> None:
    pull(store, account("ana"), account("ana2", email=ANA), account("bo"), account("robot", bot=True), DEVS)
    pull(store, Profile(source="sheets", id="p", email="Cy@Example.com", place="People!A2", name="Cy", team="web"))
    resolve(store)
    with store.read() as tx:
        people = accounts.persons(tx)
    assert [(row.person, row.name, row.team, row.team_from, row.accounts) for row in people] == [
        (ANA, "Ana", "pay", "jira:pay-devs", {"github": ("ana-l",), "jira": ("ana", "ana2")}),
        (BO, "Bo", "pay", "jira:pay-devs", {"jira": ("bo",)}),
        ("cy@example.com", "Cy", "web", "People!A2", {}),
    ]


def test_unknown_are_active_people_of_nobody_who_did_something(store: Store) -> None:
    nobody = {"email": None}
    pull(
        store,
        *(account("ana"), account("zoe", **nobody), account("idle", **nobody), account("left", active=False, **nobody)),
        account("robot", bot=True, **nobody),
        *(activity(1), activity(2, actor="zoe"), activity(3, actor="left"), activity(4, actor="robot")),
        *(activity(5, actor="never-pulled"), activity(6, actor="never-pulled", at=NOW), activity(7, actor=None)),
        activity(8, actor="app", bot=True),
    )
    resolve(store)
    with store.read() as tx:
        strangers = accounts.unknown(tx)
    assert [(each.source, each.id, each.name, each.activities, each.newest) for each in strangers] == [
        ("jira", "never-pulled", "", 2, NOW),
        ("jira", "zoe", "Zoe", 1, NOW - DAY),
    ]


def test_a_name_that_somebody_wrote_down_keeps_nobody_active(store: Store) -> None:
    """Ana's account is closed; what the map names was never seen. Once it does something, it counts."""
    pull(store, account("ana", active=False))
    resolve(store)
    with store.read() as tx:
        assert facts(tx, NOW).people == (PersonFact(ANA, False, None),)
    pull(store, account("other", source="github"), activity(1, actor="ana-l", source="github"))
    with store.read() as tx:
        assert PersonFact(ANA, True, NOW - DAY) in facts(tx, NOW).people


def test_an_account_that_is_only_named_becomes_pulled(store: Store) -> None:
    resolve(store)
    pull(store, account("ana-l", source="github", email=None))
    resolve(store)
    with store.read() as tx:
        assert facts(tx, NOW).people == (PersonFact(ANA, True, None),)
        assert accounts.account_of(tx, "github", ANA) == "ana-l"


def test_hours_of_work_logs_are_kept(store: Store) -> None:
    pull(store, activity(1, hours=1.5), activity(2))
    with store.read() as tx:
        hours = tx.execute(text("SELECT hours FROM activities ORDER BY id")).scalars().all()
    assert hours == [1.5, None]


def test_a_person_has_left_the_tools_in_which_all_their_accounts_are_closed(store: Store) -> None:
    pull(store, account("ana", active=False), account("ana2", email=ANA), account("bo", active=False))
    resolve(store)
    with store.read() as tx:
        tools, left = accounts.reach(tx)
    assert tools[ANA] == {"jira", "github"}
    assert (left[ANA], left[BO]) == (frozenset(), frozenset(("jira",)))
    assert BO not in tools
