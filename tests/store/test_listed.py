"""Lists of findings: what the database filters, counts and cuts is what the core would say of each finding."""

from collections import Counter
from random import Random

import pytest
from msgspec.structs import replace

from core.findings import Finding, Observation, Subject
from core.handling import Handling, Silence
from core.reconcile import FindingChange
from core.stages import stage
from store import Store, findings, handlings, silences
from store.listed import Lists, Place, Sought, matching, values_of
from tests.store.samples import DAY, NOW

SEVERITIES = ("critical", "warning", "info")
QUIET = (
    Silence(id="a", matchers={"team": "CORE*", "detector": "D?"}, until=NOW + DAY, actor="ana", at=NOW),
    Silence(id="b", matchers={"owner": ""}, until=NOW - DAY, actor="ana", at=NOW - 2 * DAY),
    Silence(id="c", matchers={"subject": "jira:PAY-1[0-3]"}, until=NOW + DAY, actor="ana", at=NOW),
)


def plant(store: Store, seed: int = 5) -> tuple[list[Finding], dict[str, Handling]]:
    """Findings of all kinds with decisions of all kinds, in force or not."""
    chance = Random(seed)
    found = [_finding(chance, number) for number in range(120)]
    for child in chance.sample(range(120), 30):
        found[child] = _child(found[child], found[chance.randrange(120)])
    decided = {each.fingerprint: _decision(chance, each) for each in chance.sample(found, 60)}
    with store.write() as tx:
        findings.save_changes(tx, [FindingChange("opened", "", each) for each in found])
        handlings.save(tx, decided.values())
        for quiet in QUIET:
            silences.save(tx, quiet)
    return found, decided


def _finding(chance: Random, number: int) -> Finding:
    about = Subject("goal", f"O-{number}") if number % 10 == 0 else Subject("item", f"jira:PAY-{number}")
    seen = Observation(
        detector=f"D{chance.randint(1, 11)}",
        subject=about,
        severity=chance.choice(("critical", "warning", "info")),
        title=f"Straße {number}" if number % 7 == 0 else f"100% of {number}",
        says="stands still",
        since=NOW - number * DAY,
        owner=chance.choice((None, "ana@example.com", "ben@example.com")),
        goal=chance.choice((None, "O-1", "O-2", "K-1")),
        team=chance.choice((None, "core", "Core web", "pay")),
    )
    at = NOW - chance.randint(1, 9) * DAY
    gone = NOW if number % 11 == 0 else None
    return Finding(
        fingerprint=seen.fingerprint, observation=seen, first_seen=at, last_seen=NOW, opened_at=at, resolved_at=gone
    )


def _child(finding: Finding, parent: Finding) -> Finding:
    return finding if parent is finding else replace(finding, parent=parent.fingerprint)


def _decision(chance: Random, finding: Finding) -> Handling:
    return Handling(
        fingerprint=finding.fingerprint,
        state=chance.choice(("acknowledged", "snoozed", "exempt", "disputed")),
        actor="ana",
        at=NOW - chance.randint(0, 9) * DAY,
        until=chance.choice((None, NOW, NOW + DAY)),
        ends=chance.choice(("", "worse", "changed")),
        severity=chance.choice(("critical", "warning", "info")),
        evidence=chance.choice((finding.observation.digest, "else")),
    )


def open_ones(found: list[Finding]) -> list[Finding]:
    return [each for each in found if not each.resolved_at]


def worst_first(found: list[Finding]) -> list[str]:
    order = sorted(found, key=lambda f: (SEVERITIES.index(f.observation.severity), f.first_seen, f.fingerprint))
    return [each.fingerprint for each in order]


@pytest.mark.parametrize("seed", range(3))
def test_stages_are_those_of_the_core(store: Store, seed: int) -> None:
    found, decided = plant(store, seed)
    told = Counter(stage(each, decided.get(each.fingerprint), QUIET, NOW) for each in open_ones(found))
    with store.read() as tx:
        tallies = Lists(tx, Sought(), NOW).tallies()
        resolved = Lists(tx, Sought(resolved=True), NOW).tallies()["stage"]
        one = Lists(tx, Sought(facets={"stage": ["silenced"]}), NOW).names(200)
    assert {each.value: each.many for each in tallies["stage"]} == told
    assert [(each.value, each.many) for each in resolved] == [("resolved", 11)]
    assert len(one) == told["silenced"] > 0


