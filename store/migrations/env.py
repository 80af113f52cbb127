"""Called by Alembic: migrations run inside the transaction that `upgrade` was given, all or nothing."""

from typing import Any, Literal

from alembic import context

from store.tables import Row


def plain_strings(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """A migration must not depend on SQLModel's own type for strings."""
    return "sa.String()" if kind == "type" and type(thing).__name__ == "AutoString" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=plain_strings,
)
context.run_migrations()
