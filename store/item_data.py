"""What only the JSON of an item `i` tells, for set-based SQL in either dialect. NULL where it tells nothing."""


def number(dialect: str, field: str) -> str:
    """The field as a number: what SQLite finds in JSON is one already."""
    found = words(dialect, field)
    return found if dialect == "sqlite" else f"CAST({found} AS DOUBLE PRECISION)"


def words(dialect: str, field: str) -> str:
    """The field as text."""
    return f"json_extract(i.data, '$.{field}')" if dialect == "sqlite" else f"CAST(i.data AS json) ->> '{field}'"
