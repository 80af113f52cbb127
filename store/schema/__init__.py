"""The newest schema as SQL, for databases that are new: Alembic takes longer to import than most commands run.

`scripts/write_schema.py` writes the two files from the migrations, and a test holds them equal.
"""

from importlib.resources import files

from sqlalchemy import Connection

END = ";\n\n"


def create(tx: Connection) -> None:
    """All tables in an empty database, stamped with the revision that they are."""
    script = files(__package__).joinpath(f"{tx.dialect.name}.sql").read_text()
    for statement in script.removesuffix(END).split(END):
        tx.exec_driver_sql(statement)
