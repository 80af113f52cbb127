"""Files that people and the hub both write: byte for byte, whole or not at all, never over what was not seen."""

import os
from contextlib import suppress
from pathlib import Path
from shutil import copymode

from scheduler.config import ConfigError


def read_text(path: Path, mend: str = "look at how its name is written") -> str:
    """The text with its line ends as they are. ConfigError when it is not there (with what to do then) or is no text."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; {mend}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


def save(path: Path, text: str, seen: str) -> None:
    """Whole or not at all, and only over what was `seen` (empty: no file). A link is followed, rights are kept. ConfigError
    when somebody else has written meanwhile, or it cannot be written."""
    path = path.resolve()
    if (read_text(path) if path.exists() else "") != seen:
        raise ConfigError(f"{path}: somebody has changed it meanwhile; look at it and run the command again")
    put(path, text)


def put(path: Path, text: str) -> None:
    """Whole or not at all, in place of whatever is there. A link is followed, rights are kept. ConfigError when it cannot be
    written."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.new")
    try:
        _write(beside, text.encode())
        if path.exists():
            copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    except UnicodeEncodeError as error:
        raise ConfigError(f"{path}: cannot be written: {error}") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Down to the disk: a name that is moved there before its text is would leave an empty file after a power cut."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
