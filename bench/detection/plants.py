"""Drift of known moments: what happens in the company, what the hub should tell of it, and within how many days."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from bench.detection.company import TEAMS, begin, measure, work
from bench.detection.script import DAYS, Piece, Script, day_of, works_on
from core.findings import SubjectKind
from core.records import Decision, Metric, Reading

Key = tuple[str, SubjectKind, str]
"""Detector, and kind and key of the subject, of a finding."""


class Plant(Struct, frozen=True):
    """The drift begins on day `planted`, ends on day `mended`, and its finding is due within `within` days: the detector's own
    threshold. It is a warning or worse, but for those that are `only_shown`. `follows` is what the same drift makes other
    detectors tell."""

    detector: str
    kind: SubjectKind
    key: str
    planted: int
    within: int
    mended: int = DAYS
    only_shown: bool = False
    follows: tuple[Key, ...] = ()


def company() -> tuple[Script, list[Plant]]:
    """The company with all its drift, each where it does not disturb the others."""
    script, plants = Script(), list[Plant]()
    begin(script)
    for plant in PLANTS:
        plants += plant(script)
    work(script, {who: range(*MOVED) for who in TEAMS["web"][1:]}, {"web": range(*GUESSED)})
    return script, plants


def unlinked(script: Script) -> Iterator[Plant]:
    for day, within in ((21, 3), (52, 5), (127, 3)):  # on Monday, Thursday and Tuesday: three working days
        piece = Piece(script, f"PAY-{script.next()}", title="Nobody asked for this", assignee="ana")
        piece.on(day, 9, category="doing")
        piece.on(day + 9, category="todo")
        yield Plant("D1", "item", f"jira:{piece.key}", day, within, day + 9)


def epic(script: Script, begun: int, **goal: object) -> Piece:
    """An initiative in Jira that is in progress, owned and steered by one person."""
    key = f"EPIC-{script.next()}"
    piece = Piece(script, key, "epic", title=f"[KR-1.1] Initiative {key}", assignee="bo").on(begun, category="doing")
    more = {
        "level": "initiative",
        "parent": "KR-1.1",
        "owners": ("bo@acme.test",),
        "source": "jira",
        "item": key,
        **goal,
    }
    script.goal(begun, key, **more)
    return piece


def stale(script: Script) -> Iterator[Plant]:
    for last in (42, 87, 120):
        piece = epic(script, last - 14)
        for day in range(last - 14, last + 1):
            script.touch(day, piece, "bo")
        closed = last + 20
        piece.on(closed, category="done")
        script.goal(closed, piece.key, closed=True)
        yield Plant("D2", "goal", piece.key, last, 14, closed)


def zombie(script: Script) -> Iterator[Plant]:
    for done in (37, 79, 142):
        piece = epic(script, done - 10)
        part = Piece(script, f"PAY-{script.next()}", title="The last part", parent=piece.key, assignee="eve")
        part.on(done - 8, category="doing")
        part.on(done, category="done")
        for day in range(done - 10, done + 15):
            script.touch(day, piece, "bo")
        piece.on(done + 14, category="done")
        script.goal(done + 14, piece.key, closed=True)
        yield Plant("D3", "goal", piece.key, done, 7, done + 14)


MOVED = (42, 63)


def starved(_script: Script) -> Iterator[Plant]:
    """Three of four people work for the other objective, for three weeks."""
    begun, ended = MOVED
    yield Plant("D4", "goal", "O-2", begun, 14, ended + 14)
    gaps: tuple[Key, ...] = (("D5", "goal", "O-1"), ("D5", "goal", "O-2"))
    yield Plant("D5", "company", "allocation", begun, 28, ended + 28, follows=gaps)


def shift(script: Script) -> Iterator[Plant]:
    """New targets that nobody follows, not even who said so."""
    changed = 112
    for key, share in (("O-1", 0.8), ("O-2", 0.2)):
        script.goal(changed, key, target_share=share)
    yield Plant("D6", "company", "allocation", changed, 21)
    agreed = Decision(
        source="sheets",
        id="agreed",
        at=day_of(changed + 2),
        title="We hand over what can wait",
        place="D!3",
        kind="commitment",
        goals=("O-2",),
        owners=("eve@acme.test",),
    )
    script.add(changed + 2, "sheets", agreed)
    yield Plant("D20", "goal", "O-2", changed, 21)


ENDED = 83


def outdated(script: Script) -> Iterator[Plant]:
    """A key result ends, and half of a week's touches of one person go on for it."""
    script.goal(0, "KR-2.9", level="key_result", parent="O-2", owners=("eve@acme.test",), effective_to=day_of(ENDED))
    piece = Piece(script, f"WEB-{script.next()}", title="[KR-2.9] What was begun", assignee="hal").on(
        60, category="doing"
    )
    for day in filter(works_on, range(60, 130)):
        script.touch(day, piece, "hal")
        script.touch(day, piece, "gil")
    piece.on(130, category="done")
    yield Plant("D7", "team", "web", ENDED, 15, 130 + 28)


