"""Where the queue of many workers lies on PostgreSQL: tables of its own, in a schema of their own. What is due stands
in `streams` and `duties`; so all of this may be lost, or made anew."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from store.trouble import StoreError

SCHEMA = "fairlead_queue"
_JOBS, _WORKERS = f"{SCHEMA}.procrastinate_jobs", f"{SCHEMA}.procrastinate_workers"


def made_by(tx: Connection) -> str | None:
    """What `make` was told; None where there is no queue."""
    return tx.execute(text(f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')")).scalar()


def make(tx: Connection, maker: str, tables: str) -> None:
    """A new, empty queue with these tables, in the place of any other one. `maker` is a plain word."""
    try:
        tx.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        tx.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    except ProgrammingError as error:
        raise StoreError(
            f"the queue of the workers cannot be made: {str(error.orig).strip()}; let the hub's user make a schema: "
            "GRANT CREATE ON DATABASE … TO …"
        ) from error
    tx.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{maker}'"))
    tx.execute(text(_WITHIN))
    driver = tx.connection.driver_connection
    assert driver
    driver.execute(tables)  # many statements at once


def taken(tx: Connection) -> set[str]:
    """The locks of all that waits or is under way."""
    return set(tx.execute(text(f"SELECT lock FROM {_JOBS} WHERE status IN ('todo', 'doing')")).scalars())


def left_behind(tx: Connection, silent: float) -> bool:
    """Whether there are jobs or workers of which nothing was heard for so many seconds."""
    return bool(tx.execute(text(_LEFT_BEHIND), {"silent": silent}).scalar())


def end_left_behind(tx: Connection, silent: float) -> list[str]:
    """Their workers died, were paused or cut off: the locks of what is free for others now."""
    tx.execute(text(_WITHIN))  # for the triggers of these tables
    ended = tx.execute(text(_END), {"silent": silent}).scalars().all()
    tx.execute(text(f"DELETE FROM {_WORKERS} WHERE {_SILENT}"), {"silent": silent})
    return list(ended)


_WITHIN = f"SET LOCAL search_path TO {SCHEMA}"
_SILENT = "last_heartbeat < now() - :silent * interval '1 second'"
_ALONE = f"status = 'doing' AND NOT EXISTS (SELECT 1 FROM {_WORKERS} w WHERE w.id = worker_id AND NOT {_SILENT})"
_LEFT_BEHIND = (
    f"SELECT EXISTS (SELECT 1 FROM {_JOBS} WHERE {_ALONE}) OR EXISTS (SELECT 1 FROM {_WORKERS} WHERE {_SILENT})"
)
_END = f"DELETE FROM {_JOBS} WHERE {_ALONE} RETURNING lock"
