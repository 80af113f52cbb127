"""What a long-running command logs holds no secret, whoever logs it and whatever goes wrong (S21)."""

import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from connectors.transport.redact import FAMILIES, FILTER, register
from fairlead import logs

SECRET = "canary.of-no-shape.77"
HEADERS = {"Authorization": f"Bearer {SECRET}", "X-Api-Key": SECRET, "Cookie": "d=xoxd-1-canary"}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What stands on stderr, in a process where nobody had set up any logging; all is as before afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level, loud = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in logs.LOUD}
    hooks = sys.excepthook, threading.excepthook
    root.handlers[:] = []
    monkeypatch.setattr(sys, "stderr", stream)
    register(SECRET)
    with warnings.catch_warnings():
        logs.begin(logging.DEBUG)
        yield stream
        logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in loud.items():
        logging.getLogger(name).setLevel(before)
    sys.excepthook, threading.excepthook = hooks


def test_an_sdk_that_prints_headers_prints_no_secret(heard: io.StringIO) -> None:
    """Its logger is made later, and is one that nobody here has heard of."""
    sdk = logging.getLogger("some.vendor.sdk.http")
    assert not sdk.name.startswith(FAMILIES)
    sdk.setLevel(logging.DEBUG)
    sdk.debug("Sending a request - url: %s, headers: %s", f"https://x.example/?k={SECRET}", HEADERS)
    sdk.debug("send: b'Authorization: Bearer %s'", SECRET)
    assert heard.getvalue().count("\n") == 2
    assert "Sending a request" in heard.getvalue()
    assert "X-Api-Key" in heard.getvalue()
    assert "canary" not in heard.getvalue()


def fail() -> None:
    of_this_call = SECRET.removesuffix("77")
    raise ValueError(f"cannot use {SECRET}, {len(of_this_call)} signs of it")


def test_what_nobody_caught_is_told_without_values(heard: io.StringIO) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=fail, name="puller")
    thread.start()
    thread.join()
    said = heard.getvalue()
    assert said.count("ValueError: cannot use [redacted], 19 signs of it") == 2
    assert "(puller)" in said
    assert "in fail" in said
    assert "canary" not in said


def test_ctrl_c_is_no_mistake(heard: io.StringIO) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "mistake" not in heard.getvalue()


def test_what_libraries_warn_of_is_logged_without_a_secret(heard: io.StringIO) -> None:
    warnings.simplefilter("always")
    warnings.warn(f"{SECRET} will not be understood in version 4", stacklevel=1)
    assert "will not be understood in version 4" in heard.getvalue()
    assert "canary" not in heard.getvalue()


def test_handlers_of_others_lose_secrets_too(monkeypatch: pytest.MonkeyPatch, heard: io.StringIO) -> None:
    """A library that had set up logging of its own, which goes to no handler of ours."""
    stream = io.StringIO()
    theirs, handler = logging.getLogger("some.vendor.own"), logging.StreamHandler(stream)
    monkeypatch.setattr(theirs, "handlers", [handler])
    monkeypatch.setattr(theirs, "propagate", False)
    logs.begin(logging.DEBUG)
    theirs.warning("using %s", SECRET)
    assert stream.getvalue() == "using [redacted]\n"
    assert FILTER in handler.filters
