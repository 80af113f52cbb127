"""A tool with a REST interface as a connected tool: what the contract asks for, handed on to the pull of each source."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from connectors.rest.items import seen
from connectors.rest.pages import pages
from connectors.rest.pull import cursor_at, pull
from connectors.rest.settings import RestSettings, Source
from connectors.rotation import Rotating
from connectors.transport import Http
from core.contract import Identity, Refused, Seen, Stream, Wire
from core.records import Checkpoint, Record

STREAM = "items"


class Rest:
    """It has no verbs: where a note could stand in an unknown tool, nobody knows."""

    def __init__(self, settings: RestSettings, wire: Wire) -> None:
        self._sources = {source.name: source for source in settings.sources}
        self._signed_in = settings.token is not None
        self._http = _opened(settings, wire)

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
        return pull(self._http, self._source(stream), cursor)

    def census(self, stream: Stream) -> Iterator[Sequence[Seen]]:
        """The same pages as those of a full pull: nobody knows how an unknown tool would leave something out of them."""
        source, known = self._source(stream), set[str]()
        for page in pages(self._http, source, {}):
            shown = {found.id: found for found in (seen(source, entry) for entry in page.rows) if found}
            yield [found for id_, found in shown.items() if id_ not in known]
            known.update(shown)

    def cursor_at(self, stream: Stream, since: datetime) -> str | None:
        return cursor_at(self._source(stream), since)

    def _source(self, stream: Stream) -> Source:
        if stream.name != STREAM or stream.container not in self._sources:
            raise Refused(f"rest: there is no stream {stream.name} of {stream.container}; check the setting sources")
        return self._sources[stream.container]

    def close(self) -> None:
        self._http.close()


def _opened(settings: RestSettings, wire: Wire) -> Http:
    """Unauthorized when there is no token where the settings say one is."""
    if not settings.token:
        return Http(settings.base_url, tool="rest", wire=wire)
    token = Rotating(settings.token, "rest", "the token", settings.base_url, wire)
    headers, renew = (lambda: settings.headers(token())), token.refused
    return Http(settings.base_url, tool="rest", wire=wire, headers=headers, renew=renew)
