"""Why a finding is told: shown to everybody who asks, as the message itself is."""

from sqlalchemy import Connection

from core.findings import Finding
from core.phrases import day
from core.presses import Press, Reply
from core.projection.why import why as told
from mappings import RulesError
from scheduler.answering.presser import Presser, finding_of
from scheduler.explaining import explained
from scheduler.handling import deeds, history
from scheduler.hub import Hub
from scheduler.knowing import known_of
from store import linking


def why(hub: Hub, press: Press, _who: Presser) -> Reply:
    with hub.store.read() as tx:
        finding = finding_of(tx, press.about.partition(" ")[0])
        events = deeds(history(tx, finding.fingerprint))
        return told(known_of(hub, tx, [finding]), finding, _road(hub, tx, finding), events)


def _road(hub: Hub, tx: Connection, finding: Finding) -> str:
    """How the item came to its goal, since when, and by which rules."""
    subject = finding.observation.subject
    found = linking.find(tx, subject.key) if subject.kind == "item" else None
    if found is None:
        return ""
    try:
        seen = explained(hub, tx, found)
    except RulesError:
        return "The rule files cannot be read now; `fairlead rules check` says why."
    edited = " The rules were edited since; that counts from the next mapping on." if seen.edited else ""
    since = next((f" It stands so since {day(each.since)}." for each in seen.links if each.until is None), "")
    return f"{seen.explanation.reason}.{since}{edited}"
