"""What a list of findings asks for, in an address and out of one."""

from typing import Any, get_args
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import QueryParams

from scheduler.listing import Asked, Grouping
from store.encoding import clean

LONGEST = 500  # characters of one value
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
TEXTS = ("severity", "goal", "team", "owner", "stage", "text", "after")


def asked_of(query: QueryParams) -> Asked:
    """What an address asks for; what it does not know is left out. Several detectors are one value."""
    texts: dict[str, Any] = {name: clean(query.get(name, ""))[:LONGEST].strip() for name in TEXTS}
    detectors = ",".join(clean(each)[:LONGEST] for each in query.getlist("detector") if each)
    group = next((each for each in GROUPINGS if each == query.get("group")), GROUPINGS[0])
    return Asked(**texts, detector=detectors, mine=bool(query.get("mine")), group=group)


def query_of(asked: Asked, **changes: Any) -> str:
    """The same as an address has it, with some of it changed; from the first page on unless `after` is one of them."""
    told = msgspec.to_builtins(msgspec.structs.replace(asked, **{"after": "", **changes}))
    return urlencode({name: "1" if value is True else value for name, value in told.items() if value})


def list_page(asked: Asked, **changes: Any) -> str:
    query = query_of(asked, **changes)
    return f"/findings?{query}" if query else "/findings"
