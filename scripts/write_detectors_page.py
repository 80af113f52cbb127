"""Writes docs/detectors.md from the detectors themselves: their docstrings, settings, labels and advice.

Run it after a change to a detector: `uv run python scripts/write_detectors_page.py`. A test compares page and detectors.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core import described
from core.detectors import DETECTORS
from core.detectors.contract import Detector
from core.inhibition import INHIBITIONS

PAGE = Path(__file__).parents[1] / "docs" / "detectors.md"
INTRODUCTION = """\
# Detectors

<!-- Made by scripts/write_detectors_page.py from the detectors; change those and run it. -->

A detector looks at facts and says what drifts. It fetches nothing, writes nothing and knows no clock. What it says is a
*finding*: one kind of drift in one place, with its evidence, the day it began, and who can mend it.

## Facts that all detectors stand on

- **Item:** an issue, epic, pull request or Slack thread, known by the tool's own lasting id. A new key, number or title
  changes nothing.
- **Status category:** `todo`, `doing` or `done`. In Jira it is the category of the status. In GitHub, closed is done; an
  open pull request is `doing`, and so is an open issue with an assignee or one of `doing_labels`. A Slack thread is talk,
  not work: it stays `todo`.
- **Human activity:** a comment, change, event or reply of a person. Bots, apps and the hub itself do not count.
- **Effort:** person-days of a team in the last 28 days. Each day on which a person did something is shared out evenly over
  the items touched that day. It is never shown for a person. Threads and exempt items are left out.
- **Allocation:** how effort is divided between the objectives that have a target share. Each objective counts all that hangs
  below it; shares and targets are relative to their sums. Where at least 70 % of the items that a team finished in 14 weeks
  have worklogs, its person-days are divided by logged hours; else, where 70 % have story points, by the points of what it
  finished; else by activity. The evidence names the method of each team, how much of its work that method knows, and which
  share of all effort served these objectives at all (`coverage`).
- **Target shares over time:** a changed share counts from the day on which the hub saw it, a new objective from its own
  first day.
- **Team:** the person's team in `people.toml`, else the team whose `containers` name the project or repository.
- **Working day:** Monday to Friday, in UTC. There is no calendar of holidays.
- **End of a goal:** its last day, or the day on which it was first seen closed or superseded; also that of a goal above it.

What is not seen is never taken for gone. A failed, partial or empty read resolves nothing.

## The life of a finding

- It opens when a detector sees it, and resolves by itself after two evaluations in a row without it. If the same drift
  comes back, the same finding is opened again.
- While a tool is late or failing, all findings that stand on it are frozen: none opens, changes or resolves. The hub says
  so (D26).
- People decide about it, by [`fairlead finding acknowledge`](commands.md#fairlead-finding-acknowledge) and its like, and each
  decision is kept with who made it and when:

  | state | what it means | how it ends |
  |---|---|---|
  | open | it is told | |
  | acknowledged | somebody has seen it and takes care; it does not escalate | its last day, in 7 days unless one is given |
  | snoozed | nothing new is told; what stands stays | its last day, or when it is worse, or when it says something else |
  | exempt | it is meant to be so; what stands is taken back | on its review day, in 90 days unless one is given |
  | disputed | somebody says that it is wrong; nothing new is told | an edit of the rule in question, or somebody reopens it |
  | silenced | it matches a [silence](commands.md#fairlead-silence-add); nothing new is told | the end of the silence |
  | resolved | no detector sees it any more | |

  Whatever was decided can be taken back (`fairlead finding reopen`). When a finding has resolved and comes back, only an
  exemption still holds.
- For the first 14 days after it first knew a goal (`learning_days` under `[guard]`) a hub learns: it shows what it finds, each
  thing with its true severity, and writes nothing. Look through it meanwhile, exempt what needs no goal, set thresholds;
  `learning_days = 0` ends it.
- Severity is `info`, `warning` or `critical`. What is `info` is shown by `fairlead goals` and `fairlead findings`, and
  never written into a tool. It rises at once, and falls when two evaluations in a row saw less.
- An item gets the label of each of its detectors and one comment with all its findings. An initiative that is a Jira issue
  gets a remote link in place of the comment. A goal in a sheet gets a text in the hub's own column. In Slack there is one
  message for each owner and goal, in the channel of the team or else in `alerts_channel`.

How many days go by from the beginning of a drift to its finding is measured for each detector:
[how soon drift is told](performance.md#how-soon-drift-is-told).

Settings stand in `config.toml` under `[detectors.<id>]`. An unknown name is refused, and so is a number out of bounds: a share
is 0 to 1, days are 0 or more, and a count is 1 or more. `fairlead detectors ID` shows the values in force. More detectors can
be installed beside these: [write a detector](write-a-detector.md).

## Which finding silences which

Where one cause shows in several findings, the one nearest the cause speaks. The others are open like any other, and they
are counted; but nothing is written or sent of them, and `fairlead findings` folds them below the one that silences them.
What was written of them before stays. When the one that silences them resolves, they speak.

{inhibitions}

Nothing is silenced by something less severe, by what is only *info*, or by what is silenced itself. D5 of the company
silences no objective, a finding of a team silences no item, and detectors of other packages neither silence nor are silenced.

## What Jira, GitHub, Slack and a sheet cannot show

- **Pay and promotion.** If people are rewarded for something else than the goals, the work follows the reward. You see only
  the work.
- **Budget.** Person-days tell where time went, not money.
- **Meetings.** A decision that left no trace in a tool is unknown here. So is time spent in meetings.
- **Belief.** A link says that work was meant for a goal, not that anybody believes in it.

A quiet hub means that these tools show no drift of the kinds below. It does not mean that all is well.
"""


def page() -> str:
    introduction = INTRODUCTION.replace("{inhibitions}", _inhibitions())
    return "\n".join((introduction, *(line for detector in DETECTORS for line in _section(detector))))


def _inhibitions() -> str:
    rows = (
        f"| {' or '.join(each.parents)} | {', '.join(each.silenced)} | {'items' if each.kind == 'item' else 'goals'} "
        f"{each.place} | {each.why} |"
        for each in INHIBITIONS
    )
    return "\n".join(("| what speaks | silences | about | because |", "|---|---|---|---|", *rows))


def _section(detector: Detector[Any]) -> Iterator[str]:
    summary, *told = described.parts(detector).items()
    yield f"## {detector.id}: {detector.name}\n"
    yield f"{summary[1]}\n"
    yield from (f"- **{name}:** {text}" for name, text in told)
    yield f"- **Label:** `{detector.label}`"
    yield f"- **Advice given:** {detector.advice}\n"
    yield "| setting | default | unit | meaning |\n|---|---|---|---|"
    for each in described.settings(detector, None):
        yield f"| `{each.name}` | `{each.default}` | {each.unit} | {each.meaning} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page())
