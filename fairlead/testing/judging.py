"""The kit for detectors: what the hub relies on, whatever a detector looks for."""

from datetime import timedelta
from typing import Any, ClassVar

import msgspec
import pytest

from core.described import meanings, parts
from core.detectors import BY_ID
from core.detectors.admission import fault
from core.detectors.contract import Detector
from core.facts import Facts
from core.findings import Observation


class DetectorConformance:
    """Set `detector`, and give a pytest fixture `drifting`: facts in which it finds something, some hours before midnight."""

    detector: ClassVar[Detector[Any]]

    @pytest.fixture
    def drifting(self) -> Facts:
        raise NotImplementedError("give facts in which the detector finds something")

    def look(self, facts: Facts) -> list[Observation]:
        return list(self.detector.judge(facts, self.detector.settings()))

    def test_it_can_stand_beside_the_others(self) -> None:
        others = {name: each for name, each in BY_ID.items() if each is not self.detector}
        assert fault(self.detector, others) is None
        assert all((self.detector.name, self.detector.label, self.detector.advice))

    def test_it_says_what_it_looks_at_and_what_each_setting_means(self) -> None:
        assert parts(self.detector).get("Looks at"), "begin a line of the module's docstring with `Looks at: `"
        names = [field.name for field in msgspec.structs.fields(self.detector.settings)]
        assert list(meanings(self.detector.settings)) == names, "a line `name: meaning` for each in the docstring"

    def test_nothing_drifts_where_nothing_is(self, drifting: Facts) -> None:
        assert self.look(Facts(as_of=drifting.as_of)) == []

    def test_what_it_finds_is_one_plain_sentence_of_its_own(self, drifting: Facts) -> None:
        found = self.look(drifting)
        assert found
        assert {each.detector for each in found} == {self.detector.id}
        assert len({each.fingerprint for each in found}) == len(found), "one finding for each subject"
        for each in found:
            assert each.says
            assert "\n" not in each.summary
            assert each.since.tzinfo is not None
            assert each.since <= drifting.as_of
            assert msgspec.json.decode(msgspec.json.encode(each), type=Observation) == each, "evidence is JSON"

    def test_the_same_facts_tell_the_same_an_hour_later(self, drifting: Facts) -> None:
        """Dates, never ages: else an unchanged world would be written anew all the time. Only `since` may move: the hub keeps
        the first."""
        later = msgspec.structs.replace(drifting, as_of=drifting.as_of + timedelta(hours=1))
        told = [msgspec.structs.replace(each, since=drifting.as_of) for each in self.look(drifting)]
        assert [msgspec.structs.replace(each, since=drifting.as_of) for each in self.look(later)] == told
