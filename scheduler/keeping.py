"""Use cases of whoever looks after the database: copies of it, and another one in its place."""

from contextlib import closing
from pathlib import Path

from msgspec import Struct

from scheduler.clock import Clock, system_clock
from scheduler.config import Config, ConfigError, load_config
from scheduler.key import key_file, key_of
from scheduler.plugins import discover, discover_detectors
from store import Store, keys
from store.care import backup, copying, upgrading
from store.care.checking import RESTORE, Complaint, Size, complaints, sizes


class Restored(Struct, frozen=True):
    """`aside` is where the database lies that stood there before, None if there was none. `schema` is that of the backup."""

    schema: str
    aside: Path | None


def configuration(path: Path) -> Config:
    return load_config(path, discover(), discover_detectors())


def back_up(path: Path, file: Path) -> int:
    """A copy of the hub's database in a new file, while the hub may be at work. Its size in bytes."""
    with closing(Store.open(configuration(path).database)) as store:
        return backup.backup(store, file)


def upgrade(path: Path, *, snapshots: bool) -> upgrading.Upgraded:
    with closing(Store.reach(configuration(path).database)) as store:
        return upgrading.upgrade(store, snapshots=snapshots)


def restore(path: Path, file: Path, *, other_key: bool, clock: Clock = system_clock) -> Restored:
    """Puts a backup in the place of the hub's database. ConfigError when the key file is another one than it was written with,
    unless that is meant; StoreError when it cannot be used, or a hub has the database open."""
    config = configuration(path)
    found = backup.look(file)
    upgrading.insist_on_known(found.schema)
    if not other_key and not _fits(config, found.key):
        raise ConfigError(
            f"{key_file(config)}: not the key with which the hub of {file} wrote, so it would find none of its notes again and "
            "write all of them anew: put that key back too, or go on with --other-key"
        )
    with closing(Store.reach(config.database)) as store:
        aside = backup.restore(store, file, clock())
    return Restored(found.schema, aside)


def copy(path: Path, target: str, watch: copying.Watch) -> dict[str, int]:
    """All that the hub knows into an empty database at `target`, compared with what is there; rows by table."""
    with closing(Store.open(configuration(path).database)) as source, closing(Store.reach(target)) as empty:
        return copying.copy(source, empty, watch)


class Checked(Struct, frozen=True):
    """What is wrong with the database, and how large its tables are; nothing of the latter while it cannot be read."""

    complaints: list[Complaint]
    sizes: list[Size]


def check(path: Path) -> Checked:
    """Changes nothing, and migrates nothing."""
    config = configuration(path)
    with closing(Store.reach(config.database)) as store:
        found = complaints(store)
        if found and found[0].mend == RESTORE:
            return Checked(found, [])
        with store.read() as tx:
            noted = keys.noted(tx)
            other = [] if _fits(config, noted) else [_other_key(config)]
            return Checked([*found, *other], sizes(tx))


def _other_key(config: Config) -> Complaint:
    what = f"{key_file(config)} is not the key with which this hub wrote last: it finds none of its notes"
    return Complaint(what, "put the right file back")


def _fits(config: Config, noted: str | None) -> bool:
    """None is made for this: a new key fits nothing."""
    return noted is None or (key_file(config).exists() and keys.fits(noted, key_of(config)))
