"""From what is known to what should stand in the tools because of it: one function for each kind of note, nothing written.

The page comes last: it also tells what waits for an approval, and that follows from all else."""

from collections.abc import Iterator

from core.plan import Wanted
from core.projection.checkins import check_ins
from core.projection.dashboard import Pending, dashboard
from core.projection.disputes import disputes
from core.projection.known import Known, Reader, Routing
from core.projection.messages import messages
from core.projection.notes import cells, figures, notes
from core.projection.returns import returns
from core.projection.topics import addressee

__all__ = ["Known", "Pending", "Reader", "Routing", "addressee", "dashboard", "project"]


def project(known: Known) -> list[Wanted]:
    """Everything that should stand, each target once, but for pages."""
    return list(_all(known))


def _all(known: Known) -> Iterator[Wanted]:
    yield from notes(known)
    yield from cells(known)
    yield from figures(known)
    yield from messages(known)
    yield from returns(known)
    yield from disputes(known)
    yield from check_ins(known)
