"""The two ways in: standard input of a process, and `/mcp` with a token."""

import asyncio
from pathlib import Path
from typing import Any

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from starlette.testclient import TestClient

from scheduler.web_settings import WebSettings
from tests.acceptance.command import FAIRLEAD, surroundings
from tests.scheduler.little import written
from tests.web.visiting import visited

ASKED = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "overview", "arguments": {}}}
HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}


def asked(client: TestClient, **headers: str) -> Any:
    return client.post("/mcp", json=ASKED, headers={**HEADERS, **headers})


def test_a_process_is_asked_on_its_standard_input(tmp_path: Path) -> None:
    config = written(tmp_path, "")
    process = StdioServerParameters(command=str(FAIRLEAD), args=["mcp", "--config", str(config)], env=surroundings())

    async def answered() -> Any:
        async with Client(process) as client:
            return await client.call_tool("overview", {})

    assert asyncio.run(answered()).structured_content["not_judged"] == ["nothing was judged yet"]


def test_whoever_may_read_is_answered_and_pages_of_others_are_not(tmp_path: Path) -> None:
    with visited(tmp_path) as (_, client):
        told = asked(client)
        assert told.status_code == 200, told.text
        assert len(told.json()["result"]["structuredContent"]["answers"]) == 4
        assert asked(client, origin="https://evil.example").status_code == 403
        assert asked(client, host="evil.example").status_code in (400, 421)


def test_nobody_is_answered_without_a_token(tmp_path: Path) -> None:
    with visited(tmp_path, WebSettings()) as (_, client):
        told = asked(client)
        assert (told.status_code, told.headers["www-authenticate"]) == (401, "Bearer")
