"""`rules diff`, `save`, `set`, `add`, `remove` and `history`: edits of the mapping rules, seen before they are done."""

import sys
from collections.abc import Callable, Mapping, Sequence
from os.path import relpath
from pathlib import Path
from typing import Any

import msgspec
from rich.table import Table
from rich.text import Text

from core.findings import Observation
from fairlead import changes, screen
from fairlead.commands.road import links_document, show_links
from fairlead.output import document, fail
from mappings import Ruleset, edits
from mappings.edits import EditError, Setting
from mappings.rules import digest
from mappings.typed import rule_of, setting, value_of
from scheduler.config import ConfigError
from scheduler.files import read_text
from scheduler.held_edits import hold
from scheduler.hub import Hub, open_hub
from scheduler.rule_changes import Preview, preview
from scheduler.rule_files import file_of_rule, load_rules, stands_for, with_candidate
from scheduler.rule_saving import Edit, Past, Saved, past_edits, save_rules, text_of

ONE_LINE = 100  # columns from which an edit fits one line, with its time


def diff(config: Path, file: Path | None, named: str | None, json: bool) -> None:
    with open_hub(config) as hub:
        path = stands_for(hub.config, file or Path(), named)
        edited, base = candidate(hub, file, path), digest(read_text(path))
        seen = preview(hub, edited) if json else _watched(hub, edited)
    if json:
        document(diff=_preview(seen), base={"file": str(path), "digest": base})
    else:
        screen.stdout().print(changes.rest_told(seen))
        if file:
            screen.stdout().print(f"It would replace {path}, whose digest is {base}.", style="dim", soft_wrap=True)


def _watched(hub: Hub, edited: Ruleset) -> Preview:
    """Where items go is shown at once: to judge them takes a while."""
    console = screen.stdout()
    return preview(hub, edited, tell=lambda seen: console.print(changes.moves_told(seen)))


def candidate(hub: Hub, file: Path | None, path: Path) -> Ruleset:
    """The rules as they would be with this file in place of that at `path`, else as they are on disk."""
    return with_candidate(hub.config, path, read_text(file), str(file)) if file else load_rules(hub)


def save(config: Path, file: Path, named: str | None, base: str | None, trial: bool, json: bool) -> None:
    with open_hub(config) as hub:
        path = stands_for(hub.config, file, named)
        edit = Edit(path, read_text(file), base or digest(read_text(path)), str(file))
        _save(hub, edit, trial, json)


def set_(config: Path, name: str, given: Sequence[str], trial: bool, json: bool) -> None:
    def change(text: str) -> str:
        return edits.with_values(text, name, [setting(each) for each in given])

    with open_hub(config) as hub:
        _change(hub, file_of_rule(hub.config, name), change, trial, json)


def add(config: Path, rule: dict[str, Any], named: str | None, trial: bool, json: bool) -> None:
    """`rule` holds what was typed, such as `goal` as text, `when` and `unless` as settings, `more` settings of its own."""
    with open_hub(config) as hub:
        add_rule(hub, lambda: _typed(rule), rule["id"], named, trial, json)


def add_rule(
    hub: Hub,
    rule: Callable[[], Mapping[str, Any]],
    name: str,
    named: str | None,
    trial: bool,
    json: bool,
) -> None:
    path = stands_for(hub.config, hub.config.hub.rules, named)
    if any(each.id == name for each in load_rules(hub).rules):
        fail(f'fairlead: there is a rule "{name}" already; `fairlead rules set` edits it')
    _change(hub, path, lambda text: edits.with_rule(text, rule()), trial, json)


def remove(config: Path, name: str, trial: bool, json: bool) -> None:
    with open_hub(config) as hub:
        path = file_of_rule(hub.config, name)
        _change(hub, path, lambda text: edits.without_rule(text, name), trial, json)


