"""Issues of several repositories, made when they are asked for, so that a million of them take no memory, and changed at will.

Whatever is edited takes one step from waiting to being done to done. Each has a comment of its last change.
"""

import json
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.judging.company import WORDS
from bench.sync import issues

REPOSITORIES = [f"acme/r{number}" for number in range(10)]
MILESTONES, PEOPLE, TEAMS = issues.MILESTONES, 60, 6
DAY = 86_400
SPAN = 700 * DAY  # in which all issues were changed last
SETTLED = 2 * 60 * 60  # seconds before now in which nothing was changed yet
SHAPES = 200
STAGES = ("todo", "doing", "done")
OF_TWENTY = (7, 1)  # issues that wait, and that are being done
_MARK = 1_234_567


class Company:
    """`count` issues, numbered from 0 and spread evenly over repositories. `now` is in seconds since 1970."""

    def __init__(self, count: int, now: int) -> None:
        self._rng = random.Random(1)
        self._shapes = [[_shape(stage, number) for number in range(SHAPES)] for stage in range(len(STAGES))]
        self._edits: dict[int, int] = defaultdict(int)
        self._titles: dict[int, str] = {}
        self._listed: dict[str, list[tuple[int, int]]] = {name: [] for name in REPOSITORIES}
        self._updated: list[int] = []
        for number in range(count):
            self._add(now - SETTLED - SPAN + number * SPAN // count)

    def edit(self, count: int, now: int) -> Sequence[int]:
        """So many of them, drawn at random."""
        chosen = self._rng.sample(range(len(self._updated)), count)
        for number in chosen:
            self._edits[number] += 1
            self._updated[number] = now
        for place, name in enumerate(REPOSITORIES):
            moved = {number for number in chosen if number % len(REPOSITORIES) == place}
            if moved:
                rest = [each for each in self._listed[name] if each[1] not in moved]
                self._listed[name] = [*rest, *((now, number) for number in sorted(moved))]
        return chosen

    def twin(self, title: str, now: int) -> Sequence[str]:
        """Two teams begin the same work; where."""
        for _ in range(2):
            self._titles[len(self._updated)] = title
            self._add(now)
        last = len(self._updated)
        return [_repository(last - 2), _repository(last - 1)]

    def issues(self, repository: str, since: int, first: int, many: int) -> list[bytes]:
        """By their last change, oldest first."""
        return [self._issue(number) for _, number in self._changed(repository, since, first, many)]

    def comments(self, repository: str, since: int, first: int, many: int) -> list[bytes]:
        """Of each issue the newest one, oldest first."""
        return [_comment(repository, number, at) for at, number in self._changed(repository, since, first, many)]

    def milestones(self, repository: str) -> bytes:
        return json.dumps(issues.milestones()).replace(issues.REPO, repository).encode()

    def _add(self, now: int) -> None:
        number = len(self._updated)
        self._updated.append(now)
        self._listed[_repository(number)].append((now, number))

    def _changed(self, repository: str, since: int, first: int, many: int) -> list[tuple[int, int]]:
        listed = self._listed[repository]
        start = bisect_left(listed, (since,)) + first
        return listed[start : start + many]

    def _issue(self, number: int) -> bytes:
        updated, edits = self._updated[number], self._edits.get(number, 0)
        stage = 1 if number in self._titles else _stage(number, edits)
        title = self._titles.get(number) or " ".join(random.Random(number).choices(WORDS, k=7))
        created = updated - (0 if number in self._titles else DAY * (1 + number % 40))
        return self._shapes[stage][number % SHAPES] % {
            b"number": number,
            b"title": f"{title} {edits}".encode() if edits else title.encode(),
            b"repository": _repository(number).encode(),
            b"created": _iso(created),
            b"updated": _iso(updated),
        }


def people() -> Iterator[str]:
    """The lines of `people.toml`."""
    yield "".join(f"[teams.team-{number}]\n" for number in range(TEAMS))
    for number in range(PEOPLE):
        yield f'[people."person-{number}@example.com"]\nteam = "team-{number % TEAMS}"\n'
        yield f'accounts = ["github:person-{number}"]\n'


def _stage(number: int, edits: int) -> int:
    waiting, doing = OF_TWENTY
    first = 0 if (place := number // len(REPOSITORIES) % 20) < waiting else 1 if place < waiting + doing else 2
    return min(first + edits, 2)


def _repository(number: int) -> str:
    return REPOSITORIES[number % len(REPOSITORIES)]


def _shape(stage: int, number: int) -> bytes:
    """An issue with holes for what differs: those of one number are alike in all stages but for their state."""
    issue = issues.issue(_MARK, _MARK, random.Random(number))
    closed = STAGES[stage] == "done"
    person: dict[str, Any] = issue["user"] | {"login": f"person-{number % PEOPLE}"}
    issue |= {
        "title": "@title",
        "state": "closed" if closed else "open",
        "state_reason": "completed" if closed else None,
        "assignee": None if STAGES[stage] == "todo" else person,
        "assignees": [] if STAGES[stage] == "todo" else [person],
        "created_at": "@created",
        "updated_at": "@updated",
        "closed_at": "@updated" if closed else None,
    }
    text = json.dumps(issue).replace("%", "%%").replace(str(_MARK + 10_000_000), str(_MARK))
    text = text.replace(str(_MARK), "%(number)d").replace(issues.REPO, "%(repository)s")
    for name in ("title", "created", "updated"):
        text = text.replace(f"@{name}", f"%({name})s")
    return text.encode()


def _comment(repository: str, number: int, at: int) -> bytes:
    when = _iso(at).decode()
    told = {
        "id": number * 4_000_000_000 + at,
        "issue_url": f"https://api.github.com/repos/{repository}/issues/{number}",
        "user": {"login": f"person-{number % PEOPLE}", "type": "User"},
        "created_at": when,
        "updated_at": when,
        "body": "We looked at it, and it goes on as we said. " * 6,
    }
    return json.dumps(told).encode()


def _iso(seconds: int) -> bytes:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
