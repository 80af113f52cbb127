"""How a line of the log looks: in words for people, as JSON for machines. Both name the run on whose behalf it was said."""

import json
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from fairlead.output import shown
from scheduler.service.run import current


class Words(logging.Formatter):
    """`2026-06-17T15:30:00Z INFO message [run 3f2a91c0: pull github]`; tracebacks stand on lines of their own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    converter = staticmethod(time.gmtime)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        run = current()
        told = f" [run {run.id}: {f'{run.job} {run.key}'.rstrip()}]" if run else ""
        return shown(super().formatMessage(record)) + told


class Objects(logging.Formatter):
    """One JSON object a line: `time` (UTC), `level`, `logger`, `message`, of a run `run`, `job`, `key` and `connector`, and
    `traceback`; without what is empty."""

    def format(self, record: logging.LogRecord) -> str:
        run = current()
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "traceback": record.exc_text or (self.formatException(record.exc_info) if record.exc_info else ""),
        }
        if run:
            told |= {"run": run.id, "job": run.job, "key": run.key, "connector": run.connector}
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


STYLES: Mapping[str, type[logging.Formatter]] = {"text": Words, "json": Objects}
"""By `[service] log`."""
