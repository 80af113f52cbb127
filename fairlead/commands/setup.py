"""`init` and `doctor`: from nothing to a hub that can be trusted to see its tools."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.text import Text
from sqlalchemy import make_url

from fairlead.output import ERROR, OK, USAGE, document, fail
from fairlead.screen import stdout

TEMPLATES = {"config.example.toml": "config.toml", "mappings.toml": "mappings.toml", "people.toml": "people.toml"}


def init(folder: Path) -> None:
    """Copies the templates; a file that is there stays as it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for template, name in TEMPLATES.items():
            _say(_copy(template, folder / name))
    except OSError as error:
        fail(f"fairlead: {error.filename or folder} cannot be written: {error.strerror}; name a folder that is yours")
    where = "" if folder.resolve() == Path.cwd() else f" --config {folder / 'config.toml'}"
    _say(f"Next: edit {folder / 'config.toml'}, remove the tools that you do not use, run `fairlead doctor{where}`.")


def init_sheet(config: Path) -> None:
    """Tabs that are there stay as they are. Refused in dry-run, like everything that writes to a tool. Tools without a
    credential are passed over: the sheet is often the first that is set up."""
    from core.contract import ConnectorError, Templates
    from scheduler.hub import open_hub

    closed: list[str] = []
    with open_hub(config) as hub:
        for name in hub.tools:
            try:
                connector = hub.connect(name)
            except ConnectorError as error:
                closed.append(f"\n  {error}")
                continue
            if isinstance(connector, Templates) and not hub.is_read_only(name):
                made = connector.ensure_template()
                _say(f"{name}: made {', '.join(made)}" if made else f"{name}: every tab is there already")
                return
    fail(f"fairlead: {config} has no connector that can make a template; set up [connectors.sheets]{''.join(closed)}")


def _copy(template: str, path: Path) -> str:
    if path.exists():
        return f"{path} is there already and stays"
    path.write_text(files("fairlead.templates").joinpath(template).read_text())
    return f"{path} written"


def _say(text: str) -> None:
    stdout().print(text, markup=False, soft_wrap=True)


def doctor(config: Path, trust: Collection[str], json: bool) -> None:
    """Every check runs, whatever the others say; exit 1 when one fails. The tokens of connectors in `trust` are from now on for
    the addresses that these have."""
    from scheduler.checked import known_are
    from scheduler.confining import unfit
    from scheduler.hub import open_hub
    from scheduler.rule_files import load_rules

    checks: list[dict[str, Any]] = []
    with open_hub(config) as hub:
        if unknown := [name for name in trust if name not in hub.tools]:
            fail(
                f"fairlead: --trust {unknown[0]}: no such connector in {config}{known_are(unknown[0], hub.tools)}",
                USAGE,
            )
        hub.trusted.update(trust)
        _check(checks, "configuration", lambda: (str(config), ()))
        _check(checks, "database", lambda: (_database(hub), ()))
        _check(checks, "rules", lambda: (f"{len(load_rules(hub).rules)} rules", ()))
        for name in hub.tools:
            _check(checks, name, partial(_tool, hub, name))
        mode, halted = hub.config.hub.mode, hub.halted()
        warnings = unfit(hub) if checks[1]["ok"] else []
    if json:
        document(checks=checks, mode=mode, halted=halted, warnings=warnings)
    else:
        _show(checks, warnings, mode, halted)
    raise SystemExit(OK if all(check["ok"] for check in checks) else ERROR)


def _show(checks: Sequence[Mapping[str, Any]], warnings: Sequence[str], mode: str, halted: str | None) -> None:
    for check in checks:
        sign = ("✓", "green") if check["ok"] else ("✗", "red")
        stdout().print(Text.assemble(sign, f" {check['name']:14} {check['detail']}"), soft_wrap=True)
        for note in check["notes"]:
            stdout().print(Text.assemble(("! ", "yellow"), f"{check['name']:14} {note}"), soft_wrap=True)
    for warning in warnings:
        stdout().print(Text(warning, "yellow"), soft_wrap=True)
    stdout().print(f"mode: {mode}" + ("" if mode == "live" else ' (nothing is written; mode = "live" lets it write)'))
    if halted:
        stdout().print(Text(halted, "red"), soft_wrap=True)


def _database(hub: Any) -> str:
    hub.store.check()
    return make_url(hub.config.database).render_as_string(hide_password=True)


def _tool(hub: Any, name: str) -> tuple[str, Sequence[str]]:
    from scheduler.rights import notes

    who = hub.connect(name).check()
    reads = " · read-only, nothing is written there" if hub.is_read_only(name) else ""
    scopes = f" · scopes: {', '.join(who.scopes)}" if who.scopes else ""
    detail = f"{who.name} ({who.account}){' · ' + who.detail if who.detail else ''}{scopes}{reads}"
    return detail, notes(hub, name, who)


def _check(checks: list[dict[str, Any]], name: str, look: Callable[[], tuple[str, Sequence[str]]]) -> None:
    from fairlead.troubles import expected

    try:
        detail, notes = look()
        checks.append({"name": name, "ok": True, "detail": detail, "notes": list(notes)})
    except expected() as error:
        checks.append({"name": name, "ok": False, "detail": str(error), "notes": []})
