"""Where the kit says a text through one verb of a connector, and looks at what stands there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import structs

from core.contract import Cells, CheckInRow, CheckIns, Comments, Labels, Links, Looking, Messages, Note, Pages
from core.parts import Part
from fairlead.testing.fixtures import Connect
from fairlead.testing.world import Place, Verb

MARK, URL = "5f1d0c9ab2e84477", "https://fairlead.example/findings/1"
DAY, BY = date(2026, 1, 2), "kit@example.org"
FIRST, SECOND = "This serves no goal yet.", "Its goal ended in March."


@dataclass(frozen=True)
class Saying:
    """One verb in the form of a note: `edits` where its text can change, and not only come and go."""

    protocol: type[Any]
    say: Callable[[Any, str, Note], str | None]
    edits: bool = True


def _label(connector: Labels, target: str, note: Note) -> None:
    connector.ensure_label(target, "fairlead-kit", note.body is not None)


def _cells(connector: Cells, target: str, note: Note) -> None:
    connector.ensure_cells({target: {"findings": note.body or ""}}, erase=note.erase)


def _check_in(connector: CheckIns, target: str, note: Note) -> str | None:
    """The text stands as its note."""
    row = CheckInRow(goal=target, day=DAY, by=BY, note=note.body) if note.body is not None else None
    return connector.ensure_check_in(row, note)


def _page(connector: Pages, target: str, note: Note) -> str | None:
    """A page is made of parts."""
    parts = note.parts or ((Part(note.body, title="Kit"),) if note.body else ())
    return connector.ensure_page(target, structs.replace(note, parts=parts))


SAYINGS: dict[Verb, Saying] = {
    "comment": Saying(Comments, lambda connector, target, note: connector.ensure_comment(target, note)),
    "label": Saying(Labels, _label, edits=False),
    "link": Saying(Links, lambda connector, target, note: connector.ensure_link(target, note)),
    "message": Saying(Messages, lambda connector, target, note: connector.ensure_message(target, note)),
    "cells": Saying(Cells, _cells),
    "check-in": Saying(CheckIns, _check_in),
    "page": Saying(Pages, _page),
}


class Desk:
    """One verb at its place. A new connector for each saying, as after a restart: nothing depends on memory."""

    def __init__(self, verb: Verb, place: Place, connect: Connect) -> None:
        self.verb, self.place, self._connect = verb, place, connect
        self.edits = SAYINGS[verb].edits

    @property
    def looks_ahead(self) -> bool:
        """Whether what is said through this verb may be looked for at many places at once."""
        return self.verb in ("comment", "label") and isinstance(self._connect(), Looking)

    def say(
        self, body: str | None, ref: str | None = None, *, read_only: bool = False, ahead: bool = False
    ) -> str | None:
        """`ahead`: after a look at the place that is none at this place alone."""
        connector: Any = self._connect(read_only=read_only)
        connector = connector.look([self.place.target]) if ahead else connector
        return SAYINGS[self.verb].say(connector, self.place.target, Note(MARK, body, ref, URL))

    def erase(self, ref: str | None) -> str | None:
        return SAYINGS[self.verb].say(
            self._connect(read_only=False), self.place.target, Note(MARK, None, ref, URL, erase=True)
        )

    def show(self, *parts: Part) -> str:
        """What a reader sees of a note with these parts."""
        assert self.place.shown
        SAYINGS[self.verb].say(
            self._connect(read_only=False), self.place.target, Note(MARK, FIRST, None, URL, parts=parts)
        )
        return self.place.shown()

    def shows(self, body: str) -> bool:
        """Exactly one text of ours stands there, and it says this; of a label that it is there."""
        standing = self.place.standing()
        return len(standing) == 1 and (not self.edits or body in standing[0])
