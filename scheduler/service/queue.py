"""What carries jobs to whoever does them. It decides nothing, and may lose anything."""

from typing import Protocol


class JobQueue(Protocol):
    """`by_container`: what one tool shows of several places is pulled by jobs of their own, so that many workers share it."""

    by_container: bool

    def submit(self, job: str, key: str) -> None:
        """Has it done once, unless it waits or is under way already. Returns at once."""

    def close(self, patience: float) -> None:
        """No more is begun; what is under way may come to an end for so many seconds."""
