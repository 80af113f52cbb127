"""Whatever is asked, by the description of the API and beside it: no answer is a mistake of ours, and each is as described."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from scheduler.hub import Hub
from tests.seeds import examples
from tests.web.routes import ways
from tests.web.visiting import HERE, visited
from web.api.router import PREFIX
from web.app import routed


def no_hub() -> Hub:
    raise AssertionError("the description needs no hub")


DESCRIPTION = f"{PREFIX}/openapi.json"
OURS = [way for way in ways(routed(no_hub)) if way.path.startswith(f"{PREFIX}/") and way.path != DESCRIPTION]
WAYS = [way.name.replace(":path}", "}") for way in OURS]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with visited(tmp_path_factory.mktemp("any")) as (_, client):
        yield client


@pytest.fixture(scope="module")
def operations() -> Mapping[str, Any]:
    """By their names."""
    schema = schemathesis.openapi.from_dict(routed(no_hub).openapi())
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    return {each.label: each for each in found}


def test_all_are_described(operations: Mapping[str, Any]) -> None:
    assert set(operations) == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_no_answer_is_a_mistake(
    client: TestClient, operations: Mapping[str, Any], way: str, mode: schemathesis.GenerationMode
) -> None:
    """As described, and otherwise."""

    @given(operations[way].as_strategy(generation_mode=mode))
    @settings(max_examples=examples(2), suppress_health_check=list(HealthCheck))
    def asked(case: schemathesis.Case[Any]) -> None:
        given = {key: value for key, value in case.as_transport_kwargs(HERE).items() if key != "cookies"}
        request = {
            "content" if key == "data" and not isinstance(value, dict) else key: value for key, value in given.items()
        }
        case.validate_response(client.request(**request), checks=CHECKS)

    with suppress(Unsatisfiable):  # where nothing is asked for, nothing can be asked wrongly
        asked()
