"""One repository and what stands in it."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.github.shapes import Payload

Address = tuple[str, int]  # a repository's full name and a number in it


@dataclass
class Repository:
    """`moved` says where a transferred issue went; events stand oldest first, each with its issue's number.

    `parents` and `blockers` are by the number of the issue that has them; both may live in other repositories. `closes` is by
    the number of the pull request. Nobody sees a `hidden` repository; one without `has_issues` answers for none.
    """

    id: int
    full_name: str
    owner: Payload
    issues: dict[int, Payload] = field(default_factory=dict)
    comments: dict[int, Payload] = field(default_factory=dict)
    events: list[tuple[int, Payload]] = field(default_factory=list)
    milestones: dict[int, Payload] = field(default_factory=dict)
    labels: dict[str, Payload] = field(default_factory=dict)
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    parents: dict[int, Address] = field(default_factory=dict)
    blockers: dict[int, list[Address]] = field(default_factory=dict)
    reviews: dict[int, dict[str, Any]] = field(default_factory=dict)
    review_comments: dict[int, Payload] = field(default_factory=dict)
    closes: dict[int, list[Address]] = field(default_factory=dict)
    hidden: bool = False
    has_issues: bool = True
    private: bool = False
    archived: bool = False
    fork: bool = False
    disabled: bool = False

    last_number: int = 0

    def next_number(self) -> int:
        self.last_number += 1
        return self.last_number

    def comments_on(self, number: int) -> list[Payload]:
        url = self.issues[number]["url"]
        return [comment for comment in self.comments.values() if comment["issue_url"] == url]
