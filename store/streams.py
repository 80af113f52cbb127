"""How the row of a stream is named in SQL: beside pulling and the census, which both keep what they know of it there."""

from typing import Any

from core.contract import Stream

THIS = "connector = :connector AND stream = :stream AND container = :container"


def names(connector: str, stream: Stream) -> dict[str, Any]:
    """The values of `THIS`."""
    return {"connector": connector, "stream": stream.name, "container": stream.container}