def test_each_count_is_under_all_other_conditions(store: Store) -> None:
    found = open_ones(plant(store)[0])
    with store.read() as tx:
        sought = Sought(facets={"severity": ["critical"], "team": ["core", ""]}, words="STILL")
        tallies = Lists(tx, sought, NOW).tallies()
    critical = [each.observation for each in found if each.observation.severity == "critical"]
    assert {each.value: each.many for each in tallies["team"]} == Counter(each.team or "" for each in critical)
    inside = [each.observation.severity for each in found if (each.observation.team or "") in ("core", "")]
    assert {each.value: each.many for each in tallies["severity"]} == Counter(inside)
    assert sum(each.many for each in tallies["words"]) == inside.count("critical")
    assert tallies["all"][0].many == len(found)


def test_pages_join_to_the_whole_list_once(store: Store) -> None:
    found = open_ones(plant(store)[0])
    names = {each.fingerprint for each in found}
    with store.read() as tx:
        lists, last, seen = Lists(tx, Sought(), NOW), (), list[Place]()
        while page := lists.page(7, last):
            seen += page
            last = (page[-1].rank, page[-1].known, page[-1].fingerprint)  # type: ignore[assignment]
        heads = [each for each in found if each.parent not in names]
        assert [each.fingerprint for each in seen] == worst_first(heads)
        assert lists.names(500) == worst_first(found)
        folded = lists.folded([each.fingerprint for each in heads], 2)
    children = Counter(each.parent for each in found if each.parent in names)
    assert {each.group: each.many for each in folded} == {
        parent: many for parent, many in children.items() if parent in {each.fingerprint for each in heads}
    }


def test_groups_join_to_the_whole_list_once(store: Store) -> None:
    found = open_ones(plant(store)[0])
    with store.read() as tx:
        lists, last, groups = Lists(tx, Sought(), NOW), (), []
        while some := lists.groups("goal", 3, last):
            groups += some
            last = (some[-1].rank, -some[-1].many, some[-1].value)  # type: ignore[assignment]
        places = lists.grouped("goal", [each.value for each in groups], 2)
    assert [(each.rank, -each.many, each.value) for each in groups] == sorted(
        (each.rank, -each.many, each.value) for each in groups
    )
    names = {each.fingerprint for each in found}
    assert sum(each.many for each in groups) == sum(each.parent not in names for each in found)
    assert {each.value: min(2, each.many) for each in groups} == Counter(each.group for each in places)


@pytest.mark.parametrize(("words", "fits"), [("STRASSE still", 16), ("100%", 93), ("_", 0), ("' OR 1=1 --", 0)])
def test_words_are_sought_in_any_case_and_mean_themselves(store: Store, words: str, fits: int) -> None:
    plant(store)
    with store.read() as tx:
        assert len(Lists(tx, Sought(words=words), NOW).names(500)) == fits


def test_mine_is_what_i_own_and_what_is_at_my_goals(store: Store) -> None:
    found = open_ones(plant(store)[0])
    with store.read() as tx:
        lists = Lists(tx, Sought(mine=True, person="ana@example.com", theirs=["O-2", "O-20"]), NOW)
        names, tallies = lists.names(500), lists.tallies()
    mine = [
        each
        for each in found
        if each.observation.owner == "ana@example.com"
        or (each.observation.goal == "O-2" and each.observation.subject.kind != "goal")
        or each.observation.subject.key in ("O-2", "O-20")
    ]
    assert names == worst_first(mine)
    assert tallies["mine"][0].many == len(mine)


def test_what_a_silence_would_quiet(store: Store) -> None:
    found = open_ones(plant(store)[0])
    with store.read() as tx:
        assert matching(tx, {"team": "*core*"}) == sum(
            "core" in (each.observation.team or "").lower() for each in found
        )
        assert matching(tx, {"team": ""}) == sum(each.observation.team is None for each in found)
        assert values_of(tx, "owner") == ["", "ana@example.com", "ben@example.com"]
