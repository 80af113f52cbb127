"""Suggestions, measured: time and memory at scale; with `--truth`, how often they are right, beside plain TF-IDF."""

import argparse
import random
import resource
import time
from datetime import UTC, datetime

from core.records import Goal, Item
from mappings.suggestions import Example, Suggester, propose

THEN = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = 20_000  # of the simulated company, used as unevenly as words are
LINKED = 10_000


def main() -> None:
    arguments = _arguments()
    if arguments.truth:
        from bench.scoring import show_truth

        show_truth()
        return
    if arguments.few:
        from bench.few import show_few

        show_few()
        return
    if arguments.rules:
        measure_rules(arguments.goals, arguments.examples)
        return
    measure(arguments.items, arguments.goals, arguments.examples)


def measure(items: int, goals: int, examples: int) -> None:
    """Prints the time of learning and of suggesting, and the peak memory of this whole process."""
    company = Company(goals)
    learned = [company.example(number) for number in range(examples)]
    asked = [
        (company.item(number, number % goals), f"team {number % 40}") for number in range(examples, examples + items)
    ]
    begun = time.perf_counter()
    suggester = Suggester(company.goals, learned)
    trained = time.perf_counter()
    found = suggester.suggest(asked)
    ended = time.perf_counter()
    right = sum(
        bool(row) and row[0].goal == f"O-{at % goals}"
        for row, at in zip(found, range(examples, examples + items), strict=True)
    )
    cpu = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{items:,} items x {goals:,} goals, learned from {examples:,} links")
    heads = ("learn s", "suggest s", "together s", "CPU s", "peak MB", "items/s", "first right")
    print("".join(f"{head:>12}" for head in heads))
    seconds = "".join(f"{each:12.1f}" for each in (trained - begun, ended - trained, ended - begun, cpu))
    print(f"{seconds}{peak:12.0f}{items / (ended - trained):12,.0f}{right / items:12.2f}")


def measure_rules(goals: int, examples: int) -> None:
    """Prints the time of proposing rules from so many links, and the peak memory of this whole process."""
    company = Company(goals)
    linked = [company.example(number) for number in range(examples)]
    begun = time.perf_counter()
    found = propose(linked, ())
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{examples:,} links, {goals:,} goals: {len(found):,} rules proposed in {seconds:.1f} s, peak {peak:.0f} MB")


class Company:
    """Goals with words of their own; items write of their goal half of the time, and of anything else."""

    def __init__(self, goals: int) -> None:
        self._random = random.Random(7)
        self._words = [self._word() for _ in range(WORDS)]
        self._topics = [self._random.sample(self._words[200:], 8) for _ in range(goals)]
        self.goals = [
            Goal(source="sheets", key=f"O-{n}", level="objective", title=" ".join(topic[:4]), place="OKRs!A2")
            for n, topic in enumerate(self._topics)
        ]

    def example(self, number: int) -> Example:
        goal = number % len(self.goals)
        return Example(self.item(number, goal), f"team {number % 40}", f"O-{goal}", number % 20 != 0)

    def item(self, number: int, goal: int) -> Item:
        return Item(
            source="jira",
            id=str(number),
            key=f"PAY-{number}",
            kind="issue",
            container=f"P{goal % 50 if number % 3 else number % 50}",
            title=self._text(goal, 8),
            text=self._text(goal, 60),
            labels=(f"label-{goal % 200 if number % 2 else number % 200}", "backend"),
            components=(f"component-{number % 30}",),
            assignee=f"person-{(goal * 3 + number % 5) % 400}",
            author=f"person-{number % 400}",
            url="",
            status="Open",
            category="todo",
            created_at=THEN,
            updated_at=THEN,
        )

    def _text(self, goal: int, length: int) -> str:
        return " ".join(
            self._random.choice(self._topics[goal]) if self._random.random() < 0.15 else self._words[self._rank()]
            for _ in range(length)
        )

    def _rank(self) -> int:
        return min(int(self._random.paretovariate(0.4)), WORDS) - 1

    def _word(self) -> str:
        return "".join(
            self._random.choice("bcdfgklmnprst") + self._random.choice("aeiou")
            for _ in range(self._random.randint(2, 4))
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.suggestions", description=__doc__)
    parser.add_argument("--truth", action="store_true", help="measure by public data whose goals are known")
    parser.add_argument("--few", action="store_true", help="measure how true confidence is with few links")
    parser.add_argument("--rules", action="store_true", help="measure the rules that links suggest")
    parser.add_argument("--items", type=int, default=50_000, help="items that no rule links (default 50,000)")
    parser.add_argument("--goals", type=int, default=500, help="goals (default 500)")
    parser.add_argument("--examples", type=int, default=LINKED, help="links to learn from (default 10,000)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
