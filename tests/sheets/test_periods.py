"""Periods, numbers and dates as people of different countries and companies write them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sheets import cells, dates, periods
from connectors.sheets.locale import ANYWHERE, Locale, locale


@pytest.mark.parametrize(
    ("written", "begin", "end"),
    [
        ("Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("1Q26", date(2026, 1, 1), date(2026, 3, 31)),
        ("Q1/26", date(2026, 1, 1), date(2026, 3, 31)),
        ("S2 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("2H 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("Jan 2026", date(2026, 1, 1), date(2026, 1, 31)),
        ("February '28", date(2028, 2, 1), date(2028, 2, 29)),
        ("Mär-26", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026 Sept.", date(2026, 9, 1), date(2026, 9, 30)),
        ("2026-04", date(2026, 4, 1), date(2026, 4, 30)),
        ("04/2026", date(2026, 4, 1), date(2026, 4, 30)),
        (2026, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_forms(written: Any, begin: date, end: date) -> None:
    assert periods.period(written) == (begin, end)


@pytest.mark.parametrize(
    "written", ["Q1", "13/2026", "Marketing 2026", "ju 2026", "Ju 26", "Q3 FY", "Q1 9999", "May 26"]
)
def test_what_is_no_period(written: str) -> None:
    with pytest.raises(ValueError, match=r"not a period|not plausible"):
        periods.period(written)


@pytest.mark.parametrize(
    ("written", "month", "begin", "end"),
    [
        ("FY26", 1, date(2026, 1, 1), date(2026, 12, 31)),
        ("Q3 FY26", 1, date(2026, 7, 1), date(2026, 9, 30)),
        ("Q3 FY26", 4, date(2025, 10, 1), date(2025, 12, 31)),
        ("FY26 Q4", 4, date(2026, 1, 1), date(2026, 3, 31)),
        ("FY 2026", 7, date(2025, 7, 1), date(2026, 6, 30)),
        ("H1 FY26", 10, date(2025, 10, 1), date(2026, 3, 31)),
        ("Q3 2026", 4, date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_fiscal_years_are_named_after_the_year_that_they_end_in(
    written: str, month: int, begin: date, end: date
) -> None:
    assert periods.period(written, Locale(fiscal_month=month)) == (begin, end)


@given(st.integers(1971, 2100), st.integers(1, 12))
def test_the_quarters_of_a_fiscal_year_are_the_year(year: int, month: int) -> None:
    here = Locale(fiscal_month=month)
    spans = [periods.period(f"Q{quarter} FY{year}", here) for quarter in (1, 2, 3, 4)]
    whole = periods.period(f"FY{year}", here)
    assert whole
    assert all(spans)
    assert (spans[0] or whole)[0] == whole[0]
    assert (spans[3] or whole)[1] == whole[1]
    assert whole[1].year == year


@pytest.mark.parametrize(
    ("name", "decimal", "first"),
    [
        ("en_US", ".", "month"),
        ("en_GB", ".", "day"),
        ("de_DE", ",", "day"),
        ("de_CH", ".", "day"),
        ("es_MX", ".", "day"),
        ("fr", ",", "day"),
        ("ja_JP", ".", None),
        ("en_CA", ".", None),
        ("es_US", ".", None),
        ("ar_EG", ".", "day"),
        ("", None, None),
    ],
)
def test_locales(name: str, decimal: str | None, first: str | None) -> None:
    found = locale(name)
    assert (found.decimal, found.first) == (decimal, first)


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("1.234,56", "en_US", 1234.56),
        ("1,234.56", "de_DE", 1234.56),
        ("1.234", "de_DE", 1234),
        ("1.234", "en_US", 1.234),
        ("1,234", "en_US", 1234),
        ("1,234", "de_DE", 1.234),
        ("0,123", "en_US", 0.123),
        ("0.500", "de_DE", 0.5),
        ("0.234.567", "de_DE", None),
        ("1.234.567", "en_US", 1234567),
        ("12 %", "de_DE", 0.12),
        ("€ 1.2M", "en_US", 1.2e6),
        ("1,5k", "de_DE", 1500),
        ("1,5 Mio. €", "de_DE", 1.5e6),
        ("$(1,200)", "en_US", None),
        ("(1,200)", "en_US", -1200),
        ("-$40", "en_US", -40),
        ("$-40", "en_US", -40),
        (">= 95 %", "en_US", 0.95),
        ("~40", "en_US", 40),
    ],
)
def test_numbers_by_locale(written: str, name: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(ValueError, match="not a number"):
            cells.number(written, locale(name))
    else:
        assert cells.number(written, locale(name)) == pytest.approx(value)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["de_DE", "en_US", "fr_FR", "de_CH"]))
def test_a_number_written_as_its_country_does_is_read_as_itself(cents: int, name: str) -> None:
    plain = f"{cents / 100:,.2f}"
    swapped = plain.replace(",", "_").replace(".", ",").replace("_", ".")
    assert cells.number(plain if locale(name).decimal == "." else swapped, locale(name)) == cents / 100


@pytest.mark.parametrize(
    ("written", "name", "day"),
    [
        ("31.12.2026", "en_US", date(2026, 12, 31)),
        ("05/06/2026", "en_US", date(2026, 5, 6)),
        ("05/06/2026", "en_GB", date(2026, 6, 5)),
        ("12/31/2026", "en_GB", date(2026, 12, 31)),
        ("31/12/2026", "en_US", date(2026, 12, 31)),
        ("5/6/26", "de_DE", date(2026, 6, 5)),
        ("05-06-2026", "fr_FR", date(2026, 6, 5)),
        ("3 März 2026", "de_DE", date(2026, 3, 3)),
        ("11/20/2026 9:30:00", "en_US", date(2026, 11, 20)),
        (46387, "ja_JP", date(2026, 12, 31)),
        (46387.75, "ja_JP", date(2026, 12, 31)),
    ],
)
def test_dates_by_locale(written: Any, name: str, day: date) -> None:
    assert dates.day(written, locale(name)) == day


def test_a_date_that_nobody_can_tell_is_refused() -> None:
    for unsure in (ANYWHERE, locale("en_CA"), locale("zh_CN")):
        with pytest.raises(ValueError, match="two ways"):
            dates.day("05/06/2026", unsure)


@pytest.mark.parametrize(
    ("word", "lacks"), [("Q1", True), ("H2", True), ("May", True), ("Marketing", False), ("Decision", False)]
)
def test_what_names_a_part_of_an_unknown_year(word: str, lacks: bool) -> None:
    assert periods.lacks_year(word) is lacks
