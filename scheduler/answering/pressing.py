"""One press: who it was, whether it has been answered before, and which use case it is for."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

from msgspec.structs import replace

from core.presses import Press, Reply, Said, Wrong
from mappings import RulesError
from scheduler.answering import checking_in, deciding, home, linking, reasoning
from scheduler.answering.presser import NotAnswered, Presser, presser
from scheduler.answering.refreshing import bring_up_to_date
from scheduler.config import ConfigError
from scheduler.decisions import NotHandled
from scheduler.hub import Hub
from scheduler.wishes import NotChosen
from store import StoreError, presses
from store.encoding import clean

log = logging.getLogger(__name__)

Answering = Callable[[Hub, Press, Presser], Reply]
LATER = "The hub could not do that just now, so nothing was done; its log says why. Please press again in a while."
OLD = "This button is of an older Fairlead; the next update of the message brings one that works."


def answer(hub: Hub, press: Press) -> Reply:
    """The reply, with the messages that tell of what was pressed brought up to date."""
    told = reply(hub, press)
    with suppress(StoreError):  # another process writes just now: the next plan has it
        bring_up_to_date(hub, [press])
    return told


def reply(hub: Hub, press: Press) -> Reply:
    """What is done about it is done once: a press that comes again is told the same. Raises nothing that people can mend."""
    try:
        return _replied(hub, press)
    except (NotHandled, NotChosen) as error:
        return _refused(press, str(error), getattr(error, "field", ""))
    except NotAnswered as error:
        return Said(str(error))
    except (ConfigError, RulesError, StoreError) as error:  # tells of paths, which is for admins only
        log.warning("%s was not done: %s", press.act, error)
        return Said(LATER)


def _replied(hub: Hub, written: Press) -> Reply:
    press = _storable(written)
    with hub.store.read() as tx:
        if (before := presses.said(tx, press.tool, press.id)) is not None:
            return Said(before)
        who = presser(hub, tx, press)
    return _ACTS.get(press.act, _unknown)(hub, press, who)


def _storable(press: Press) -> Press:
    """Without what no database keeps (NUL, lone surrogates): people's tools can send that."""
    fields = {name: clean(value) for name, value in press.fields.items()} if press.fields is not None else None
    return replace(press, id=clean(press.id), account=clean(press.account), about=clean(press.about), fields=fields)


def _refused(press: Press, why: str, field: str) -> Reply:
    """Beside its field, where a form can be mended."""
    text = f"{why[:1].upper()}{why[1:]}."
    return Wrong({field: text}) if press.fields and field in press.fields else Said(text)


def _checked_in(hub: Hub, press: Press, who: Presser) -> Reply:
    """A second answer to one question takes the place of the first, so that twice is as good as once."""
    told = checking_in.reply(hub, press, who.email)
    if isinstance(told, Said):
        with hub.store.write() as tx:
            presses.keep(tx, press.tool, press.id, hub.clock(), told.text)
    return told


def _unknown(_hub: Hub, _press: Press, _who: Presser) -> Reply:
    return Said(OLD)


_ACTS: Mapping[str, Answering] = {
    **dict.fromkeys(("acknowledge", "reopen", "snooze", "exempt", "dispute"), deciding.decide),
    "link": linking.link,
    "link-other": linking.link_other,
    "why": reasoning.why,
    **dict.fromkeys(("check-in", "check-in-other", "commit"), _checked_in),
    "home": home.show,
}