def behind(script: Script) -> Iterator[Plant]:
    """A value that is not written any more: after 0.9 of the straight line it is told."""
    measure(script, "KR-1.1")
    stalled = 91
    measure(script, "KR-2.1", stalled)
    yield Plant("D8", "goal", "KR-2.1", stalled, 21)


def confident(script: Script) -> Iterator[Plant]:
    """Its owner is sure of the result that stalled, when its pace is well below 0.7."""
    script.goal(152, "KR-2.1", confidence=0.9)
    yield Plant("D9", "goal", "KR-2.1", 152, 0)


def blocked(script: Script) -> Iterator[Plant]:
    for day, within in ((14, 3), (101, 5), (149, 5)):
        piece = Piece(script, f"PAY-{script.next()}", title="[O-1] Waits", assignee="cy").on(day - 7, category="doing")
        piece.on(day, status="Blocked")
        piece.on(day + 9, category="done")
        yield Plant("D10", "item", f"jira:{piece.key}", day, within, day + 9)


def stuck(script: Script) -> Iterator[Plant]:
    """Nine pieces are begun at once and left lying, where everything else takes a week."""
    begun = 147
    for nth in range(9):
        who = TEAMS["pay"][nth % 4]
        piece = Piece(script, f"PAY-{script.next()}", title="[O-1] Begun and left", assignee=who).on(
            begun, category="doing"
        )
        piece.on(begun + 21, category="done")
    yield Plant("D11", "team", "pay", begun, 8, begun + 21)


def unowned(script: Script) -> Iterator[Plant]:
    for day, within in ((14, 2), (95, 4), (133, 2)):
        piece = Piece(script, f"PAY-{script.next()}", title="[O-1] Who?").on(day, category="doing")
        piece.on(day + 8, assignee="dan")
        piece.on(day + 9, category="done")
        yield Plant("D12", "item", f"jira:{piece.key}", day, within, day + 8)


def let_go(script: Script) -> Iterator[Plant]:
    """An initiative of two teams, of which one does not come back."""
    for left in (30, 59):
        piece = epic(script, left - 10)
        parts = [
            Piece(script, f"{team}-{script.next()}", title="A part", parent=piece.key, assignee=who)
            for team, who in (("PAY", "bo"), ("WEB", "hal"))
        ]
        mine, theirs = (part.on(left - 9, category="doing") for part in parts)
        for day in filter(works_on, range(left - 9, left + 30)):
            script.touch(day, mine, "bo")
            if day <= left:
                script.touch(day, theirs, "hal")
        for part in (mine, theirs, piece):
            part.on(left + 30, category="done")
        script.goal(left + 30, piece.key, closed=True)
        last = max(filter(works_on, range(left - 9, left + 1)))
        yield Plant("D14", "goal", piece.key, last, 14, left + 30)


def twice(script: Script) -> Iterator[Plant]:
    """Two teams write down the same."""
    for day, title in ((24, "Renew payment gateway certificates"), (117, "Import old customer addresses")):
        first, second = (
            Piece(script, f"{team}-{script.next()}", title=f"[{goal}] {title}", assignee=who)
            for team, goal, who in (("PAY", "O-1", "dan"), ("WEB", "O-2", "fay"))
        )
        first.on(day - 2, category="todo")
        second.on(day, category="todo")
        second.on(day + 8, category="done")
        first.on(day + 30, category="done")
        yield Plant("D15", "item", f"jira:{first.key}", day, 0, day + 8, only_shown=True)


def reading(subject: str, day: int, value: float) -> Reading:
    return Reading(source="sheets", id=f"{subject} {day}", place="M!3", subject=subject, at=day_of(day), value=value)


def outlived(script: Script) -> Iterator[Plant]:
    """A number is measured every Friday, for nothing any more from the day on which its key result ended."""
    metric = Metric(source="sheets", id="m1", key="calls", title="Calls answered", place="M!2", supports=("KR-2.9",))
    script.add(0, "sheets", metric)
    for friday in range(4, DAYS, 7):
        script.add(friday, "sheets", reading("calls", friday, 10.0 + friday))
    yield Plant("D18", "goal", "KR-2.9", ENDED, 28 + 6, only_shown=True)


def easy(script: Script) -> Iterator[Plant]:
    """Week by week more is finished that takes a day and serves nothing, while two urgent pieces lie."""
    urgent = [
        Piece(script, f"PAY-{script.next()}", title="[O-1] Urgent", priority="High", assignee="cy").on(
            60, category="doing"
        )
        for _ in range(2)
    ]
    friday, small = 81, list[str]()
    for week, number in enumerate((1, 3, 6)):
        for _ in range(number):
            piece = Piece(script, f"PAY-{script.next()}", title="Quickly done", assignee="ana")
            piece.on(friday + 7 * week, 9, category="doing").on(friday + 7 * week, 15, category="done")
            small.append(f"jira:{piece.key}")
    for piece in urgent:
        piece.on(97, category="done")
    yield Plant("D16", "team", "pay", friday, 21, 97, follows=tuple(("D1", "item", key) for key in small))


