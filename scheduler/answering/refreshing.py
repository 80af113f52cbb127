"""Messages that tell of what was just decided, brought up to date at once: the same plan and the same outbox, of these only.

Whoever pressed has asked for exactly this, so it needs no other approval. What cannot be written now is for the next `apply`:
what should stand is always computed anew, and nothing is lost.
"""

import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress

from core.contract import ConnectorError, Conversing
from core.plan import Target
from core.presses import Press
from scheduler.answering.home import home_of
from scheduler.applying import insist_on_writing
from scheduler.approving import NotApproved
from scheduler.hub import Hub
from scheduler.planning import plan_writes
from scheduler.writing import ANSWERS, Writing
from store import audit, outbox
from store.account_holders import called, holder


def bring_up_to_date(hub: Hub, presses: Sequence[Press]) -> int:
    """How many messages were. What the hub may not write now stays as it is; StoreError when another `apply` is at it."""
    try:
        insist_on_writing(hub)
    except NotApproved:
        return 0
    _show_homes(hub, presses)
    if not (targets := _targets(hub, presses)):
        return 0
    with hub.store.alone(ANSWERS):
        return _carry_out(hub, presses, targets)


def _show_homes(hub: Hub, presses: Sequence[Press]) -> None:
    """What was pressed on somebody's own page shows there."""
    for tool, account in dict.fromkeys((each.tool, each.account) for each in presses if not each.ref):
        connector = hub.connect(tool)
        with hub.store.read() as tx:
            who = holder(tx, tool, account)
        if isinstance(connector, Conversing) and who and who.person:
            with suppress(ConnectorError):
                connector.show_home(account, home_of(hub, who.person, tool))


def _targets(hub: Hub, presses: Sequence[Press]) -> set[Target]:
    """Messages that stand in the tool of a press, and were pressed or tell of the same."""
    with hub.store.read() as tx:
        standing = outbox.standing(tx)
    pressed = {(each.tool, each.ref) for each in presses if each.ref}
    about = {(each.tool, each.about.partition(" ")[0]) for each in presses}
    return {
        target
        for target, note in standing.items()
        if target.verb == "message" and ((target.tool, note.ref) in pressed or _tells(target, note.findings, about))
    }


def _tells(target: Target, findings: Sequence[str], about: Collection[tuple[str, str]]) -> bool:
    return any((target.tool, each) in about for each in findings)


def _carry_out(hub: Hub, presses: Sequence[Press], targets: Collection[Target]) -> int:
    planned = plan_writes(hub)
    operations = [each for each in planned.plan.operations if each.target in targets]
    if not operations or planned.learning:
        return 0
    writing = Writing(hub, secrets.token_hex(4))
    with hub.store.write(durable=True) as tx:
        intents = outbox.record_intents(tx, operations, writing.run, hub.clock(), approved=True)
        for press in presses:
            actor = called(tx, press.tool, press.account)
            audit.record(tx, hub.clock(), actor, "pressed", f"run {writing.run}", None, f"{press.act} {press.about}")
    writing.carry_out(intents)
    return sum(writing.done.values())
