"""Spans for OpenTelemetry, where it is installed (`fairlead[otel]`) and asked for by its own variables (OTEL_…). Without that
nothing of it is imported, and a span costs nothing.

https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.trace import Tracer

Value = str | int
LAST = 1.0  # seconds for what is still to be sent at the end
_tracer: "Tracer | None" = None

log = logging.getLogger(__name__)


@contextmanager
def begun(processor: "SpanProcessor | None" = None) -> Iterator[None]:
    """Spans are made as long as the body runs, and go to `processor`; without one to where the variables say."""
    global _tracer
    provider = _provider(processor) if _is_asked_for() else None
    if provider is None:
        yield
        return
    _tracer = provider.get_tracer("fairlead")
    try:
        yield
    finally:
        _tracer = None
        sending = Thread(target=provider.shutdown, name="last spans", daemon=True)
        sending.start()
        sending.join(LAST)


@contextmanager
def span(name: str, **attributes: Value) -> Iterator[Callable[[str, Value], None]]:
    """Around what it names; more can be told of it meanwhile. Errors are marked, without their text: that may be private."""
    if _tracer is None:
        yield _ignore
        return
    from opentelemetry.trace import Status, StatusCode

    with _tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made.set_attribute
        except Exception as error:
            made.set_status(Status(StatusCode.ERROR))
            made.set_attribute("error.type", type(error).__name__)
            raise


def _is_asked_for() -> bool:
    return any(name.startswith("OTEL_") for name in os.environ) and os.environ.get("OTEL_TRACES_EXPORTER") != "none"


def _provider(processor: "SpanProcessor | None") -> "TracerProvider | None":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("OTEL_… is set, and nothing is traced: run pip install 'fairlead[otel]'")
        return None
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "fairlead"}
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _ignore(_name: str, _value: Value) -> None:
    """Nobody traces."""
