"""What the administrator is told when Slack says no."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.slack import plugin
from connectors.slack.refusal import refusal
from connectors.slack.settings import SlackSettings
from core.contract import Connector, ConnectorError, Conversing, Messages, Refused, Unauthorized, Unavailable, Wire
from sandbox.faults import Fault
from tests.slack.conftest import Workspace, pull


def test_who_we_are(slack: Workspace) -> None:
    connector = slack.connect("payments")
    identity = connector.check()
    assert (identity.account, identity.name) == ("U0FAIRLEAD", "fairlead in Acme")
    assert identity.detail.startswith("https://acme.slack.com/; without app_token messages have no buttons")
    assert "app_token" not in slack.connect("payments", app_token={"file": str(slack.token)}).check().detail
    assert "chat:write" in identity.scopes
    assert slack.methods() == ["auth.test"] * 2


def test_the_connector_is_what_the_contract_asks(slack: Workspace) -> None:
    connector: Connector = slack.connect("payments")
    assert isinstance(connector, Messages)
    assert isinstance(connector, Conversing)
    assert plugin.streams == ("accounts", "threads")


def test_a_wrong_token_stops(slack: Workspace) -> None:
    slack.token.write_text("xoxb-wrong-token")
    with pytest.raises(Unauthorized, match="install the app again") as told:
        slack.connect("payments").check()
    assert "xoxb" not in str(told.value)


def test_a_missing_token_names_its_place(slack: Workspace) -> None:
    slack.token.write_text("")
    with pytest.raises(Unauthorized, match="token is empty or not set"):
        slack.connect("payments")


def test_check_names_the_scopes_that_reading_needs(slack: Workspace) -> None:
    slack.state.scopes -= {"channels:history", "users:read"}
    with pytest.raises(Unauthorized, match="lacks channels:history, users:read; add it under OAuth & Permissions"):
        slack.connect("payments").check()


def test_check_says_what_the_other_scopes_would_give(slack: Workspace) -> None:
    slack.state.scopes.remove("users:read.email")
    detail = slack.connect("payments").check().detail
    assert "without users:read.email people are not recognised by e-mail; add it under" in detail


def test_check_says_what_the_app_should_not_be_able_to_do(slack: Workspace) -> None:
    slack.state.scopes |= {"im:history", "mpim:read"}
    assert slack.connect("payments").check().excess == ("channels:join", "im:history", "mpim:read")


def test_check_says_what_is_too_much_to_read_only(slack: Workspace) -> None:
    assert slack.connect("payments", read_only=True).check().excess == ("channels:join", "chat:write")


def test_a_missing_scope_is_named_when_it_is_met(slack: Workspace) -> None:
    slack.state.scopes.remove("channels:history")
    with pytest.raises(Unauthorized, match="add channels:history under OAuth & Permissions"):
        pull(slack.connect("payments"))


def test_a_missing_scope_for_private_channels_stops_those_alone(slack: Workspace) -> None:
    """An error of the credential would keep the other channels from being read."""
    slack.state.scopes.remove("groups:history")
    slack.state.add_channel("board", private=True)
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("*")
    with pytest.raises(Refused, match="add groups:history under OAuth & Permissions"):
        pull(connector, "board")
    assert pull(connector).items


def test_without_the_scope_for_private_channels_the_public_ones_are_read(slack: Workspace) -> None:
    slack.state.scopes -= {"groups:read", "groups:history"}
    slack.state.add_channel("board", private=True)
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments", "*")
    assert [stream.container for stream in connector.streams()] == ["workspace", "payments"]
    assert pull(connector).items


def test_a_channel_without_the_app_says_how_to_invite_it(slack: Workspace) -> None:
    slack.state.add_channel("sales", member=False)
    with pytest.raises(Refused, match="invite the app: /invite @Fairlead in #sales"):
        pull(slack.connect("sales"), "sales")


@pytest.mark.parametrize("name", ["nowhere", "hidden"])
def test_an_unknown_or_private_channel_names_the_setting(slack: Workspace, name: str) -> None:
    slack.state.add_channel("hidden", private=True, member=False)
    with pytest.raises(Refused, match=f"in #{name} answered channel_not_found: check the name in channels"):
        pull(slack.connect(name), name)


def test_a_limit_says_when_to_come_back(slack: Workspace) -> None:
    slack.sandbox.faults.append(Fault("slack", "history", status=429, headers={"retry-after": "120"}, times=None))
    with pytest.raises(Unavailable) as told:
        pull(slack.connect("payments"))
    assert told.value.after == 120
    assert slack.methods() == ["users.conversations", "conversations.history"]


def test_a_short_limit_is_waited_out(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    slack.sandbox.faults.append(Fault("slack", "history", status=429, headers={"retry-after": "0"}))
    assert pull(slack.connect("payments")).items


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("invalid_auth", Unauthorized),
        ("not_authed", Unauthorized),
        ("token_revoked", Unauthorized),
        ("account_inactive", Unauthorized),
        ("missing_scope", Unauthorized),
        ("ratelimited", Unavailable),
        ("internal_error", Unavailable),
        ("fatal_error", Unavailable),
        ("channel_not_found", Refused),
        ("invalid_blocks", Refused),
        ("never_heard_of", Refused),
    ],
)
def test_each_word_of_slack_has_its_class(word: str, kind: type[ConnectorError]) -> None:
    assert type(refusal("chat.update", {"error": word})).__mro__.index(kind) <= 1


@pytest.mark.parametrize(
    ("word", "ambiguous"), [("internal_error", True), ("ratelimited", False), ("rate_limited", False)]
)
def test_a_write_that_failed_inside_slack_may_have_happened(word: str, ambiguous: bool) -> None:
    failed = refusal("chat.postMessage", {"error": word}, wrote=True)
    assert isinstance(failed, Unavailable)
    assert failed.ambiguous == ambiguous


@pytest.mark.parametrize("body", [b"[1]", b"null", b'"ok"', b"{}", b"<html>", b'{"ok": true, "messages": 3}'])
def test_an_answer_of_another_shape_is_refused(slack: Workspace, body: bytes) -> None:
    slack.sandbox.faults.append(Fault("slack", "history", status=200, body=body))
    with pytest.raises(Refused):
        pull(slack.connect("payments"))
    slack.violations.clear()  # Slack would never answer so; something between might


def test_people_are_known_by_e_mail(slack: Workspace) -> None:
    slack.state.deactivate("U2")
    people = pull(slack.connect(), "accounts").accounts
    assert (people["U1"].name, people["U1"].email, people["U1"].active) == ("Ana", "ana@acme.example", True)
    assert not people["U2"].active
    assert {key for key, person in people.items() if person.bot} == {"USLACKBOT", "U0FAIRLEAD", "U3"}
    assert slack.methods() == ["users.list"]


def test_all_people_of_a_large_workspace_come(slack: Workspace) -> None:
    for number in range(450):
        slack.state.add_user(f"UX{number}", f"Person {number}", f"p{number}@acme.example")
    assert len(pull(slack.connect(), "accounts").accounts) == 455
    assert slack.methods() == ["users.list"] * 3


def test_settings_refuse_what_they_do_not_know(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="workspace"):
        SlackSettings.model_validate({"token": {"env": "T"}, "workspace": "acme"})
    with pytest.raises(ValidationError, match="a channel name is empty"):
        SlackSettings.model_validate({"token": {"env": "T"}, "channels": ["#"]})
    kept = SlackSettings.model_validate({"token": {"env": "T"}, "channels": ["#Ops", "ops"]})
    assert kept.channels == ["ops"]
    assert kept.base_url == "https://slack.com"


def test_connecting_makes_no_request(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("xoxb-1")
    settings = SlackSettings.model_validate({"token": {"file": str(token)}, "channels": ["payments"]})
    connector = plugin.connect(settings, Wire())
    assert [stream.container for stream in connector.streams()] == ["workspace", "payments"]
    connector.close()
