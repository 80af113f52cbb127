"""Use case: a person is erased from the hub (S24), and stays so when the tools tell of them again."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from core.erasure import Scrub, Traces, pseudonyms
from core.spelling import hint
from scheduler.actor import actor
from scheduler.config import Config
from scheduler.forgetting import NotErased
from scheduler.hub import Hub
from store import accounts, audit, forgotten, users
from store.care import erasing


class Forgotten(Struct, frozen=True):
    """`rows` by table named the person, who is `pseudonym` now. `remains` is what the hub cannot erase, with what to do."""

    pseudonym: str
    accounts: tuple[tuple[str, str], ...]
    rows: Mapping[str, int]
    remains: tuple[str, ...]


def erase_person(hub: Hub, email: str, *, dry_run: bool) -> Forgotten:
    """NotErased when nobody has this address, or a rule names it; StoreError when somebody else has the database open: a pull
    that is under way would bring them back."""
    rules = (hub.config.hub.rules, *(Path(each.file) for each in hub.config.rule_files))
    if places := list(_named(hub.config, rules, email)):
        raise NotErased(
            f"{', '.join(places)}: a rule names {email}, and would bring them back; take it out, then erase them"
        )
    found = _traces(hub, email)
    scrub = Scrub(found, hub.key)
    counts = erasing.count(hub.store, scrub)
    if not dry_run:
        with hub.store.whole("erased from"):
            with hub.store.write() as tx:
                forgotten.remember(tx, pseudonyms(found, hub.key))
                for each in found.emails:
                    users.remove(tx, each)  # or somebody would go on as the pseudonym
            erasing.erase(hub.store, scrub, actor(), hub.clock())
            with hub.store.write() as tx:
                audit.record(tx, hub.clock(), actor(), "erased", scrub.person)
    return Forgotten(scrub.person, found.accounts, counts, tuple(_remains(hub.config, found, counts)))


def _named(config: Config, files: Iterable[Path], email: str) -> Iterator[str]:
    """Each line as `file:number`."""
    for file in map(config.file, files):
        lines = file.read_text(errors="replace").splitlines() if file.exists() else []
        yield from (f"{file}:{number}" for number, line in enumerate(lines, 1) if email.lower() in line.lower())


def _traces(hub: Hub, email: str) -> Traces:
    with hub.store.read() as tx:
        found = erasing.traces(tx, email)
        known = [each.person for each in accounts.persons(tx)]
    if found is None:
        raise NotErased(f"nobody has the address {email}{hint(email, known, '`fairlead people list` shows everybody')}")
    return found


def _remains(config: Config, found: Traces, counts: Mapping[str, int]) -> list[str]:
    said = [
        f"{source}: the account {id_} and all that stands there; what is pulled of it later gets the pseudonym"
        for source, id_ in found.accounts
    ]
    files = [config.path, *filter(None, [config.hub.people])]
    said += [f"{place}: the configuration names them; take it out" for place in _named(config, files, found.emails[0])]
    if counts.get("intents"):
        said.append("notes of the hub in the tools may name them: the next `fairlead apply` writes those anew")
    return [
        *said,
        "titles and texts in the tools that name them come back when they change there",
        "backups and snapshots",
    ]
