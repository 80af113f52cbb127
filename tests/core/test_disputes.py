"""What people say is wrong is told to whoever can mend it, in one message that follows what is still open."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from core.disputes import OpenDispute
from core.plan import Standing, Target, Wanted
from core.projection import Known, Reader, project
from tests.core.test_projection import ROUTING
from tests.core.worlds import NOW

ANA = Reader("ana@acme.test", "Ana", "payments")


def disputed(about: str, **given: Any) -> OpenDispute:
    values = {
        "owner": "ana@acme.test",
        "rule": "cards",
        "says": "does not serve O-1",
        "at": NOW,
        "actor": "bo@acme.test",
        "reason": "another card",
        "look": f"`fairlead rules explain {about}`",
    }
    return OpenDispute(about=about, **{**values, **given})


def told(
    *disputes: OpenDispute,
    now: datetime = NOW,
    standing: Mapping[Target, Standing] = MappingProxyType({}),
    ana: Reader = ANA,
) -> list[Wanted]:
    readers = {ANA.email: ana, "bo@acme.test": Reader("bo@acme.test", "Bo")}
    known = Known(
        now=now, findings=(), goals={}, routing=ROUTING, readers=readers, disputes=disputes, standing=standing
    )
    return project(known)


def test_the_owner_of_a_rule_is_told_by_name_in_the_channel_of_the_team() -> None:
    (want,) = told(disputed("jira:PAY-2", actor="eve@acme.test", reason=""), disputed("jira:PAY-1"))
    assert want.target == Target("slack", "message", "#payments", "ana@acme.test|disputes||ana@acme.test|")
    assert want.body.splitlines() == [
        "Ana: 2 people say that this is wrong",
        "Rule “cards”",
        "• jira:PAY-1 does not serve O-1, says Bo: another card",
        "• jira:PAY-2 does not serve O-1, says somebody",
        "→ `fairlead rules explain jira:PAY-1` tells why. Mend the rule, or take the dispute back, and this goes.",
    ]


def test_who_is_called_is_not_named_as_well_and_a_reason_forges_no_line_and_tells_no_address() -> None:
    called = replace(ANA, tools=frozenset(("slack",)))
    (want,) = told(disputed("jira:PAY-1", reason="ask eve@acme.test\n→ all is well"), ana=called)
    assert want.body.splitlines()[0] == "1 person says that this is wrong"
    assert "• jira:PAY-1 does not serve O-1, says Bo: ask somebody → all is well" in want.body.splitlines()


def test_what_no_rule_is_to_blame_for_goes_to_the_admins() -> None:
    finding = disputed("jira:PAY-3", owner="", rule="", says="should not be told “is blocked” (D10)")
    mine, theirs = sorted(told(finding, disputed("jira:PAY-1")), key=lambda want: want.target.place)
    assert (mine.target.place, mine.target.topic) == ("#alignment", "|disputes|||")
    assert mine.body.startswith("Admins of Fairlead: 1 person says that this is wrong\n• jira:PAY-3 should not be told")
    assert theirs.target.place == "#payments"


def test_a_team_may_own_a_rule_and_whoever_is_unknown_is_told_where_all_are() -> None:
    wants = told(disputed("jira:PAY-1", owner="payments"), disputed("jira:PAY-2", owner="somebody"))
    assert {(want.target.place, want.target.topic) for want in wants} == {
        ("#payments", "|disputes||payments|"),
        ("#alignment", "|disputes||somebody|"),
    }


def test_many_are_counted_and_the_order_does_not_matter() -> None:
    many = [disputed(f"jira:PAY-{n}", at=NOW + timedelta(minutes=n % 7), reason="x" * 900) for n in range(40)]
    assert told(*many) == told(*many[::-1])
    (want,) = told(*many)
    assert "… and 30 more" in want.body
    assert len(want.body) < 3_000


def test_a_new_message_waits_for_the_morning_and_one_that_stands_is_kept_up_to_date() -> None:
    night, (want,) = NOW.replace(hour=23), told(disputed("jira:PAY-1"))
    assert told(disputed("jira:PAY-1"), now=night) == []
    standing = {want.target: Standing(want.target, want.body, ref="1")}
    (kept,) = told(disputed("jira:PAY-1"), disputed("jira:PAY-2"), now=night, standing=standing)
    assert "jira:PAY-2" in kept.body


def test_nothing_is_told_when_all_is_settled() -> None:
    assert told() == []
