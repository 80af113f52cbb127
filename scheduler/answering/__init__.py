"""Buttons that do something: what people press in a tool, decided by the same functions as the command."""

from scheduler.answering.pressing import answer, reply
from scheduler.answering.refreshing import bring_up_to_date

__all__ = ["answer", "bring_up_to_date", "reply"]
