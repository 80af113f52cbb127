"""First use case: pull every stream of every tool into the store. Tools side by side, and so are the streams of one tool, so
that nobody waits for another's outage or limit."""

from collections.abc import Collection, Sequence
from functools import partial
from hashlib import blake2b

from pydantic import BaseModel

from core.contract import Connector, ConnectorError, Refused, Stream
from scheduler.config import ConfigError
from scheduler.hub import Hub
from scheduler.pulling import Terms
from scheduler.threads import side_by_side
from scheduler.told import Pulled, Watch
from scheduler.tool import Tool, failed
from store import Busy, items, roster
from store.census import take_census

DISCOVERY = Stream("discovery", "")
AS_ALWAYS = Terms()
# what decides neither what is read nor how it is understood
_HOW = frozenset(
    (
        *("token", "service_account", "app", "enabled", "read_only"),
        *("app_token", "signing_secret", "webhook_secret", "listen_on"),
        *("every_minutes", "schedule", "stream_minutes", "quiet", "jitter_seconds"),
        *("parallel", "census_hours", "seconds_between_writes"),
    )
)


def sync(hub: Hub, watch: Watch, only: Collection[str] = (), terms: Terms = AS_ALWAYS) -> list[Pulled]:
    """Pulls all streams, or those of the connectors in `only`. A failing stream fails alone, but the rest of a tool is left
    alone after a refused credential (repeated 401s may lock the account), when its limit is used up for longer than a call may
    wait, or when nothing answers from the start. So is a tool that somebody else is pulling.

    Ctrl-C ends each stream at its next checkpoint, or in the middle of a page that does not come.
    """
    names = asked(hub, only)
    forget_disabled(hub)
    tools = side_by_side(hub, [partial(_sync_tool, hub, name, watch, terms) for name in names], len(names))
    with hub.store.write() as tx:
        items.forget_texts(tx, hub.clock())
    return [pulled for tool in tools for pulled in tool]


def asked(hub: Hub, only: Collection[str]) -> list[str]:
    """The enabled connectors, or those that are named. ConfigError for a name that is none of them."""
    unknown = [name for name in only if name not in hub.tools]
    if unknown:
        raise ConfigError(
            f"{unknown[0]} is not an enabled connector of {hub.config.path}; there are {', '.join(hub.tools)}"
        )
    return [name for name in hub.tools if not only or name in only]


def _sync_tool(hub: Hub, name: str, watch: Watch, terms: Terms) -> list[Pulled]:
    try:
        with hub.store.alone(lock_of(name)):
            connector, streams, lost = discover(hub, name, terms)
            return [*pull(hub, name, connector, streams, watch, terms), *lost]
    except Busy:
        return [Pulled(name, DISCOVERY, error=f"another pull of {name} is under way; wait until it has ended")]
    except ConnectorError as error:
        return [Pulled(name, DISCOVERY, error=failed(hub, name, DISCOVERY, error))]


def lock_of(name: str, container: str | None = None) -> str:
    """What one process alone does: all of a tool, or what it shows of one place (empty: what has none)."""
    return f"sync {name}" if container is None else f"sync {name} {container}"


def discover(hub: Hub, name: str, terms: Terms = AS_ALWAYS) -> tuple[Connector, Sequence[Stream], list[Pulled]]:
    """What the tool shows: the hub's streams of it are these from now on. The last are those that it shows no more, which is
    trouble. ConnectorError where it does not say."""
    connector = hub.connect(name)
    streams = connector.streams()
    return connector, streams, _settle_streams(hub, name, streams, terms)


def pull(
    hub: Hub, name: str, connector: Connector, streams: Sequence[Stream], watch: Watch, terms: Terms = AS_ALWAYS
) -> list[Pulled]:
    """These streams of a tool."""
    return Tool(hub, name, connector, watch, terms).pull(streams, getattr(hub.config.connectors[name], "parallel", 1))


def forget_disabled(hub: Hub) -> None:
    """A connector that is not asked any more is not late either."""
    with hub.store.read() as tx:
        gone = roster.connectors(tx) - set(hub.tools)
    for name in gone:
        with hub.store.write() as tx:
            roster.retire(tx, name, ())


def _settle_streams(hub: Hub, name: str, streams: Sequence[Stream], terms: Terms) -> list[Pulled]:
    """Streams that the settings do not ask for any more are forgotten. Those that the tool stopped showing while the settings
    stayed the same are in trouble, as a right may be lost, until somebody says that they are gone."""
    with hub.store.write() as tx:
        changed = roster.start_over_if_new(tx, name, _reads_with(hub.config.connectors[name]))
        vanished = [] if changed else roster.vanished(tx, name, streams)
        for stream in [stream for stream in vanished if stream.container in terms.gone]:
            take_census(tx, name, stream, {}, hub.clock(), hub.clock(), believed=True)
            vanished.remove(stream)
        roster.retire(tx, name, [*streams, *vanished])
        roster.known(tx, name, streams, hub.clock())
        if changed:
            roster.hasten(tx, name, hub.clock())
    return [Pulled(name, stream, error=failed(hub, name, stream, _lost(name, stream))) for stream in vanished]


def _lost(name: str, stream: Stream) -> ConnectorError:
    return Refused(
        f"{name}: {stream.container} is not shown any more; give the hub's account back its right to see it, or say that it "
        f"is gone: fairlead sync --gone {stream.container}"
    )


def _reads_with(settings: BaseModel) -> str:
    """Names the settings that decide what is read and how it is understood; where a token stands is none of them."""
    told = settings.model_dump_json(exclude=set(_HOW))
    return blake2b(told.encode(), digest_size=16).hexdigest()
