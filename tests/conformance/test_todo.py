"""The whole test-suite of the connector `todo`."""

import json
from pathlib import Path

import pytest

from fairlead.testing import ConnectorConformance, Place, World
from tests.conformance.todo import plugin

NOON = "2026-03-02T12:00:00+00:00"


class TestTodo(ConnectorConformance):
    plugin = plugin
    writes = ("comment",)

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        file, notes = tmp_path / "tasks.jsonl", tmp_path / "tasks.notes"
        tasks = [{"id": str(number), "title": f"Task {number} of O-12", "changed": NOON} for number in range(3)]

        def save() -> None:
            file.write_text("\n".join([*map(json.dumps, tasks), "no task at all"]))

        def change() -> str:
            tasks[1]["title"] += ", again"
            save()
            return "TODO-1"

        def delete() -> str:
            del tasks[0]
            save()
            return "TODO-0"

        def comments(*, ours: bool) -> list[str]:
            said = json.loads(notes.read_text())
            return [text for mark, (item, text) in said.items() if item == "TODO-2" and (mark != "ada") == ours]

        save()
        notes.write_text(json.dumps({"ada": ["TODO-2", "Looks good"]}))
        place = Place("TODO-2", standing=lambda: comments(ours=True), foreign=lambda: comments(ours=False))
        return World(settings={"file": str(file)}, change=change, places={"comment": place}, delete=delete)
