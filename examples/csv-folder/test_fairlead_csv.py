"""The connector `csv` against the whole kit, and what only a folder of CSV files can do wrong."""

import csv
from pathlib import Path

import pytest
from fairlead_csv import CsvFolder, CsvSettings, plugin

from fairlead import Account, Checkpoint, Item, Note, Rejected, Stream, Unavailable, Wire
from fairlead.testing import ConnectorConformance, Place, World

OPS = """\
id,title,status,owner,labels,due,created,updated,remarks
1,Renew the certificates [O-12],In progress,ana@example.com,"tls, ops",2026-04-01,2026-02-20,2026-03-02,ask Bo
2,"Move the backups, all of them",open,ana@example.com,,,,2026-03-01,
3,No such status,paused,,,,,2026-03-01,
4,No such day,open,,,,,soon,

2,Twice,open,,,,,2026-03-01,
5,Too, many,open,cells,,,,2026-03-01,
a-6,A hyphen,open,,,,,2026-03-01,
"""
NOTES = "item,author,text,mark\nOPS-2,ada,Looks good,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "OPS.csv").write_text(OPS)
    (tmp_path / "OPS.notes.csv").write_text(NOTES)
    (tmp_path / "WEB.csv").write_text("id,title,status,updated\n1,New start page,done,2026-03-01\n")
    return tmp_path


class TestCsv(ConnectorConformance):
    plugin = plugin
    writes = ("comment",)

    @pytest.fixture
    def world(self, folder: Path) -> World:
        notes = folder / "OPS.notes.csv"

        def change() -> str:
            """The day stays: people forget it."""
            file = folder / "OPS.csv"
            file.write_text(file.read_text().replace("Move", "Move again", 1))
            return "OPS-2"

        def delete() -> str:
            (folder / "WEB.csv").write_text("id,title,status,updated\n")
            return "WEB-1"

        def comments(*, ours: bool) -> list[str]:
            rows = list(csv.reader(notes.read_text("utf-8-sig").splitlines()))[1:]
            return [text for item, author, text, _ in rows if item == "OPS-2" and (author == "fairlead") == ours]

        def copied() -> None:
            (ours,) = [line for line in notes.read_text("utf-8-sig").splitlines() if ",fairlead," in line]
            notes.write_text(notes.read_text("utf-8-sig") + ours.replace(",fairlead,", ",bo,") + "\n")

        place = Place("OPS-2", lambda: comments(ours=True), lambda: comments(ours=False), copied)
        return World(settings={"folder": str(folder)}, change=change, places={"comment": place}, delete=delete)


def connected(folder: Path, *, read_only: bool = True) -> CsvFolder:
    return CsvFolder(CsvSettings(folder=folder), Wire(read_only=read_only))


def ops(folder: Path, cursor: str | None = None) -> list[Account | Item | Rejected | Checkpoint]:
    return list(connected(folder).pull(Stream("rows", "OPS"), cursor))


def test_a_row_is_an_item_and_a_bad_row_is_named_by_its_line(folder: Path) -> None:
    owner, first, second, *bad, _ = ops(folder)
    assert owner == Account(source="csv", id="ana@example.com", name="ana@example.com", email="ana@example.com")
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert (first.key, first.category, first.labels, first.refs) == ("OPS-1", "doing", ("tls", "ops"), ("O-12",))
    assert (str(first.due), str(first.created_at.date()), second.title) == (
        "2026-04-01",
        "2026-02-20",
        "Move the backups, all of them",
    )
    said = {each.place.rpartition(":")[2]: each.reason for each in bad if isinstance(each, Rejected)}
    assert list(said) == ["4", "5", "7", "8", "9"]
    assert "paused" in said["4"]
    assert "updated" in said["5"]
    assert "line 3" in said["7"]
    assert "more cells" in said["8"]
    assert "$.id" in said["9"]


def test_an_unchanged_file_costs_nothing_and_other_settings_read_it_again(folder: Path) -> None:
    *_, end = ops(folder)
    assert isinstance(end, Checkpoint)
    assert ops(folder, end.cursor) == [end]
    other = CsvFolder(CsvSettings(folder=folder, statuses={"paused": "todo"}), Wire())
    again = list(other.pull(Stream("rows", "OPS"), end.cursor))
    assert [each.key for each in again if isinstance(each, Item)] == ["OPS-3"]


@pytest.mark.parametrize("spoilt", [b'id,title\n1,"no end', b"id,title\n1,\xff", None])
def test_what_cannot_be_read_is_no_empty_file(folder: Path, spoilt: bytes | None) -> None:
    file = folder / "OPS.csv"
    file.unlink()
    file.mkdir() if spoilt is None else file.write_bytes(spoilt)
    with pytest.raises(Unavailable, match=r"OPS\.csv"):
        ops(folder)


def test_notes_are_no_tasks(folder: Path) -> None:
    assert [stream.container for stream in connected(folder).streams()] == ["OPS", "WEB"]


def test_a_folder_that_is_not_there_is_no_empty_one(folder: Path) -> None:
    with pytest.raises(Unavailable, match="setting folder"):
        connected(folder / "gone").streams()


def test_a_comment_never_computes_and_leaves_nothing_else_behind(folder: Path) -> None:
    before = sorted(folder.iterdir())
    connected(folder, read_only=False).ensure_comment("OPS-1", Note("5f1d", '=HYPERLINK("http://x")'))
    text = (folder / "OPS.notes.csv").read_text("utf-8-sig")
    assert text.startswith(NOTES)
    assert "\"'=HYPERLINK" in text
    connected(folder, read_only=False).ensure_comment("OPS-1", Note("5f1d", None))
    assert (folder / "OPS.notes.csv").read_text("utf-8-sig") == NOTES
    assert sorted(folder.iterdir()) == before
