"""How far a sync has come, on stderr and only where a person watches: a line a tool, and one for each stream under way."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from core.contract import Stream
from fairlead import screen
from scheduler.told import STOPPED, Begun, Pulled, Read, Watch

SURE_AFTER = 3.0  # seconds before an estimate is worth showing


class Figures(ProgressColumn):
    """Where it is narrow, the bar gives way."""

    def get_table_column(self) -> Column:
        return Column(no_wrap=True)


class Left(Figures):
    """How long it took, and what remains at the pace so far: all of it, so that the guess grows while a tool makes us wait.
    Only where the tool said how much there is. `first` is how much was done when the line appeared."""

    def __init__(self, stopping: Event | None = None) -> None:
        super().__init__()
        self._stopping = stopping or Event()

    def render(self, task: Task) -> Text:
        elapsed = (task.finished_time if task.finished else task.elapsed) or 0.0
        done = task.completed - task.fields.get("first", 0)
        if self._stopping.is_set() and not task.finished:
            return Text(f"{duration(elapsed)}, stopping")
        if task.finished or task.remaining is None or done <= 0 or elapsed < SURE_AFTER:
            return Text(duration(elapsed))
        return Text(f"{duration(elapsed)}, about {duration(elapsed * task.remaining / done)} left")


class Count(Figures):
    def render(self, task: Task) -> Text:
        of = "" if task.total is None else f" of {task.fields.get('nearly', '')}{task.total:,.0f}"
        return Text(f"{task.completed:,.0f}{of}")


class Bars:
    """What the threads of a sync tell, drawn. Each stream is told by one thread, and `Progress` has a lock of its own."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tools: dict[str, TaskID] = {}
        self._streams: dict[tuple[str, Stream], TaskID] = {}

    def __call__(self, told: Begun | Read | Pulled) -> None:
        if isinstance(told, Begun):
            self._tools[told.connector] = self._bars.add_task(f"{told.connector} streams", total=told.streams)
        elif isinstance(told, Read):
            self._read(told)
        else:
            self._ended(told)

    def _read(self, told: Read) -> None:
        named = (told.connector, told.stream)
        if named not in self._streams:
            label = shortened(f"  {told.stream.name} {told.stream.container}".rstrip(), self._bars.console.width // 3)
            self._streams[named] = self._bars.add_task(label, total=told.total, first=told.done, nearly="~")
        total = None if told.total is None else max(told.total, told.done)
        self._bars.update(self._streams[named], completed=told.done, total=total)

    def _ended(self, told: Pulled) -> None:
        if (task := self._streams.pop((told.connector, told.stream), None)) is not None:
            self._bars.remove_task(task)
        if told.connector in self._tools and told.error != STOPPED:
            self._bars.advance(self._tools[told.connector])


def shortened(name: str, room: int) -> str:
    """What tells long names apart stands at their ends."""
    return name if len(name) <= room else f"{name[: room // 3]}…{name[room // 3 + 1 - room :]}"


def duration(seconds: float) -> str:
    """`40 s`, `12 min` or `3 h`: an estimate deserves no more digits."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.0f} h"


@contextmanager
def bars(*columns: ProgressColumn) -> Iterator[Progress]:
    """A display that leaves nothing behind, and shows nothing in a pipe."""
    console = screen.stderr()
    watched = console.is_terminal
    described = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn()) if watched else ()
    with Progress(*described, *columns, console=console, transient=True, disable=not watched) as shown:
        yield shown


@contextmanager
def sync_bars(stopping: Event) -> Iterator[Watch]:
    with bars(Count(), Left(stopping)) as shown:
        yield Bars(shown)
