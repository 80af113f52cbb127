"""Each line of the log says when, how bad, and on whose behalf; as JSON it is one object, whatever was said."""

import json
import logging
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.log_lines import STYLES
from scheduler.service.run import running


def said(style: str, message: str, *given: object, error: BaseException | None = None) -> str:
    trouble = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("store.pulls", logging.WARNING, __file__, 1, message, given, trouble)
    record.created = 1_767_268_800.25
    return STYLES[style]().format(record)


def test_in_words() -> None:
    assert said("text", "%d changed", 3) == "2026-01-01T12:00:00Z WARNING 3 changed"
    with running("pull", "jira PAY") as run:
        assert said("text", "late") == f"2026-01-01T12:00:00Z WARNING late [run {run.id}: pull jira PAY]"
    with running("judge", "") as run:
        assert said("text", "late").endswith(f"late [run {run.id}: judge]")


def test_as_an_object() -> None:
    told: dict[str, Any] = {
        "time": "2026-01-01T12:00:00.250+00:00",
        "level": "warning",
        "logger": "store.pulls",
        "message": "late",
    }
    assert json.loads(said("json", "late")) == told
    with running("pull", "jira PAY") as run:
        of_run = {"run": run.id, "job": "pull", "key": "jira PAY", "connector": "jira"}
        assert json.loads(said("json", "late")) == told | of_run


def test_a_traceback_is_part_of_its_object() -> None:
    try:
        sys.exit("over")
    except SystemExit as error:
        told = json.loads(said("json", "ended", error=error))
    assert "SystemExit: over" in told["traceback"]


@given(st.text())
def test_whatever_is_said_is_one_line(message: str) -> None:
    line = said("json", "%s", message)
    assert "\n" not in line
    assert json.loads(line).get("message", "") == message


@pytest.mark.parametrize("style", STYLES)
def test_each_doing_of_a_job_is_a_run_of_its_own(style: str) -> None:
    with running("judge", "") as one:
        first = said(style, "x")
    with running("judge", "") as other:
        assert one.id in first
        assert other.id not in first
        assert other.id in said(style, "x")
