"""Files that people write too are written whole, and never over what was not seen."""

from pathlib import Path

import pytest

from scheduler.config import ConfigError
from scheduler.files import put, read_text, save


def test_a_file_keeps_its_rights_and_what_somebody_else_wrote_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    save(path, "one", "")
    path.chmod(0o640)
    save(path, "one", "one")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("one", 0o640)
    with pytest.raises(ConfigError, match="changed it meanwhile"):
        save(path, "two", "zero")
    assert path.read_text() == "one"


def test_line_ends_stay_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "rules.toml", tmp_path / "link.toml"
    link.symlink_to(path)
    save(path, "a\r\nb\n", "")
    assert read_text(link) == "a\r\nb\n"
    save(link, "c\r\n", "a\r\nb\n")
    assert link.is_symlink()
    assert path.read_bytes() == b"c\r\n"


def test_what_cannot_be_written_or_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_text(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be written"):
        save(tmp_path / "no folder" / "x.toml", "a", "")
    with pytest.raises(ConfigError, match="cannot be written"):
        save(tmp_path / "x.toml", "\udce9", "")
    assert not (tmp_path / "x.toml").exists()
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match=r"folder: cannot be written: Is a directory$"):
        put(tmp_path / "folder", "a")
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_text(tmp_path / "bytes.toml")
