"""Who may come in, on both databases; and what passwords and places are refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.authority import ROLES, offered
from scheduler.config import ConfigError, load_config
from scheduler.hub import Hub, open_hub
from scheduler.plugins import discover
from scheduler.who import passwords
from scheduler.who.entry import NoEntry
from scheduler.who.passwords import fits, hashed
from scheduler.who.sessions import begin_session, by_session, end_session, sessions_of
from scheduler.who.tokens import add_token, by_token, known_tokens, remove_token
from scheduler.who.users import add_user, address, choose_password, everybody, invite, remove_user, set_role
from tests.store.samples import NOW
from web.who.throttle import Throttle

PASSWORD = "correct horse battery staple"


@pytest.fixture
def hub(tmp_path: Path, url: str) -> Iterator[Hub]:
    config = tmp_path / "config.toml"
    config.write_text(f'[hub]\ndatabase = "{url}"\n')
    with open_hub(config, lambda: NOW) as hub:
        yield hub


def test_the_whole_way(hub: Hub) -> None:
    add_user(hub, "root@example.com", "admin")
    choose_password(hub, add_user(hub, "ana@example.com", "author").path.partition("=")[2], PASSWORD)
    first, second = (begin_session(hub, "ana@example.com", "password") for _ in range(2))
    entry = by_session(hub, first)
    assert entry is not None
    assert (entry.visitor.person, entry.visitor.role, entry.visitor.scopes) == ("ana@example.com", "author", None)
    end_session(hub, first)
    assert (by_session(hub, first), len(sessions_of(hub, "ana@example.com"))) == (None, 1)
    made = add_token(hub, "ana@example.com", "board", ["read", "edit"], 30)
    set_role(hub, "ana@example.com", "viewer")
    came = by_token(hub, made.key)
    assert came is not None
    assert (came.visitor.role, by_session(hub, second)) == ("viewer", None)
    assert [each.id for each in known_tokens(hub)] == [made.token.id]
    with pytest.raises(NoEntry, match="there is no token"):
        remove_token(hub, made.token.id, "root@example.com")
    third = begin_session(hub, "ana@example.com", "password")
    remove_user(hub, "ana@example.com")
    assert (by_token(hub, made.key), by_session(hub, third), known_tokens(hub)) == (None, None, [])
    assert [each.person for each in everybody(hub)] == ["root@example.com"]


def test_a_key_of_one_kind_opens_nothing_of_another(hub: Hub) -> None:
    link = add_user(hub, "ana@example.com", "admin").path.partition("=")[2]
    session, token = (
        begin_session(hub, "ana@example.com", "password"),
        add_token(hub, "ana@example.com", "t", ["read"]).key,
    )
    assert [by_session(hub, each) for each in (link, token, "", "é\udc80")] == [None] * 4
    assert [by_token(hub, each) for each in (link, session, "", "é\udc80")] == [None] * 4
    for each in (session, token, ""):
        with pytest.raises(NoEntry, match="holds no longer"):
            choose_password(hub, each, PASSWORD)
    invite(hub, "ana@example.com")
    with pytest.raises(NoEntry, match="holds no longer"):
        choose_password(hub, link, PASSWORD)


def test_passwords() -> None:
    kept = hashed("Caf\u00e9 au lait, s'il vous pla\u00eet")
    assert fits(kept, "Cafe\u0301 au lait, s'il vous plai\u0302t"), "the same on a keyboard that composes"
    assert not fits(kept, "Cafe au lait, s'il vous plait")
    assert [fits(None, each) for each in ("of nobody", "", "x" * 5_000, "\udc80" * 12)] == [False] * 4
    assert not fits("no hash at all", PASSWORD)
    for each in ("eleven char", "", "x" * 1_001):
        with pytest.raises(NoEntry, match="characters"):
            hashed(each)
    assert fits(hashed("\udc80" * 12), "\udc80" * 12)


def test_many_who_sign_in_take_neither_all_memory_nor_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._turn(), passwords._turn(), pytest.raises(NoEntry, match="many sign in"):
        fits(None, PASSWORD)
    assert not fits(None, PASSWORD)


@pytest.mark.parametrize(
    "wrong", ["", "ana", "@example.com", "ana@", "a b@example.com", "a\n@example.com", "a" * 300 + "@b.c"]
)
def test_what_is_no_address(wrong: str) -> None:
    with pytest.raises(NoEntry, match="is no e-mail address"):
        address(wrong)


def test_rights_that_a_token_can_be_given() -> None:
    assert {role: offered(role) for role in ROLES} == {
        "viewer": ("read", "decide"),
        "author": ("read", "decide", "edit"),
        "approver": ("read", "decide", "edit", "approve"),
        "admin": ("read", "decide", "edit", "approve", "administer"),
    }


@pytest.mark.parametrize(
    ("web", "says"),
    [
        ("sign_in = false", "false lets everybody in who reaches 0.0.0.0:8787"),
        ("", "passwords would travel in the clear"),
        ('public_url = "http://fairlead.example.com"', "passwords would travel in the clear"),
        ('public_url = "https://fairlead.example.com"', None),
        ("pages = false", None),
        ("pages = false\nsign_in = false", None),
    ],
)
def test_beyond_this_machine_nobody_is_let_in_unknown_or_in_the_clear(
    tmp_path: Path, web: str, says: str | None
) -> None:
    config = tmp_path / "config.toml"
    for at, refused in (
        ("0.0.0.0", says),
        ("[::]", says),
        ("hub.example.com", says),
        ("127.0.0.1", None),
        ("[::1]", None),
    ):
        config.write_text(f'[service]\nlisten_on = "{at}:8787"\n[web]\n{web}\n')
        if refused is None:
            assert load_config(config, discover()).service.address
            continue
        with pytest.raises(ConfigError, match=refused.replace("0.0.0.0:8787", "")):
            load_config(config, discover())


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 30)), max_size=60))
def test_in_no_time_more_is_tried_than_is_let(tries: list[tuple[str, float]]) -> None:
    throttle, now = Throttle(3, 10.0), 100.0
    taken: dict[str, list[float]] = {"a": [], "b": []}
    for name, wait in tries:
        now += wait
        rest = throttle.take(name, now)
        if rest > 0:
            assert throttle.take(name, now + rest * 1.001) == 0
            throttle.give_back(name)
            continue
        taken[name].append(now)
    for found in taken.values():
        for begin in found:
            assert sum(1 for each in found if begin <= each <= begin + 29.9) <= 3 + 3


def test_a_throttle_remembers_so_many_names_and_no_more() -> None:
    throttle = Throttle(1, 10.0, names=100)
    for number in range(1_000):
        assert throttle.take(str(number), 0.0) == 0
    assert len(throttle._used) == 100
    assert throttle.take("999", 0.0) > 0
