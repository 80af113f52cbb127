"""What credentials may do beyond what is needed, and secrets that others can read, are told (S1, S22)."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.settings import ConnectorSettings, Secret
from core.contract import Connector, Identity, Plugin, Stream, Unauthorized, Wire
from core.records import Checkpoint, Record
from scheduler.config import load_config
from scheduler.hub import Hub
from scheduler.rights import excess, notes, tell_excess
from store import Store


class ChatSettings(ConnectorSettings):
    token: Secret


class Chat:
    """Its token may do more the less the hub does; a strange one is refused."""

    def __init__(self, settings: ChatSettings, wire: Wire) -> None:
        self._token, self._wire = settings.token.reveal().get_secret_value(), wire

    def check(self) -> Identity:
        if self._token == "strange":
            raise Unauthorized("who?")
        return Identity("U1", "chat", excess=("im:history", "chat:write") if self._wire.read_only else ("im:history",))

    def streams(self) -> Sequence[Stream]:
        return []

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Record | Checkpoint]:
        return iter(())

    def close(self) -> None:
        pass


def connected(settings: ChatSettings, wire: Wire) -> Connector:
    return Chat(settings, wire)


@contextmanager
def hub(folder: Path, mode: str, *tokens: str) -> Iterator[Hub]:
    """With a chat for each token: `chat0`, `chat1`."""
    text, plugins = f'[hub]\nmode = "{mode}"\n', {}
    for number, token in enumerate(tokens):
        file = folder / f"token{number}"
        file.write_text(token)
        file.chmod(0o600)
        text += f'[connectors.chat{number}]\nbase_url = "https://c.example"\ntoken = {{ file = "{file}" }}\n'
        plugins[f"chat{number}"] = Plugin(ChatSettings, (), connected)
    (folder / "config.toml").write_text(text)
    config = load_config(folder / "config.toml", plugins)
    made = Hub(config, Store.open(config.database), plugins, lambda: datetime(2026, 6, 17, tzinfo=UTC))
    try:
        yield made
    finally:
        made.close()


def test_it_is_told_once_per_tool_and_a_tool_that_refuses_us_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hub(tmp_path, "live", "good", "strange") as live:
        assert excess(live) == {"chat0": ("im:history",)}
        caplog.set_level(logging.WARNING)
        tell_excess(live)
    (told,) = caplog.messages
    assert told == "chat0: its credential may do more than the hub needs, take away: im:history"


def test_whoever_writes_nothing_needs_no_right_to_write(tmp_path: Path) -> None:
    with hub(tmp_path, "dry-run", "good") as dry:
        assert excess(dry) == {"chat0": ("im:history", "chat:write")}
        (note,) = notes(dry, "chat0", dry.connect("chat0").check())
    assert "as long as nothing is written there, take away: im:history, chat:write" in note


def test_a_file_that_others_can_read_is_named_with_its_setting(tmp_path: Path) -> None:
    with hub(tmp_path, "live", "good") as live:
        (tmp_path / "token0").chmod(0o644)
        first, second = notes(live, "chat0", live.connect("chat0").check())
    assert first == f"token: file {tmp_path}/token0 can be read by others than its owner: chmod 600 {tmp_path}/token0"
    assert "im:history" in second
