"""What has changed between two evaluations: of goals, and of how effort is divided between objectives. Pure."""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from core.allocation import Allocation
from core.facts import GoalFact
from core.health import Health
from core.standing import GoalStanding

LEAST_MOVE = 0.01  # of a way or a share, below which nothing is told


class Moment(Struct, frozen=True):
    """How the company stood at an evaluation; `stands` by goal."""

    goals: Collection[GoalFact]
    stands: Mapping[str, GoalStanding]
    allocation: Allocation


class Turn(Struct, frozen=True):
    """A goal that is seen to do better or worse than before."""

    goal: str
    title: str
    before: Health
    after: Health

    @property
    def better(self) -> bool | None:
        """None where one of the two says nothing of how it does."""
        if not {self.before, self.after} <= set(_WORST_FIRST):
            return None
        return _WORST_FIRST.index(self.after) > _WORST_FIRST.index(self.before)


class Step(Struct, frozen=True):
    """A share of a way, or of effort, from 0 to 1."""

    goal: str
    title: str
    before: float
    after: float

    @property
    def size(self) -> float:
        return self.after - self.before


class Changed(Struct, frozen=True, kw_only=True):
    """`turned` has what got worse first, `progressed` and `shifted` have the largest step first. `begun` are goals that were
    not known before, `ended` those that are over now and were not, or are not known any more: keys with titles, in order."""

    turned: tuple[Turn, ...]
    progressed: tuple[Step, ...]
    shifted: tuple[Step, ...]
    begun: Mapping[str, str]
    ended: Mapping[str, str]

    def __bool__(self) -> bool:
        return any((self.turned, self.progressed, self.shifted, self.begun, self.ended))


_WORST_FIRST: tuple[Health, ...] = ("off track", "behind", "on track")
_BAD_NEWS = {False: 0, None: 1, True: 2}


def changed(before: Moment, after: Moment) -> Changed:
    old, new = _by_key(before.goals), _by_key(after.goals)
    titles = {key: fact.goal.title for key, fact in {**old, **new}.items()}
    over = [key for key in old if old[key].ended is None and (key not in new or new[key].ended)]
    return Changed(
        turned=tuple(sorted(_turned(before, after, titles), key=lambda turn: (_BAD_NEWS[turn.better], turn.goal))),
        progressed=_steps(_progress(before), _progress(after), titles),
        shifted=_steps(before.allocation.actual, after.allocation.actual, titles),
        begun={key: titles[key] for key in sorted(new.keys() - old.keys())},
        ended={key: titles[key] for key in sorted(over)},
    )


def _by_key(goals: Collection[GoalFact]) -> dict[str, GoalFact]:
    return {fact.goal.key: fact for fact in goals}


def _turned(before: Moment, after: Moment, titles: Mapping[str, str]) -> Iterator[Turn]:
    for key in sorted(before.stands.keys() & after.stands.keys()):
        then, now = before.stands[key].observed, after.stands[key].observed
        if then != now:
            yield Turn(key, titles.get(key, ""), then, now)


def _progress(at: Moment) -> dict[str, float]:
    told = {key: stands.rolled.progress for key, stands in at.stands.items()}
    return {key: share for key, share in told.items() if share is not None}


def _steps(before: Mapping[str, float], after: Mapping[str, float], titles: Mapping[str, str]) -> tuple[Step, ...]:
    """What one of the two does not know has made no step."""
    steps = (Step(key, titles.get(key, ""), before[key], after[key]) for key in before.keys() & after.keys())
    told = (step for step in steps if round(abs(step.size), 4) >= LEAST_MOVE)
    return tuple(sorted(told, key=lambda step: (-abs(step.size), step.goal)))
