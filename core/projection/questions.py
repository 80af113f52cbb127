"""The words of questions to owners, the buttons below them, and the forms behind these."""

from collections.abc import Iterable
from datetime import date

from core.asked import DONE_DAYS, KeyResult, Shifted
from core.checkins import Answer, Proposed, number, proposal, worded
from core.measure import said_range
from core.parts import Button, Part
from core.phrases import day
from core.presses import Field, Form

LONGEST_ABOUT = 1_900
LONGEST_NOTE = 300  # characters of an answer that the message shows; all of it stands in the sheet
DIFFERENTLY = "What will you do differently?"


def body(parts: Iterable[Part]) -> str:
    """The same in plain text."""
    return "\n".join(" · ".join(filter(None, (part.title, part.text))) for part in parts)


def head(name: str, answered: bool) -> Part:
    if answered:
        return _to(name, "thank you, that is all for this week.")
    return _to(name, "how do your key results stand? One click is enough; an answer in the sheet counts as well.")


def change(name: str) -> Part:
    return _to(name, "the strategy changed, and with it what your work is for.")


def key_result(asked: KeyResult, week: str) -> Part:
    """What is known of it, and the buttons."""
    said = [_value(asked), _ahead(asked), _confidence(asked), _done(asked)]
    text = " ".join(filter(None, said))
    return Part(text, f"{asked.goal} {asked.title}", asked.url, _buttons(asked, proposal(asked, week)))


def answered(asked: KeyResult, answer: Answer | None, name: str) -> Part:
    """Without an answer the sheet has one."""
    title = f"{asked.goal} {asked.title}"
    if answer is None:
        return Part(f"✅ Checked in in the sheet ({_lately(asked.said_on)})", title, asked.url)
    value = None if answer.value is None else worded(answer.value, asked.measure)
    sure = None if answer.confidence is None else f"{number(answer.confidence)}/10"
    said = ", ".join(filter(None, (value, sure))) or "noted"
    return Part(f"✅ {name}: {said} ({day(answer.day)})", title, asked.url)


def reminder(name: str, goals: Iterable[str], what: str) -> Part:
    return _to(name, f"your {what} is still open for {', '.join(goals)}. One click in the message is enough.")


def shifted(asked: Shifted, today: date) -> Part:
    """`today` is kept in the button, so that the message tells when it was asked."""
    text = (
        f"The targets changed on {day(asked.day)}: it should get {asked.after:.0%} of all effort, and not {asked.before:.0%}. "
        f"{DIFFERENTLY}"
    )
    about = f"{asked.goal} {asked.day} {today}"
    buttons = (Button("commit", "Answer…", about, "primary"),) if len(about) <= LONGEST_ABOUT else ()
    return Part(text, f"{asked.goal} {asked.title}", asked.url, buttons)


def committed(asked: Shifted, answer: Answer | None, name: str) -> Part:
    title = f"{asked.goal} {asked.title}"
    if answer is None:
        return Part(f"✅ Answered in the sheet ({_lately(asked.said_on)})", title, asked.url)
    note = answer.note if len(answer.note) <= LONGEST_NOTE else answer.note[:LONGEST_NOTE] + "…"
    return Part(f"✅ {name} ({day(answer.day)}): {note}", title, asked.url)


def check_in_form(asked: KeyResult, week: str, ref: str = "") -> Form:
    """Asks for value, confidence and a note, filled in with what is known."""
    known = proposal(asked, week)
    value = "" if known.value is None else worded(known.value, None)
    milestone = asked.measure == "milestone"
    initial = ("yes" if known.value else "no") if milestone else value
    fields = (
        Field("value", "Done?" if milestone else "Value now", initial=initial, hint=_hint(asked), optional=True),
        Field("confidence", "Confidence, 0 to 10", initial=_number(known.confidence), optional=True),
        Field("note", "Anything worth knowing", "long text", optional=True),
    )
    return Form("check-in-other", str(known), _cut(f"Check-in {asked.goal}"), fields[asked.counted :], ref=ref)


def commit_form(asked: Shifted, about: str, ref: str = "") -> Form:
    field = Field("note", DIFFERENTLY, "long text", hint="Which work stops, and who moves. One sentence will do.")
    return Form("commit", about, _cut(f"New targets, {asked.goal}"), (field,), ref=ref)


def _lately(on: date | None) -> str:
    return day(on) if on else "lately"


def _to(name: str, said: str) -> Part:
    return Part(f"{name}: {said}" if name else said[:1].upper() + said[1:])


def _value(asked: KeyResult) -> str:
    if asked.value is None:
        return "No value is known yet."
    since = f" since {day(asked.value_on)}" if asked.value_on else ""
    counted = ", counted by its query" if asked.counted else ""
    return f"It is {_at(asked)}{worded(asked.value, asked.measure)}{since}{counted}."


def _at(asked: KeyResult) -> str:
    return "" if asked.measure == "milestone" else "at "


def _ahead(asked: KeyResult) -> str:
    if asked.measure == "keep":
        return f"It should stay {said_range(asked.low, asked.high)}."
    if asked.measure == "milestone":
        return f"It is due on {day(asked.end)}." if asked.end else ""
    if asked.expected is None or asked.target is None or asked.end is None:
        return ""
    goes_on = "" if asked.projected is None else f", and it leads to {_short(asked.projected)}"
    return f"{_short(asked.expected)} is expected by now{goes_on}; the target is {number(asked.target)} by {day(asked.end)}."


def _confidence(asked: KeyResult) -> str:
    return "" if asked.confidence is None else f"Confidence last said: {number(asked.confidence)}/10."


def _done(asked: KeyResult) -> str:
    if not asked.done:
        return ""
    more = f" and {asked.done - len(asked.titles)} more" if asked.done > len(asked.titles) else ""
    return f"Done in {DONE_DAYS} days: {'; '.join(asked.titles)}{more}."


def _buttons(asked: KeyResult, proposed: Proposed) -> tuple[Button, ...]:
    if len(str(proposed)) > LONGEST_ABOUT:
        return ()
    other = Button("check-in-other", "Change…", str(proposed))
    value = None if proposed.value is None else worded(proposed.value, asked.measure)
    sure = None if proposed.confidence is None else f"confidence {number(proposed.confidence)}"
    said = ", ".join(filter(None, (value, sure)))
    if not said or (value is None and not asked.counted):
        return (Button("check-in-other", "Fill in…", str(proposed), "primary"),)
    return Button("check-in", f"Confirm {said}", str(proposed), "primary"), other


def _hint(asked: KeyResult) -> str:
    if asked.measure == "milestone":
        return "yes or no"
    return "" if asked.target is None else f"The target is {number(asked.target)}."


def _number(value: float | None) -> str:
    return "" if value is None else number(value)


def _short(value: float) -> str:
    """A computed value; more digits would pretend to know more."""
    return number(float(f"{value:.3g}"))


def _cut(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"
