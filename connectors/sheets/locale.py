"""How a country writes numbers and dates, for what people typed as text: before any cell is read.

A number or date that Google itself understood comes as a number, and needs none of this.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets#SpreadsheetProperties
"""

from typing import Literal

from msgspec import Struct

_POINT = frozenset(
    (
        "am", "ar", "bn", "cy", "en", "fil", "ga", "gu", "he", "hi", "iw", "ja", "kn", "ko", "ml", "mn", "mr", "ms", "mt",
        "my", "ne", "pa", "si", "sw", "ta", "te", "th", "ur", "zh",
    )
)  # fmt: skip
_POINT_IN = frozenset(
    (
        "de_CH", "de_LI", "es_DO", "es_GT", "es_HN", "es_MX", "es_NI", "es_PA", "es_PE", "es_PR", "es_SV", "es_US", "fr_CH",
        "it_CH", "rm_CH",
    )
)  # fmt: skip
_MONTH_FIRST = frozenset(("en_US", "en_PH", "es_PA", "es_PR", "fil_PH"))
_EITHER = frozenset(("en_CA", "es_US"))
_YEAR_FIRST = frozenset(("fa", "hu", "ja", "ko", "lt", "mn", "zh"))


class Locale(Struct, frozen=True):
    """`decimal` is the sign before the fraction, None where either may be meant. `first` is what stands first in a date such
    as 05/06/2026, None where nobody can tell. `fiscal_month` (1-12) is the first one of a fiscal year, which is named after
    the calendar year that it ends in."""

    decimal: Literal[".", ","] | None = None
    first: Literal["day", "month"] | None = None
    fiscal_month: int = 1


ANYWHERE = Locale()


def locale(name: str, fiscal_month: int = 1) -> Locale:
    """Of a spreadsheet's `locale`, such as `en_US`, `de_DE` or `pt`."""
    language, _, country = name.replace("-", "_").partition("_")
    if not language:
        return Locale(fiscal_month=fiscal_month)
    code = f"{language}_{country}"
    month_first = code in _MONTH_FIRST or code == "en_"
    unsure = language in _YEAR_FIRST or code in _EITHER
    return Locale(
        decimal="." if language in _POINT or code in _POINT_IN else ",",
        first="month" if month_first else None if unsure else "day",
        fiscal_month=fiscal_month,
    )
