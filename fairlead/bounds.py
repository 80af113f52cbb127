"""Types for the numbers in a detector's settings: with them a number out of bounds is refused, with its place."""

from core.bounds import AtMost, Count, Days, PersonDays, Ratio, Share, Weeks

__all__ = ["AtMost", "Count", "Days", "PersonDays", "Ratio", "Share", "Weeks"]
