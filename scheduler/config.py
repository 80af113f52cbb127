"""`config.toml`: read once, every key checked, every complaint with file, table, key and the mend."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from connectors.settings import Secret
from core.checkins import CheckInSettings
from core.contract import Plugin
from core.delivery import Alerts, is_zone
from core.detectors import BY_ID, Detectors
from core.guard import Limits
from core.loopback import is_loopback
from core.people import People
from core.routes import Route
from scheduler.checked import ConfigError, converted, known_are, validated
from scheduler.web_settings import WebSettings

__all__ = ["Config", "ConfigError", "HubSettings", "RuleFile", "load_config", "load_people", "people_map"]

TABLES = (
    "hub",
    "service",
    "web",
    "retention",
    "guard",
    "alerts",
    "routes",
    "dashboard",
    "check_ins",
    "rules",
    "detectors",
    "connectors",
)
LISTS = {"rules": "each file", "routes": "each route"}


class HubSettings(BaseModel):
    """Paths are relative to the configuration file. `mode = "dry-run"` sends nothing that changes a tool."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database: str = "sqlite:///fairlead.db"
    mode: Literal["dry-run", "live"] = "dry-run"
    rules: Path = Path("mappings.toml")
    people: Path | None = None
    key_file: Path = Path("fairlead.key")
    alerts_channel: str | None = None


class ServiceSettings(BaseModel):
    """How `fairlead serve` works. `listen_on` is where its pages answer, on this machine alone unless another address is named
    (empty: nowhere). Everything is judged at least every `judge_minutes`, because time alone makes work late. With PostgreSQL
    each process does `workers` jobs at once. `dead_man` is an address that is asked every minute as long as all is well."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    listen_on: str = Field(default="127.0.0.1:8787", pattern=r"^$|^\S+:\d{1,5}$", examples=["127.0.0.1:8787"])
    judge_minutes: float = Field(default=15.0, gt=0, le=1440)
    workers: int = Field(default=4, ge=1, le=64)
    log: Literal["text", "json"] = "text"
    dead_man: Secret | None = None

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on."""
        host, _, port = self.listen_on.rpartition(":")
        return (host.strip("[]"), int(port)) if port else None


class RetentionSettings(BaseModel):
    """How many days something is kept: saved plans, runs that were asked for and held edits of rules, what past messages said,
    texts of writes that others followed, the input that could not be read, and the reports that pages compare with."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    plans_days: int = Field(default=90, ge=7)
    messages_days: int = Field(default=180, ge=30)
    texts_days: int = Field(default=365, ge=30)
    unread_days: int = Field(default=90, ge=1)
    reports_days: int = Field(default=60, ge=14)


class DashboardSettings(BaseModel):
    """Where the alignment dashboard stands: in an issue of a GitHub repository, in an issue of a Jira project, in a tab of the
    connected spreadsheet. Nowhere without any."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: str = Field(default="Alignment dashboard", min_length=1, max_length=100)
    github: str | None = Field(default=None, pattern=r"^[\w.-]+/[\w.-]+$", examples=["acme/strategy"])
    jira: str | None = Field(default=None, pattern=r"^[A-Z][A-Z0-9_]+$", examples=["OPS"])
    sheets: bool = False

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Tool and place of each page."""
        found = (("github", self.github), ("jira", self.jira), ("sheets", "dashboard" if self.sheets else None))
        return tuple((tool, place) for tool, place in found if place)


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule file of a team: the goals it may lead to (globs of keys), and whether it may exempt items.

    Of several files the one with more `precedence` decides; the hub's own has 0, and goes before others with 0.
    """

    file: str
    goals: tuple[str, ...]
    exempt: bool = False
    precedence: int = 0


@dataclass(frozen=True)
class Config:
    """`connectors` holds the settings of the enabled connectors by name, `detectors` those given, by detector id.
    `rule_files` are those of teams, `routes` say who is told what, the first one first."""

    path: Path
    hub: HubSettings
    service: ServiceSettings
    web: WebSettings
    retention: RetentionSettings
    limits: Limits
    dashboard: DashboardSettings
    rule_files: tuple[RuleFile, ...]
    detectors: Mapping[str, msgspec.Struct]
    connectors: Mapping[str, Any]
    check_ins: CheckInSettings
    alerts: Alerts
    routes: tuple[Route, ...]

    def file(self, path: Path) -> Path:
        return self.path.parent / path.expanduser()

    @property
    def place(self) -> str:
        """Where people reach the pages."""
        host, port = self.service.address or ("127.0.0.1", 8787)
        return self.web.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def database(self) -> str:
        """The database's URL, with a relative SQLite path made absolute."""
        kind, _, path = self.hub.database.partition("sqlite:///")
        return self.hub.database if kind or not path else f"sqlite:///{self.file(Path(path)).resolve()}"


