"""All that the API has."""

from web.api import (
    audit,
    by_hand,
    check_ins,
    detectors,
    findings,
    items,
    letters,
    people,
    plans,
    runs,
    service,
    silences,
    strategy,
    work,
)

RESOURCES = (
    strategy.router,
    findings.router,
    by_hand.router,
    items.router,
    silences.router,
    work.router,
    plans.router,
    runs.router,
    letters.router,
    audit.router,
    service.router,
    people.router,
    people.keys,
    check_ins.router,
    detectors.router,
)
