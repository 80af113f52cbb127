"""The company as it would be without drift: two teams, two objectives, a piece of work a week for everybody."""

from collections.abc import Mapping
from typing import Any

from bench.detection.script import DAYS, Piece, Script, day_of, works_on
from core.records import Account, Decision

TEAMS = {"pay": ("ana", "bo", "cy", "dan"), "web": ("eve", "fay", "gil", "hal")}
SERVES = {"pay": "O-1", "web": "O-2"}
CHIEF = "ana@acme.test"
PEOPLE = "".join(
    f'[people."{who}@acme.test"]\nteam = "{team}"\naccounts = ["jira:{who}", "github:{who}"]\n'
    for team, members in TEAMS.items()
    for who in members
) + "".join(f"[teams.{team}]\n" for team in TEAMS)


def begin(script: Script) -> None:
    """Accounts, the strategy with a trade-off for each objective, and key results on their way."""
    for who in (who for members in TEAMS.values() for who in members):
        for source in ("jira", "github"):
            script.add(0, source, Account(source=source, id=who, name=who, email=f"{who}@acme.test"))
    lasting = {"effective_from": day_of(0), "effective_to": day_of(DAYS + 60)}
    script.goal(0, "S-1", level="strategy", owners=(CHIEF,), **lasting)
    for team, key in SERVES.items():
        owner = f"{TEAMS[team][0]}@acme.test"
        script.goal(0, key, level="objective", parent="S-1", owners=(owner,), target_share=0.5, **lasting)
        weighed = Decision(
            source="sheets",
            id=f"not-{key}",
            at=day_of(0),
            title="What waits",
            place="D!1",
            kind="trade-off",
            goals=(key,),
            owners=(CHIEF,),
        )
        script.add(0, "sheets", weighed)
        result = f"KR{key[1:]}.1"
        measured = {"start": 0.0, "target": 100.0, "current": 5.0, "confidence": 0.7}
        script.goal(0, result, level="key_result", parent=key, owners=(owner,), **lasting, **measured)


def measure(script: Script, key: str, last: int = DAYS) -> None:
    """Every Monday the value is written that the straight line reaches eight days later, until nobody does so any more."""
    for monday in range(7, last, 7):
        script.goal(monday, key, current=round(100 * (monday + 9) / (DAYS + 61), 2))


def work(script: Script, moves: Mapping[str, range], guesses: Mapping[str, range]) -> None:
    """Everybody begins a piece on Monday, touches it each day and ends it on the next Monday. Persons named in `moves` work for
    the other team's objective in these days, and teams in `guesses` estimate a day for each piece of theirs."""
    for team, members in TEAMS.items():
        for who in members:
            for monday in range(0, DAYS, 7):
                goal = "O-1" if monday in moves.get(who, ()) else SERVES[team]
                fields: dict[str, Any] = {"estimate": 1.0} if monday in guesses.get(team, ()) else {}
                key = f"{team.upper()}-{script.next()}"
                piece = Piece(script, key, title=f"[{goal}] A week of {who}", assignee=who, author=who, **fields)
                _week(script, piece, who, monday)


def _week(script: Script, piece: Piece, who: str, monday: int) -> None:
    piece.on(monday, 9, category="todo")
    piece.on(monday, 10, category="doing")
    for day in range(monday, min(monday + 5, DAYS)):
        assert works_on(day)
        script.touch(day, piece, who)
    if monday + 7 < DAYS:
        piece.on(monday + 7, 11, category="done")
