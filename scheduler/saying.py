"""How each verb of a plan is said to its tool: the last step before the connector."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

import msgspec

from core.contract import Cells, CheckInRow, CheckIns, Comments, Labels, Links, Looked, Messages, Note, Pages
from core.plan import Operation, Target
from core.projection import addressee
from scheduler.hub import Hub
from store import accounts


def say(hub: Hub, batch: Sequence[Operation], looked: Looked | None = None) -> str | None:
    """The wanted end result, by the verb's own method, of the connector or of what has `looked` already; the tool's ref for
    what stands now. Only cells are said together. ConnectorError when the tool does not take it."""
    first = batch[0]
    target, connector = first.target, looked or hub.connect(first.target.tool)
    match target.verb:
        case "label":
            cast(Labels, connector).ensure_label(target.place, target.topic, first.body is not None)
            return None
        case "comment":
            return cast(Comments, connector).ensure_comment(target.place, _note(hub, first))
        case "link":
            return cast(Links, connector).ensure_link(target.place, _note(hub, first))
        case "message":
            return cast(Messages, connector).ensure_message(target.place, _note(hub, first))
        case "page":
            return cast(Pages, connector).ensure_page(target.place, _note(hub, first))
        case "check-in":
            row = msgspec.json.decode(first.body, type=CheckInRow) if first.body is not None else None
            return cast(CheckIns, connector).ensure_check_in(row, _note(hub, first))
        case "cells":
            cast(Cells, connector).ensure_cells(_rows(batch), erase=first.erase)
            return None


def _note(hub: Hub, operation: Operation) -> Note:
    return Note(
        mark=operation.mark,
        body=operation.body,
        ref=operation.ref,
        url=operation.url,
        to=_reader(hub, operation.target),
        parts=operation.parts,
        erase=operation.erase,
    )


def _reader(hub: Hub, target: Target) -> str | None:
    """The account, in the tool itself, of the person that a message is for."""
    if target.verb != "message":
        return None
    with hub.store.read() as tx:
        return accounts.account_of(tx, target.tool, addressee(target))


def _rows(batch: Sequence[Operation]) -> dict[str, dict[str, str]]:
    """Texts by goal and column."""
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for operation in batch:
        rows[operation.target.place][operation.target.topic] = operation.body or ""
    return rows
