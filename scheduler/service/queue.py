"""What carries jobs to whoever does them. It decides nothing, and may lose anything."""

from collections.abc import Sequence
from typing import Protocol

from scheduler.service.due import Job


class JobQueue(Protocol):
    """`by_container`: what one tool shows of several places is pulled by jobs of their own, so that many workers share it."""

    by_container: bool

    def open(self) -> None:
        """Jobs may be begun from now on."""

    def submit(self, jobs: Sequence[Job]) -> None:
        """Has each done once, unless it waits or is under way already. Returns at once. StoreError when it is not there."""

    def close(self, patience: float) -> None:
        """No more is begun; what is under way may come to an end for so many seconds."""
