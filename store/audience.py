"""What an item is called where others may read it, for set-based SQL: `core.audience.title_of` of a row."""

from core.audience import PRIVATE_ITEM


def told_title(item: str = "i") -> str:
    """An expression for the title of the item that stands under this name in a query."""
    return f"CASE WHEN {item}.narrow THEN '{PRIVATE_ITEM}' ELSE {item}.title END"
