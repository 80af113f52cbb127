"""`routes list` and `routes test`: who is told of what, where and when."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.findings import Finding
from core.routes import Delivery, Route, Urgency
from fairlead import screen
from fairlead.output import document
from scheduler.delivering import Told, all_told, made_up, named, told
from scheduler.hub import Hub, open_hub
from scheduler.matching import read_matchers

WHEN: Mapping[Urgency, str] = {"now": "at once", "digest": "weekly digest", "never": "never"}
NOBODY = Text("Nobody is told: no route names a channel, the team has none, and [hub] has no alerts_channel.", "yellow")
ELSE = "what no route takes"


def list_(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        routes, counts = hub.config.routes, all_told(hub)
    taken = [sum(count for each, count in counts.items() if each.route == number) for number in _numbers(routes)]
    if json:
        shown = [{**msgspec.to_builtins(route), "findings": count} for route, count in zip(routes, taken, strict=True)]
        document(routes=shown)
    else:
        screen.stdout().print(_routes(routes, taken))


def test(config: Path, given: Sequence[str], json: bool) -> None:
    """`given` names one finding, or fields of one."""
    with open_hub(config) as hub:
        routes = hub.config.routes
        if not given:
            _show_all(routes, all_told(hub), json)
            return
        finding = _finding(hub, given)
        deliveries = told(hub, finding)
    if json:
        document(finding=_plain(finding), deliveries=[_told(each, routes) for each in deliveries])
    else:
        screen.stdout().print(_deliveries(deliveries, routes))


def _finding(hub: Hub, given: Sequence[str]) -> Finding:
    if len(given) == 1 and "=" not in given[0]:
        return named(hub, given[0])
    return made_up(hub, read_matchers(given))


def _show_all(routes: Sequence[Route], counts: Mapping[Delivery, int], json: bool) -> None:
    if json:
        document(routes=[{**msgspec.to_builtins(each), "findings": count} for each, count in counts.items()])
        return
    table = Table("findings", "channel", "when", "by", **screen.PLAIN)
    for each, count in counts.items():
        table.add_row(f"{count:,}", Text(each.channel), WHEN[each.urgency], Text(_by(each, routes)))
    screen.stdout().print(table if counts else NOBODY)


def _routes(routes: Sequence[Route], taken: Sequence[int]) -> RenderableType:
    table = Table("", "asks for", "channel", "when", "findings", **screen.PLAIN)
    for number, route, count in zip(_numbers(routes), routes, taken, strict=True):
        more = [*(() if route.mention else ("mentions nobody",)), *(("goes on",) if route.goes_on else ())]
        when = ", ".join([WHEN[route.urgency] if route.urgency else "by severity", *more])
        table.add_row(str(number), Text(_asks(route)), Text(route.channel or "the team's"), when, f"{count:,}")
    last = "The rest goes to the channel of the team, else to alerts_channel: critical at once, warning in the digest."
    return Group(table, Text(last, "dim")) if routes else Text(last)


def _deliveries(deliveries: Sequence[Told], routes: Sequence[Route]) -> RenderableType:
    table = Table("channel", "when", "at the earliest", "to", "by", **screen.PLAIN)
    for each in deliveries:
        at = f"{each.at:%a %-d %b %H:%M} {each.zone}" if each.at else "–"
        to = each.reader or "whoever runs the hub"
        row = (each.delivery.channel, WHEN[each.delivery.urgency], at, to, _by(each.delivery, routes))
        table.add_row(*map(Text, row))
    return table if deliveries else NOBODY


def _by(delivery: Delivery, routes: Sequence[Route]) -> str:
    if delivery.route is None:
        return ELSE
    return f"route {delivery.route}: {_asks(routes[delivery.route - 1])}"


def _asks(route: Route) -> str:
    return ", ".join(f'{name} = "{glob}"' for name, glob in route.matchers.items()) or "all"


def _numbers(routes: Sequence[Route]) -> Sequence[int]:
    return range(1, len(routes) + 1)


def _plain(finding: Finding) -> dict[str, Any]:
    seen = finding.observation
    about = {name: getattr(seen, name) for name in ("detector", "severity", "owner", "goal", "team")}
    return {"fingerprint": finding.fingerprint, "subject": seen.subject.key, **about}


def _told(each: Told, routes: Sequence[Route]) -> dict[str, Any]:
    asks = routes[each.delivery.route - 1].matchers if each.delivery.route else {}
    delivery = msgspec.to_builtins(each.delivery)
    return {**delivery, "asks": asks, "reader": each.reader, "zone": each.zone, "at": msgspec.to_builtins(each.at)}
