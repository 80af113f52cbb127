"""What a command that runs for long writes on the side, and what never gets there."""

import logging
import sys
import threading
from collections.abc import Iterator
from types import TracebackType

from connectors.transport.redact import FILTER

LINE = "%(asctime)s %(levelname)s %(message)s"
LOUD = {
    "apscheduler": logging.ERROR,
    "httpx": logging.WARNING,
    "procrastinate": logging.ERROR,
    "psycopg.pool": logging.ERROR,
}

log = logging.getLogger(__name__)


def begin(level: int, formatter: logging.Formatter | None = None) -> None:
    """From now on stderr hears what anybody logs, what libraries warn of and what nobody caught, all without a secret. Handlers
    that others set up before lose secrets too. A traceback shows lines of code and never the values in them."""
    heard = logging.StreamHandler(sys.stderr)
    heard.setFormatter(formatter or logging.Formatter(LINE))
    logging.basicConfig(level=level, handlers=[heard])
    for name, least in LOUD.items():
        logging.getLogger(name).setLevel(least)
    for handler in _handlers():
        handler.addFilter(FILTER)
    logging.captureWarnings(True)
    sys.excepthook, threading.excepthook = _uncaught, _uncaught_in_thread


def _handlers() -> Iterator[logging.Handler]:
    for logger in (logging.getLogger(), *list(logging.root.manager.loggerDict.values())):
        if isinstance(logger, logging.Logger):
            yield from logger.handlers


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("a mistake in the hub itself", exc_info=(kind, error, trace))


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is SystemExit:
        return
    error = told.exc_value or told.exc_type()
    name = told.thread.name if told.thread else "a thread"
    log.critical("a mistake in the hub itself (%s)", name, exc_info=(told.exc_type, error, told.exc_traceback))
