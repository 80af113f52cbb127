"""`halt` and `resume`: the kill switch."""

from pathlib import Path

import msgspec

from fairlead import screen
from fairlead.output import document
from scheduler.halting import halt as halt_writing
from scheduler.halting import resume as resume_writing
from scheduler.hub import open_hub


def halt(config: Path, reason: str, json: bool) -> None:
    with open_hub(config) as hub:
        standing = halt_writing(hub, reason)
    if json:
        document(halted=msgspec.to_builtins(standing))
    else:
        screen.stdout().print(f"{str(standing)[:1].upper()}{str(standing)[1:]}.", markup=False, soft_wrap=True)


def resume(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        ended = resume_writing(hub)
    if json:
        document(ended=msgspec.to_builtins(ended))
    else:
        told = "Writing may go on: `fairlead apply` does." if ended else "Nothing was halted."
        screen.stdout().print(told, markup=False)
