"""A tool with a REST interface as a connected tool: what the contract asks for, handed on to the pull of each source."""

from collections.abc import Iterator, Sequence

from connectors.rest.pages import pages
from connectors.rest.pull import pull
from connectors.rest.settings import RestSettings
from connectors.transport import Http
from core.contract import Identity, Refused, Stream, Wire
from core.records import Checkpoint, Record

STREAM = "items"


class Rest:
    """It has no verbs: where a note could stand in an unknown tool, nobody knows."""

    def __init__(self, settings: RestSettings, wire: Wire) -> None:
        self._sources = {source.name: source for source in settings.sources}
        self._signed_in = settings.token is not None
        self._http = Http(settings.base_url, tool="rest", wire=wire, headers=settings.headers())

    def check(self) -> Identity:
        """The first page of the first source."""
        first, *_ = self._sources.values()
        rows = next(pages(self._http, first, {})).rows
        account = "the account of the token" if self._signed_in else "nobody, without a token"
        detail = f"{len(rows)} items on the first page of {first.name}; sources: {', '.join(self._sources)}"
        return Identity(account=account, name=self._http.base_url, detail=detail)

    def streams(self) -> Sequence[Stream]:
        return [
            Stream(STREAM, name, incremental=source.since is not None, exhaustive=True)
            for name, source in self._sources.items()
        ]

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        if stream.name != STREAM or stream.container not in self._sources:
            raise Refused(f"rest: there is no stream {stream.name} of {stream.container}; check the setting sources")
        return pull(self._http, self._sources[stream.container], cursor)

    def close(self) -> None:
        self._http.close()
