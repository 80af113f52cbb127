"""Keeps secrets out of what leaves the hub sideways: logs and error texts. Knows tokens by shape and by value."""

import logging
import re
from base64 import b64decode
from contextlib import suppress

FAMILIES = (
    "httpx",
    "httpcore",
    "slack_sdk",
    "jira",
    "github",
    "github.Requester",  # made only when PyGithub first logs
    "googleapiclient",
    "google",
    "urllib3",
    "connectors.transport",
)
MASK = "[redacted]"
SHORTEST = 6  # a shorter "secret" would blank out ordinary words

_SHAPES = re.compile(
    r"""
    (?P<keep>\b(?:Bearer|Basic|token)\s+)(?=\S*\d)[A-Za-z0-9._~+/=:-]{8,}
  | (?P<url>://[^/\s:@]+:)[^/\s@]+(?=@)
  | (?P<query>(?:^|[?&;\s"'])(?:access_token|token|api_key|assertion|client_secret|password)=)[^&\s"']+
  | \bxox[abcdeprs]-(?=\S*\d)[A-Za-z0-9-]+ | \bxoxe\.[A-Za-z0-9.-]+ | \bxapp-[A-Za-z0-9-]+
  | \bgh[oprsu]_[A-Za-z0-9]{10,} | \bgithub_pat_[A-Za-z0-9_]{10,}
  | \bATATT[A-Za-z0-9_=-]{8,} | \bATCTT[A-Za-z0-9_=-]{8,}
  | \bfairlead_(?=[\w-]*(?-i:[A-Z0-9]))[\w-]{43}(?![\w-])
  | \bya29\.[A-Za-z0-9._-]+
  | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*
  | -----BEGIN[ ][A-Z ]*PRIVATE[ ]KEY-----.*?(?:-----END[ ][A-Z ]*PRIVATE[ ]KEY-----|\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_exact: set[str] = set()


def register(secret: str) -> None:
    """From now on `secret` is masked wherever it stands. One masked whole by its shape needs no place, so renewals do not
    pile up."""
    if len(secret) >= SHORTEST and redact(secret) != MASK:
        _exact.add(secret)


def register_header(value: str) -> None:
    """The secrets in a header's value: what follows the scheme, and for Basic also the password inside."""
    scheme, _, secret = value.rpartition(" ")
    register(secret)
    if scheme.lower() == "basic":
        with suppress(ValueError):
            register(b64decode(secret).decode().partition(":")[2])


def redact(text: str) -> str:
    """`text` with every registered secret and everything shaped like a token masked."""
    for secret in tuple(_exact):
        text = text.replace(secret, MASK)
    return _SHAPES.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    return (match["keep"] or match["url"] or match["query"] or "") + MASK


class Redaction(logging.Filter):
    """Rewrites a record's message and traceback. Put it on handlers too: only they see the records of every logger."""

    _plain = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # a library's faulty log call must not stop a sync
            message = f"{record.msg} {record.args}"
        record.msg, record.args = redact(message), None
        if record.exc_info:
            record.exc_text = self._plain.formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True


FILTER = Redaction()


def install() -> None:
    """Filter every logger of the SDKs and HTTP libraries that exists by now; a filter on a parent does not see children."""
    for family in FAMILIES:
        logging.getLogger(family).addFilter(FILTER)
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if isinstance(logger, logging.Logger) and name.startswith(tuple(f"{family}." for family in FAMILIES)):
            logger.addFilter(FILTER)
