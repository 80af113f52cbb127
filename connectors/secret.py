"""Where a token is read from: it stands in none of our files, and is read again when it was replaced there."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

CREDENTIALS = "CREDENTIALS_DIRECTORY"  # https://systemd.io/CREDENTIALS/
PLACES = '{ env = "VARIABLE" }, { file = "/path" }, { credential = "name" } or { keyring = "service/user" }'
OTHERS = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH


class Secret(BaseModel):
    """Where a token is read from; the token itself never stands in the configuration.

    `credential` is the name of one that systemd hands to the service (`LoadCredential=`), `keyring` names service and user of
    an entry in the keyring of the hub's user.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    env: str | None = None
    file: Path | None = None
    credential: str | None = Field(default=None, pattern=r"^[\w@:-][\w@:.-]*$")
    keyring: str | None = Field(default=None, pattern=r"^[^/]+/.+$")

    @model_validator(mode="after")
    def _one_place(self) -> "Secret":
        if sum(place is not None for place in (self.env, self.file, self.credential, self.keyring)) != 1:
            raise ValueError(f"name exactly one place: {PLACES}")
        return self

    def reveal(self) -> SecretStr:
        """The token as it stands there now, stripped of white space. ValueError names the place when nothing is there."""
        if self.env is not None:
            place, value = f"environment variable {self.env}", os.environ.get(self.env, "")
        elif self.keyring is not None:
            place, value = f"keyring entry {self.keyring}", _of_keyring(self.keyring)
        else:
            place, value = self._place, self._read()
        if not value.strip():
            raise ValueError(f"{place} is empty or not set")
        return SecretStr(value.strip())

    def stamp(self) -> tuple[int, ...] | None:
        """Another one when the file was replaced or written to; None where that can only be seen by reading."""
        try:
            found = self._path().stat() if self._is_file else None
        except (OSError, ValueError):
            return ()
        return (found.st_mtime_ns, found.st_ino, found.st_size) if found else None

    def exposed(self) -> str | None:
        """What to mend when others than its owner may read or write the file. What systemd hands over, it guards itself."""
        try:
            mode = self.file.expanduser().stat().st_mode if self.file else 0
        except OSError:
            return None
        return f"{self._place} can be read by others than its owner: chmod 600 {self.file}" if mode & OTHERS else None

    @property
    def _is_file(self) -> bool:
        return self.file is not None or self.credential is not None

    @property
    def _place(self) -> str:
        return f"file {self.file}" if self.file else f"systemd credential {self.credential}"

    def _path(self) -> Path:
        if self.file is not None:
            return self.file.expanduser()
        if not (folder := os.environ.get(CREDENTIALS)):
            raise ValueError(
                f"{self._place} was not handed over: ${CREDENTIALS} is not set; add LoadCredential={self.credential}:/path to "
                "the unit, and run the hub by it"
            )
        return Path(folder, str(self.credential))

    def _read(self) -> str:
        path = self._path()
        try:
            return path.read_text()
        except UnicodeDecodeError:
            raise ValueError(f"{self._place} cannot be read: it is no text") from None
        except OSError as error:
            raise ValueError(f"{self._place} cannot be read: {error.strerror}") from None


def _of_keyring(entry: str) -> str:
    service, _, user = entry.partition("/")
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ValueError(f"keyring entry {entry} cannot be read: run pip install 'fairlead[keyring]'") from None
    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as error:
        raise ValueError(f"keyring entry {entry} cannot be read: {type(error).__name__}; unlock the keyring") from None


def secrets_of(settings: Any) -> Iterator[tuple[str, Secret]]:
    """Each secret that the settings name, in tables within them too, by the names of its keys: `app.private_key`."""
    for key in type(settings).model_fields if isinstance(settings, BaseModel) else ():
        value = getattr(settings, key)
        if isinstance(value, Secret):
            yield key, value
        else:
            yield from ((f"{key}.{inner}", secret) for inner, secret in secrets_of(value))
