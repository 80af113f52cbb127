"""A text of a rule file as somebody has it before them: where it goes, what it was made from, and what is known of that."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import Form, HTTPException

from mappings import RulesError
from mappings.rules import digest
from scheduler.config import ConfigError
from scheduler.decisions import NotHandled
from scheduler.hub import Hub
from scheduler.rule_files import File, files, text_on_disk, told
from scheduler.rule_saving import Edit, text_of

KEPT = 64  # texts that were shown lately


@dataclass(frozen=True)
class Draft:
    """`base` is the digest of the text from which this one was made, `present` what stands there now."""

    file: File
    text: str
    base: str
    present: str

    @property
    def edit(self) -> Edit:
        return Edit(self.file.path, self.text, self.base, self.file.name)

    @property
    def stale(self) -> bool:
        """Somebody has saved another text since."""
        return self.base != digest(self.present)

    @property
    def changed(self) -> bool:
        return self.text != self.present


class Shown:
    """The texts that were shown lately, by digest: what somebody began with, be it on record or not."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def note(self, text: str) -> str:
        """Its digest."""
        with self._lock:
            self._texts[name := digest(text)] = text
            self._texts.move_to_end(name)
            while len(self._texts) > KEPT:
                self._texts.popitem(last=False)
        return name

    def find(self, hub: Hub, named: str) -> str | None:
        with self._lock:
            if found := self._texts.get(named):
                return found
        with hub.store.read() as tx:
            return text_of(tx, named)


SHOWN = Shown()
Sent = Annotated[str, Form()]


class Unread(NotHandled):
    """A rule file cannot be read; the text says why, and names no place."""


@contextmanager
def reading(hub: Hub) -> Iterator[None]:
    """Unread where a rule file is not there, or cannot be understood."""
    try:
        yield
    except (ConfigError, RulesError) as error:
        raise Unread(told(hub.config, str(error))) from None


def file_called(hub: Hub, name: str | None) -> File:
    """The rule file of this name, the hub's own without one. 404 when there is none."""
    known = files(hub.config)
    found = next((each for each in known if each.name == name or (not name and each.own)), None)
    if found is None:
        raise HTTPException(404)
    return found


def opened(hub: Hub, name: str | None, text: str | None = None) -> Draft:
    """The file as it stands, or another text made from that. Unread."""
    file = file_called(hub, name)
    with reading(hub):
        present = text_on_disk(hub.config, file)
    return Draft(file, present if text is None else text, SHOWN.note(present), present)


def sent(hub: Hub, name: str, text: str, base: str) -> Draft:
    """What a form holds. Browsers send line ends of their own. Unread."""
    file = file_called(hub, name)
    with reading(hub):
        present = text_on_disk(hub.config, file)
    lines = text.replace("\r\n", "\n")
    return Draft(file, lines.replace("\n", "\r\n") if "\r\n" in present else lines, base, present)
