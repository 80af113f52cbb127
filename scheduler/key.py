"""The secret behind the hub's marks: a file beside the configuration, readable by its owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from scheduler.config import Config, ConfigError

KEY_BYTES = 32


def key_of(config: Config) -> bytes:
    """Made at first use. ConfigError when the file holds something else."""
    path = key_file(config)
    try:
        if not path.exists():
            _make_key(path)
        key = bytes.fromhex(path.read_text().strip())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read or made: {error.strerror}; see [hub] key_file") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(
            f"{path}: not a key of this hub; put the right file back, or remove it to begin with a new key (the hub then "
            "does not recognise what it wrote before)"
        )
    return key


def key_file(config: Config) -> Path:
    return config.file(config.hub.key_file)


def _make_key(path: Path) -> None:
    """Whole or not at all, though the power fails, and never in place of one that another process has just made."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
