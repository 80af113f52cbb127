"""A secret that may be replaced while the hub runs: looked at again now and then, and at once when the tool refuses it."""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Lock

from connectors.secret import Secret
from connectors.transport import redact
from connectors.transport.credential import place_of
from core.contract import Unauthorized, Wire

LOOK = 3.0  # seconds between two looks at a file
READ = 60.0  # seconds between two reads of what shows no change from outside

log = logging.getLogger(__name__)


class Rotating:
    """The value of a secret for now, for several threads. It is read when this is made: Unauthorized when nothing is there, or
    when `wire` does not let it go to `base_url`. What cannot be read later leaves the value as it was.

    `what` is how messages call it. Redaction knows a value before anybody else does.
    """

    def __init__(self, secret: Secret, tool: str, what: str, base_url: str, wire: Wire) -> None:
        self._secret, self._tool, self._what = secret, tool, what
        self._place, self._bind = place_of(base_url), wire.bind
        self._monotonic = (wire.clock or time).monotonic
        self._lock = Lock()
        self._stamp = secret.stamp()
        self._value = self._known(self._read())
        self._looked = self._monotonic()

    def __call__(self) -> str:
        with self._lock:
            if self._monotonic() - self._looked >= (READ if self._stamp is None else LOOK):
                self._look()
            return self._value

    def refused(self, headers: Mapping[str, str] | None = None) -> None:  # noqa: ARG002 - whichever they were
        """The tool did not take it: it is read again at once. To be given to `Http` as `renew`."""
        with self._lock:
            self._renew(self._secret.stamp())

    def _look(self) -> None:
        stamp = self._secret.stamp()
        if stamp is None or stamp != self._stamp:
            self._renew(stamp)
        self._looked = self._monotonic()

    def _renew(self, stamp: tuple[int, ...] | None) -> None:
        try:
            value = self._read()
        except Unauthorized as error:
            log.warning("%s; until then the hub goes on with the old one", error)
            return
        if value != self._value:
            self._value = self._known(value)
            log.info("%s: %s was replaced", self._tool, self._what)
        self._stamp = stamp

    def _read(self) -> str:
        try:
            return self._secret.reveal().get_secret_value()
        except ValueError as error:
            where = f"it should hold {self._what} of [connectors.{self._tool}]"
            raise Unauthorized(f"{self._tool}: {error}; {where}") from None

    def _known(self, value: str) -> str:
        redact.register(value)
        self._bind(self._place, value)
        return value


def bearer(value: Callable[[], str]) -> Callable[[], Mapping[str, str]]:
    """https://datatracker.ietf.org/doc/html/rfc6750#section-2.1"""
    return lambda: {"Authorization": f"Bearer {value()}"}
