"""What is wrong with the hub before all else, in one sentence, and what mends it. Pure."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from core.phrases import counted
from scheduler.service.state import ServiceState
from scheduler.service.words import Trouble, troubles

Mend = Literal["", "plan", "outbox", "again", "pull"]
"""Where somebody goes for it, or what they press."""
STOPPED, KEPT_UP = "failing", "late"


class Complaint(Struct, frozen=True):
    """`wrong` and `mend` are sentences without a full stop. `by` is what there is to press, `about` for what (`job key`, or a
    tool)."""

    wrong: str
    mend: str
    by: Mend = ""
    about: str = ""


class Verdict(Struct, frozen=True):
    """The gravest complaint first; none where all is well."""

    complaints: tuple[Complaint, ...]


def verdict(seen: ServiceState) -> Verdict:
    return Verdict(tuple(complaint for kind in _KINDS for complaint in kind(seen)))


def _configuration(seen: ServiceState) -> Iterator[Complaint]:
    if seen.configuration_problem:
        first = seen.configuration_problem.partition("\n")[0]
        yield Complaint(
            f"An edit of the configuration is not in force: {first}",
            "Mend the file and save it; within seconds it is taken up",
        )


def _nobody(seen: ServiceState) -> Iterator[Complaint]:
    if not seen.alive:
        was = f" (the last one was {seen.serving.host}, process {seen.serving.pid})" if seen.serving else ""
        yield Complaint(
            f"Nobody serves this hub{was}, so nothing is read and nothing is written",
            "Start `fairlead serve` there",
        )


def _denied(seen: ServiceState) -> Iterator[Complaint]:
    for tool, pause in seen.pauses.items():
        if pause.denied:
            mend = f"Put a valid one where [connectors.{tool}] says, and have it pulled now"
            yield Complaint(f"{tool} refuses the hub's credential: {pause.why}", mend, "pull", tool)


def _parked(seen: ServiceState) -> Iterator[Complaint]:
    for each in seen.duties:
        if each.parked:
            about = f"{each.job} {each.key}".rstrip()
            mend = "The log of the service tells why its process ended; mend that, then try again"
            yield Complaint(f"{about} was given up: {each.parked}", mend, "again", about)


def _halted(seen: ServiceState) -> Iterator[Complaint]:
    if seen.halted:
        yield Complaint(
            _sentence(seen.halted.partition(";")[0]), "When what it was for is mended, let it go on", "plan"
        )


def _failing(seen: ServiceState) -> Iterator[Complaint]:
    denied = {tool for tool, pause in seen.pauses.items() if pause.denied}
    for each in troubles(seen):
        if each.state == STOPPED and each.tool not in denied:
            again = f"It is tried again {each.again}" if each.again else "It is tried again by itself"
            mend = f"{again}; where that does not help, mend what the tool says, and have it pulled now"
            wrong = f"{each.tool} cannot be read ({_number(each)}): {each.error.rstrip('.')}"
            yield Complaint(wrong, mend, "pull", each.tool)


def _refused(seen: ServiceState) -> Iterator[Complaint]:
    for tool, states in seen.outbox.items():
        if number := states.get("dead"):
            wrong = f"{tool} refused {counted(number, 'write')} for good"
            yield Complaint(wrong, "Look why, mend that in the tool, and have them written again", "outbox", tool)


def _work(seen: ServiceState) -> Iterator[Complaint]:
    """What the guard holds is an error of nobody: it waits for somebody to look."""
    for each in seen.duties:
        if each.error and not each.parked and each.job not in ("pull", "discover"):
            mend = (
                "It is tried again by itself; look at the plan"
                if each.job == "apply"
                else "It is tried again by itself"
            )
            yield Complaint(f"{each.job}: {each.error.rstrip('.')}", mend, "plan" if each.job == "apply" else "")


def _late(seen: ServiceState) -> Iterator[Complaint]:
    for each in troubles(seen):
        if each.state == KEPT_UP and seen.alive:
            mend = "The hub is behind with reading; it goes on by itself, or have it pulled now"
            yield Complaint(f"{each.tool} is late ({_number(each)})", mend, "pull", each.tool)


def _number(each: Trouble) -> str:
    return counted(each.streams, "stream")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


_KINDS = (_configuration, _nobody, _denied, _parked, _halted, _failing, _refused, _work, _late)
