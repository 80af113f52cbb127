"""Titles as keys: what a row is known by that names no ID."""

import re
from hashlib import blake2b


def derived_key(tab: str, title: str) -> str:
    """The key of a row that names none: it stays while tab and goal keep their titles."""
    return f"{slug(tab)}/{slug(title)}"


def slug(title: str) -> str:
    """A title without letters or digits (emoji) is known by its digest."""
    words = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    return words or blake2b(title.encode(), digest_size=6).hexdigest()