def nobody(script: Script) -> Iterator[Plant]:
    """Decisions that nobody stands beside."""
    for day in (25, 96):
        made = Decision(
            source="sheets", id=f"d{day}", at=day_of(day), title=f"Less of that from {day}", place=f"D!{day}"
        )
        script.add(day, "sheets", made)
        yield Plant("D21", "decision", f"sheets:d{day}", day, 0, day + 29)


def pulled_over(script: Script) -> Iterator[Plant]:
    """Four pieces in progress are moved to the other objective in the middle of a week, and no decision says so."""
    monday = 77
    for who in TEAMS["web"]:
        piece = Piece(script, f"WEB-{script.next()}", title="[O-2] Half a week", assignee=who).on(
            monday, category="doing"
        )
        for day in range(monday, monday + 5):
            script.touch(day, piece, who)
        piece.on(monday + 2, title="[O-1] Half a week")
        piece.on(monday + 7, category="done")
    yield Plant("D13", "team", "web", monday + 2, 0, monday + 7)


def slipping(script: Script) -> Iterator[Plant]:
    for day in (49, 105, 160):
        piece = Piece(script, f"PAY-{script.next()}", title="[O-1] Soon", assignee="dan", due=day_of(day - 9))
        piece.on(day - 20, category="doing")
        for slip in (14, 7, 0):
            piece.on(day - slip, due=day_of(day - slip + 6))
        piece.on(day + 6, category="done")
        yield Plant("D17", "item", f"jira:{piece.key}", day, 0, day + 6)


def hollow(script: Script) -> Iterator[Plant]:
    """An objective is published that nothing measures."""
    published = 70
    script.goal(
        published, "O-3", level="objective", parent="S-1", owners=("fay@acme.test",), effective_from=day_of(published)
    )
    script.goal(published + 10, "O-3", closed=True)
    yield Plant("D19", "goal", "O-3", published, 0, published + 10)


def alone(script: Script) -> Iterator[Plant]:
    """Pull requests that belong to nothing: from then on every second one."""
    begun, ended = 98, 126
    Piece(script, "WEB-9000", title="[O-2] What changes belong to").on(60, category="todo")
    for nth, day in enumerate(filter(works_on, range(70, 170))):
        named = not begun <= day < ended or nth % 2
        title = f"[O-2] Change {nth}{' for WEB-9000' if named else ''}"
        pull = Piece(script, f"acme/web#{nth + 1}", "pull_request", "github", title=title, author="fay", assignee="fay")
        pull.on(day, 11, category="doing")
        pull.on(day, 15, category="done", status="merged")
    yield Plant("D22", "team", "web", begun, 14, ended + 28)


GUESSED = (14, 35)


def guessed(_script: Script) -> Iterator[Plant]:
    """Four pieces a week, for a day each as they say; with the twelfth there are ten to judge by."""
    yield Plant("D24", "team", "web", GUESSED[0], 21)


def talked(script: Script) -> Iterator[Plant]:
    """Nobody talks about anything but the first objective: three threads a day, of which thirty are enough to judge by."""
    begun, ended = 133, 154
    for nth, day in enumerate(filter(works_on, range(begun, ended))):
        for hour in (9, 11, 14):
            thread = Piece(script, f"#pay/{nth}.{hour}", "thread", "slack", title="[O-1] What is left?")
            thread.on(day, hour, status="open", category="todo")
    for key in ("O-1", "O-2"):
        yield Plant("D23", "goal", key, begun, 14, ended + 14)


def let_lie(script: Script) -> Iterator[Plant]:
    """Both objectives begin with work that waits. Most of the one's is dropped after a month, little of the other's."""
    for key, planned, dropped in (("O-1", 10, 8), ("O-2", 9, 4)):
        for nth in range(planned):
            title = f"Planned at first {nth}"
            piece = Piece(script, f"{'PAY' if key == 'O-1' else 'WEB'}-{script.next()}", title=f"[{key}] {title}")
            piece.on(0, category="todo")
            if nth < dropped:
                piece.on(30, title=title)
            elif key == "O-2":
                piece.on(40, category="done")
    yield Plant("D25", "goal", "O-1", 30, 14, 90)


def unseen(script: Script) -> Iterator[Plant]:
    """A tool refuses the hub, on one evening."""
    script.failing[176]["github"] = "token expired"
    yield Plant("D26", "stream", "github/everything/github", 176, 0, 177)


PLANTS: tuple[Callable[[Script], Iterator[Plant]], ...] = (
    unlinked,
    stale,
    zombie,
    starved,
    shift,
    outdated,
    behind,
    confident,
    blocked,
    stuck,
    unowned,
    let_go,
    twice,
    easy,
    pulled_over,
    nobody,
    slipping,
    outlived,
    hollow,
    alone,
    guessed,
    talked,
    let_lie,
    unseen,
)
NOT_HERE: Mapping[str, str] = {}
"""Detectors without a plant in this life, with the reason."""
