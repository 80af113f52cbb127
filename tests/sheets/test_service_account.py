"""The service account's real sign-in, on loopback: a signed assertion for a token, and the token for the sheet."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.contract import Unauthorized
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.keys import ServiceAccount
from tests.sheets.conftest import BOOK, Connect, goals
from tests.sheets.texts import findings_of


@pytest.fixture
def key(state: SheetsState, sandbox: Sandbox) -> dict[str, str]:
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner"], ["Renewals", "ada@example.org"]])
    return state.service_account_info(sandbox.urls["sheets"])


def stored(tmp_path: Path, key: dict[str, Any]) -> dict[str, Any]:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(key))
    return {"service_account": {"file": str(path)}}


def test_signs_in_once_then_reads_and_writes(
    state: SheetsState, sandbox: Sandbox, connect: Connect, key: dict[str, str], tmp_path: Path
) -> None:
    connector = connect(**stored(tmp_path, key))
    assert sandbox.history == []
    identity = connector.check()
    assert (identity.account, identity.name) == (key["client_email"], "Company OKRs")
    assert identity.detail == "tabs: OKRs"
    assert [goal.title for goal in goals(connector)] == ["Renewals"]
    connector.ensure_cells(findings_of({"okrs/renewals": "late"}))
    assert state.cell(BOOK, "OKRs!C2") == "late"
    assert [exchange.path for exchange in sandbox.history].count("/token") == 1


def test_threads_that_begin_at_once_sign_in_once(
    sandbox: Sandbox, connect: Connect, key: dict[str, str], tmp_path: Path
) -> None:
    connector = connect(**stored(tmp_path, key))
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: len(goals(connector)), range(16)))
    assert found == [1] * 16
    assert [exchange.path for exchange in sandbox.history].count("/token") == 1


def test_names_the_account_to_share_the_sheet_with(
    state: SheetsState, connect: Connect, key: dict[str, str], tmp_path: Path
) -> None:
    state.share(BOOK, None)
    with pytest.raises(Unauthorized, match=f"share the sheet with {key['client_email']} as editor"):
        connect(**stored(tmp_path, key)).check()


def test_a_key_of_somebody_else_is_refused(connect: Connect, key: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Unauthorized, match=r"refused the service account other@example.org"):
        connect(**stored(tmp_path, key | {"client_email": "other@example.org"})).check()


@pytest.mark.parametrize("key_text", ["{}", "not json", "[1]", '{"client_email": "a@b", "private_key": "SECRET"}'])
def test_what_is_no_key_is_told_without_showing_it(connect: Connect, tmp_path: Path, key_text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(key_text)
    with pytest.raises(Unauthorized, match="not the JSON key of a service account") as error:
        connect(service_account={"file": str(path)})
    assert "SECRET" not in str(error.value)


def test_a_key_that_was_replaced_is_used_at_once(
    state: SheetsState, sandbox: Sandbox, connect: Connect, key: dict[str, str], tmp_path: Path
) -> None:
    """Its token is forgotten with it, and no request carries that once it was refused."""
    table = stored(tmp_path, key)
    connector = connect(**table)
    connector.check()
    state.account, state.token = ServiceAccount(), "sandbox-sheets-token-2"
    with pytest.raises(Unauthorized, match="refused the service account"):
        goals(connector)
    state.account.email = "second@sandbox.iam.gserviceaccount.com"
    stored(tmp_path, state.service_account_info(sandbox.urls["sheets"]))
    assert [goal.title for goal in goals(connector)] == ["Renewals"]
    assert connector.check().account == "second@sandbox.iam.gserviceaccount.com"
    assert [exchange.status for exchange in sandbox.history if exchange.path == "/token"] == [200, 400, 200]
    refused = [each.request_headers["authorization"] for each in sandbox.history if each.status == 401]
    assert refused == ["Bearer sandbox-sheets-token"]