def history(config: Path, shown: str | None, json: bool) -> None:
    with open_hub(config) as hub, hub.store.read() as tx:
        past, text = past_edits(tx), text_of(tx, shown) if shown else None
    if shown and text is None:
        fail(f"fairlead: no text of a rule file has the digest {shown}; `fairlead rules history` names them")
    if json:
        document(**({"digest": shown, "text": text} if shown else {"edits": msgspec.to_builtins(past)}))
    elif text is not None:
        sys.stdout.write(text)
    else:
        console = screen.stdout()
        narrow = console.width < ONE_LINE
        console.print(_past(past, config.parent, narrow=narrow) if past else Text("No edit was saved yet.", "dim"))


def _past(past: Sequence[Past], folder: Path, *, narrow: bool) -> Table:
    """Digests are whole at any width: `--show` asks for one. Where it is narrow the time stands below the day."""
    table = Table(**screen.PLAIN)
    table.add_column("when", max_width=len("2026-01-31") if narrow else None)
    for heading in ("who", "file"):
        table.add_column(heading)
    for heading in ("from", "to"):
        table.add_column(heading, no_wrap=True)
    table.add_column("moved")
    for each in past:
        moved = ", ".join(f"{count:,} {kind}" for kind, count in each.moved.items()) or "nothing"
        table.add_row(
            *map(
                Text,
                (f"{each.at:%Y-%m-%d %H:%M}", each.actor, relpath(each.file, folder), each.before, each.after, moved),
            )
        )
    return table


def _typed(rule: dict[str, Any]) -> dict[str, Any]:
    goal: list[Setting] = [(("goal",), value_of(rule["goal"]))] if rule["goal"] else []
    tests = [((part, *path), value) for part in ("when", "unless") for path, value in map(setting, rule[part])]
    return rule_of(rule["id"], [*goal, *tests, *map(setting, rule["more"])])


def _change(hub: Hub, path: Path, change: Callable[[str], str], trial: bool, json: bool) -> None:
    before = read_text(path)
    try:
        after = change(before)
    except EditError as error:
        raise ConfigError(f"{path}: {error}") from None
    _save(hub, Edit(path, after, digest(before)), trial, json)


def _save(hub: Hub, edit: Edit, trial: bool, json: bool) -> None:
    before = read_text(edit.path)
    saved = save_rules(hub, edit, trial=trial)
    held = hold(hub, saved) if saved.held else None
    if json:
        document(
            diff=_preview(saved.preview),
            file=str(edit.path),
            before=digest(before),
            after=digest(edit.text),
            saved=saved.linked is not None,
            links=links_document(saved.linked) if saved.linked else None,
            held=held.digest if held else None,
        )
    else:
        _tell(saved, before)
    if held:
        fail(f"fairlead: not saved: {held.reason}. It waits: `fairlead rules approve {held.digest}`{_by(hub)} saves it")


def _by(hub: Hub) -> str:
    return " by somebody else (guard.four_eyes)" if hub.config.limits.four_eyes else ""


def _tell(saved: Saved, before: str) -> None:
    console, path = screen.stdout(), str(saved.edit.path)
    screen.print_difference(saved.edit.path, before, saved.edit.text)
    console.print("", changes.told(saved.preview))
    if saved.linked:
        console.print(f"Saved {path}, whose digest is now {digest(saved.edit.text)}.", markup=False, soft_wrap=True)
        show_links(saved.linked)
    elif saved.same:
        console.print(f"{path} says so already.", markup=False, soft_wrap=True)


def _preview(seen: Preview) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(seen)
    for part in ("opening", "closing"):
        built[part] = [_observation(each) for each in getattr(seen, part)]
    return built


def _observation(each: Observation) -> dict[str, Any]:
    return {
        "detector": each.detector,
        "subject": msgspec.to_builtins(each.subject),
        "severity": each.severity,
        "summary": each.summary,
        "owner": each.owner,
        "team": each.team,
        "goal": each.goal,
    }
