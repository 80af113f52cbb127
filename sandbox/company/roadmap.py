"""How teams keep their GitHub beside the work itself: each piece is a card on one board, and a pull request is looked over
before it is merged.

Each of it is part of something that the same person does to the same piece at that moment anyway, and nothing draws from the
company's chance: what is planted, and who did what on which day, stay as they are.
"""

from datetime import datetime

from sandbox.github import Board, GitHubState
from sandbox.github.repository import Address

TITLE = "Roadmap"
TODO, DOING, DONE = "Todo", "In Progress", "Done"


class Roadmap:
    """The board's columns say what GitHub itself says of its issues: open, taken by somebody, closed."""

    def __init__(self, github: GitHubState, reviewer: str) -> None:
        """`reviewer` is the robot that looks over every pull request."""
        self._github, self._robot = github, reviewer
        self._board: Board | None = None
        self._cards: dict[Address, int] = {}

    @property
    def names(self) -> list[str]:
        """How the settings of a connector name the board."""
        return [f"{self._board.owner}/{self._board.number}"] if self._board else []

    def created(self, address: Address, by: str, at: datetime) -> None:
        if self._board is None:
            self._board = self._github.boards.create(address[0].partition("/")[0], TITLE, at=at)
        self._cards[address] = self._board.add(address, by=by, at=at)
        self.moved(address, at)

    def moved(self, address: Address, at: datetime) -> None:
        """To the column of its state."""
        if self._board and address in self._cards:
            issue = self._github.repos[address[0]].issues[address[1]]
            taken = issue["assignee"] or "pull_request" in issue
            column = DONE if issue["state"] == "closed" else DOING if taken else TODO
            self._board.set(self._cards[address], "Status", column, at=at)

    def reviewed(self, repo: str, number: int, by: str, at: datetime) -> None:
        """Nobody approves what they wrote themselves."""
        author = self._github.repos[repo].issues[number]["user"]["login"]
        reviewing = self._github.reviewing
        reviewing.review(repo, number, "COMMENTED", by=self._robot, body="All checks passed.", at=at)
        reviewing.review(repo, number, "COMMENTED" if author == by else "APPROVED", by=by, at=at)
