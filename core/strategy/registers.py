"""Whether the register of metrics tells what each of them is for, and whether what is dated can have happened."""

from collections.abc import Iterator
from typing import Literal

from core.records import Metric
from core.series import ends_running_period
from core.strategy.contract import Problem, Strategy


def metrics(strategy: Strategy) -> Iterator[Problem]:
    for metric in strategy.metrics:
        both = [key for key in metric.supports if key in metric.conflicts]
        if both:
            message = f"should move {', '.join(both)}, and works against the same"
            yield _problem(metric, "metric-both-ways", message, "keep the goal in one of the two columns")
        if not (metric.supports or metric.conflicts or metric.key in strategy.known):
            message = "serves no goal and works against none"
            yield _problem(metric, "metric-alone", message, "name the goal that it should move", "warning")
        if metric.low is not None and metric.high is not None and metric.high < metric.low:
            message = f"should stay between {metric.low:g} and {metric.high:g}, which is nowhere"
            yield _problem(metric, "range-reversed", message, "swap the two bounds")


def days(strategy: Strategy) -> Iterator[Problem]:
    """Nothing is measured or decided in days to come."""
    today = strategy.today
    mend = f"correct the date: today is {today}"
    for reading in strategy.readings:
        if reading.at > today and not ends_running_period(reading.at, today):
            message = f"the value of {reading.subject} is dated {reading.at}, which is yet to come"
            yield _yet_to_come(reading.place, reading.subject, message, mend)
    for decision in strategy.decisions:
        if decision.at > today:
            message = f"“{decision.title}” was decided on {decision.at}, which is yet to come"
            yield _yet_to_come(decision.place, decision.id, message, mend)


def _yet_to_come(place: str, subject: str, message: str, mend: str) -> Problem:
    return Problem(place=place, level="warning", check="dated-ahead", subject=subject, message=message, mend=mend)


def _problem(
    metric: Metric, check: str, message: str, mend: str, level: Literal["error", "warning"] = "error"
) -> Problem:
    says = f"{metric.key} ({metric.title}) {message}"
    return Problem(place=metric.place, level=level, check=check, subject=metric.key, message=says, mend=mend)
