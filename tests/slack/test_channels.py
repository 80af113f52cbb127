"""Which channels are meant, and what becomes of one that is renamed, archived, closed to the app or shared."""

import json

import pytest
from pydantic import ValidationError

from connectors.slack import channels, plugin
from core.contract import Note, Refused
from tests.slack.conftest import Workspace, pull

NOTE = Note(mark="m1", body="One item waits for you")


def names(slack: Workspace, *channels: str) -> list[str]:
    return [stream.container for stream in slack.connect(*channels).streams()][1:]


def test_patterns_and_what_they_shall_not_mean(slack: Workspace) -> None:
    for name in ("team-a", "team-b", "team-social-cats", "team-social"):
        slack.state.add_channel(name)
    assert names(slack, "team-*", "!team-social*", "payments") == ["team-a", "team-b", "payments"]
    assert names(slack, "! #Team-Social-*", "*") == ["payments", "team-a", "team-b", "team-social"]
    assert names(slack, "payments", "!pay*") == []


@pytest.mark.parametrize("channels", [["!team-*"], ["#", "team"], ["!#"]])
def test_names_that_mean_nothing_are_refused(channels: list[str]) -> None:
    with pytest.raises(ValidationError, match=r"every channel is excluded|a channel name is empty"):
        plugin.settings.model_validate({"token": {"env": "T"}, "channels": channels})


@pytest.mark.parametrize("name", ["@ana", "D024BE91L", "mpdm-ana--ben--cy-1", "U024BE7LH"])
def test_direct_messages_are_refused_even_when_named(slack: Workspace, name: str) -> None:
    with pytest.raises(ValidationError, match="a conversation of few people; the hub reads channels only"):
        plugin.settings.model_validate({"token": {"env": "T"}, "channels": [name]})
    with pytest.raises(Refused, match="a conversation of few people"):
        pull(slack.connect(), name)
    with pytest.raises(Refused, match="a conversation of few people"):
        slack.connect().ensure_message(name, NOTE)


def test_direct_messages_are_neither_read_nor_written_by_their_id(slack: Workspace) -> None:
    """The id of a conversation of three looks like a channel's."""
    slack.state.scopes |= {"im:read", "im:history", "mpim:read", "mpim:history"}
    few = slack.state.add_direct("U1", "U2")
    slack.state.post(few, "U1", "secret PAY-1")
    with pytest.raises(Refused, match="channel_not_found"):
        pull(slack.connect(few), few)
    ref = f"{few}:{slack.state.channel(few).tops[0]}"
    with pytest.raises(Refused, match="channel_not_found"):
        slack.connect().ensure_message(few, Note(mark="m1", body="hello", ref=ref))
    assert "mpim" not in "".join(exchange.query for exchange in slack.sandbox.history)
    assert "*" not in names(slack, "*")
    assert names(slack, "*") == ["payments"]


def test_a_channel_can_be_named_by_its_id(slack: Workspace) -> None:
    key = slack.state.channel("payments").id
    slack.state.post("payments", "U1", "PAY-1")
    assert names(slack, key) == [key]
    (item,) = pull(slack.connect(key), key).items.values()
    assert item.container == "payments"


def test_a_renamed_channel_is_followed_and_its_threads_get_the_new_name(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    slack.state.post("payments", "U2", "yes", thread_ts=ts)
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.rename("payments", "pay-core")
    connector.streams()
    second = pull(connector, cursor=first.cursor)
    (item,) = second.items.values()
    assert [item.id] == list(first.items)
    assert (item.container, item.key) == ("pay-core", f"#pay-core/{ts}")
    assert second.activity.keys() == first.activity.keys()
    assert {each.item for each in second.activity.values()} == {item.key}
    assert not second.gone
    assert not pull(connector, cursor=second.cursor).items


def test_who_only_pulls_learns_of_a_channel_that_came_later(slack: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The streams are listed by another process."""
    connector = slack.connect("*")
    pull(connector, "payments")
    slack.state.add_channel("later")
    slack.state.post("later", "U1", "PAY-1")
    with pytest.raises(Refused):
        pull(connector, "later")
    monkeypatch.setattr(channels, "REMEMBERED", 0.0)
    assert len(pull(connector, "later").items) == 1


def test_a_former_name_in_the_settings_is_understood(slack: Workspace) -> None:
    slack.state.rename("payments", "pay-core")
    slack.state.post("pay-core", "U1", "PAY-1")
    (item,) = pull(slack.connect("payments")).items.values()
    assert item.container == "pay-core"
    assert slack.connect().ensure_message("#payments", NOTE)


def test_the_id_counts_when_another_channel_takes_the_name(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.rename("payments", "pay-core")
    slack.state.add_channel("payments")
    slack.state.post("payments", "U1", "PAY-2")
    connector.streams()
    (item,) = pull(connector, cursor=first.cursor).items.values()
    assert (item.refs, item.container) == (("PAY-1",), "pay-core")


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ("kick", "answered not_in_channel: invite the app: /invite @Fairlead in #payments"),
        ("archive", "answered is_archived: the channel is archived; take it out of the settings"),
    ],
)
def test_a_channel_that_is_closed_to_the_app_forgets_nothing(slack: Workspace, change: str, mend: str) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    first = pull(connector)
    getattr(slack.state, change)("payments")
    connector.streams()
    with pytest.raises(Refused, match=mend):
        pull(connector, cursor=first.cursor)
    slack.state.channel("payments").archived = False
    slack.state.invite("payments")
    connector.streams()
    again = pull(connector, cursor=first.cursor)
    assert not again.gone
    assert json.loads(again.cursor)["known"] == json.loads(first.cursor)["known"]


def test_an_app_that_is_removed_while_it_reads_says_so(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.kick("payments")
    with pytest.raises(Refused, match="/invite @Fairlead in #payments"):
        pull(connector, cursor=first.cursor)


def test_a_private_channel_is_read_by_invitation_only(slack: Workspace) -> None:
    slack.state.add_channel("board", private=True)
    slack.state.post("board", "U1", "PAY-1")
    connector = slack.connect("board")
    first = pull(connector, "board")
    assert first.items
    slack.state.kick("board")
    connector.streams()
    with pytest.raises(Refused, match="a private channel shows only after /invite @Fairlead"):
        pull(connector, "board", first.cursor)


def test_a_channel_shared_with_another_company_is_read_and_not_written(slack: Workspace) -> None:
    connector = slack.connect("payments")
    ref = connector.ensure_message("payments", NOTE)
    slack.state.channel("payments").shared = True
    slack.state.post("payments", "U1", "PAY-1")
    connector.streams()
    assert pull(connector).items
    with pytest.raises(Refused, match="#payments is shared with another company; choose a channel of your own"):
        connector.ensure_message("payments", Note(mark="m2", body="internal"))
    assert connector.ensure_message("payments", Note(mark="m1", body=None, ref=ref)) is None


def test_of_a_large_workspace_only_the_apps_own_channels_are_listed(slack: Workspace) -> None:
    slack.state.page_limit = 10
    for number in range(300):
        slack.state.add_channel(f"far-{number}", member=False)
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments", "*")
    assert [stream.container for stream in connector.streams()][1:] == ["payments"]
    assert pull(connector).items
    assert "conversations.list" not in slack.methods()
    with pytest.raises(Refused, match="check the name in channels"):
        pull(connector, "far-299")
    assert slack.methods().count("conversations.list") == 20
    with pytest.raises(Refused, match="/invite @Fairlead in #far-3"):
        pull(connector, "far-3")
    assert slack.methods() == []