def load_config(path: Path, plugins: Mapping[str, Plugin], known: Detectors = BY_ID) -> Config:
    """The whole configuration, or ConfigError with everything that is wrong with it."""
    tables = _read(path)
    where = str(path)
    _refuse_unknown(where, tables)
    connectors: dict[str, Any] = {}
    for name, table in tables.get("connectors", {}).items():
        if name not in plugins:
            raise ConfigError(f"{where}: [connectors.{name}]: no such connector{known_are(name, plugins)}")
        settings = validated(where, f"connectors.{name}", plugins[name].settings, table)
        if getattr(settings, "enabled", True):
            connectors[name] = settings
    detectors = {}
    for name, table in tables.get("detectors", {}).items():
        if name not in known:
            raise ConfigError(f"{where}: [detectors.{name}]: no such detector{known_are(name, known)}")
        detectors[name] = converted(where, f"detectors.{name}", known[name].settings, table)
    hub = validated(where, "hub", HubSettings, tables.get("hub", {}))
    service = validated(where, "service", ServiceSettings, tables.get("service", {}))
    web = _web(where, tables.get("web", {}), service)
    retention = validated(where, "retention", RetentionSettings, tables.get("retention", {}))
    limits = converted(where, "guard", Limits, tables.get("guard", {}))
    dashboard = _dashboard(where, tables.get("dashboard", {}), tables.get("connectors", {}))
    files = converted(where, "rules", tuple[RuleFile, ...], tables.get("rules", []))
    check_ins = converted(where, "check_ins", CheckInSettings, tables.get("check_ins", {}))
    alerts = converted(where, "alerts", Alerts, tables.get("alerts", {}))
    routes = tuple(_route(where, *each, known) for each in enumerate(tables.get("routes", []), 1))
    return Config(
        path, hub, service, web, retention, limits, dashboard, files, detectors, connectors, check_ins, alerts, routes
    )


def _web(where: str, table: Any, service: ServiceSettings) -> WebSettings:
    """Beyond this machine nobody is let in unknown, and no password or cookie travels in the clear."""
    settings: WebSettings = validated(where, "web", WebSettings, table)
    if not settings.pages or not service.address or is_loopback(service.address[0]):
        return settings
    here = f'listen on 127.0.0.1 alone ([service] listen_on = "127.0.0.1:{service.address[1]}")'
    if not settings.sign_in:
        raise ConfigError(
            f"{where}: [web] sign_in: false lets everybody in who reaches {service.listen_on}; take it out, or {here}"
        )
    if not (settings.public_url or "").startswith("https://"):
        raise ConfigError(
            f"{where}: [web] public_url: passwords would travel in the clear to {service.listen_on}; name the https address of "
            f"what ends TLS before it, or {here}, or serve health, numbers and webhooks alone (pages = false)"
        )
    return settings


def _dashboard(where: str, table: Any, connectors: Mapping[str, Any]) -> DashboardSettings:
    """A tool that is switched off keeps its place; one that is not connected has none."""
    settings: DashboardSettings = validated(where, "dashboard", DashboardSettings, table)
    for tool, _ in settings.places:
        if tool not in connectors:
            raise ConfigError(
                f"{where}: [dashboard] {tool}: there is no table [connectors.{tool}]; add it or leave this out"
            )
    return settings


def _route(where: str, number: int, table: Any, known: Detectors) -> Route:
    """Complaints name it by its number, for it has no name."""
    route = converted(where, f"routes {number}", Route, table)
    if route.detector is not None and not any(
        fnmatchcase(each.casefold(), route.detector.casefold()) for each in known
    ):
        raise ConfigError(
            f'{where}: [routes {number}] detector: "{route.detector}" matches none{known_are(route.detector, known)}'
        )
    return route


def load_people(path: Path) -> People:
    """The people map, or ConfigError naming the place."""
    return people_map(str(path), _read(path))


def people_map(where: str, tables: Mapping[str, Any]) -> People:
    """The people map that a file's tables are. `where` is how complaints name the file."""
    people = converted(where, "", People, tables)
    for email, person in people.people.items():
        if person.zone and not is_zone(person.zone):
            raise ConfigError(
                f'{where}: [people."{email}"] zone: "{person.zone}" is no time zone; write one such as "Europe/Berlin"'
            )
        if person.team is not None and person.team not in people.teams:
            raise ConfigError(
                f'{where}: [people."{email}"] team: no table [teams.{person.team}]; add it or name another team'
            )
    return people


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; `fairlead init` writes one to start from") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: not valid TOML: nested too deeply") from None
    except ValueError as error:  # a date or number out of range too
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _refuse_unknown(where: str, tables: Mapping[str, Any]) -> None:
    for key, table in tables.items():
        if key not in TABLES:
            raise ConfigError(f"{where}: [{key}]: unknown table{known_are(key, TABLES)}")
        if key in LISTS and not isinstance(table, list):
            raise ConfigError(f"{where}: [{key}]: write {LISTS[key]} under a header [[{key}]] of its own")
        if key not in LISTS and not isinstance(table, dict):
            raise ConfigError(f"{where}: [{key}]: should be a table, under a header of its own")
