"""What people type into cells is read, or refused with a reason; never misread and never a crash."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sheets import cells, dates, periods

DAYS = st.dates(dates.FIRST_DAY, dates.LAST_DAY)
MONEY = st.decimals(0, 10**9, places=2).map(float)
ANY_CELL = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)
READERS: list[Callable[[Any], object]] = [
    cells.number,
    cells.share,
    cells.confidence,
    dates.day,
    periods.period,
    periods.day_or_period,
    periods.last_day,
    cells.remark,
    cells.names,
    cells.email,
    cells.link,
    cells.owners,
    cells.name,
    cells.text,
]


@given(ANY_CELL, st.sampled_from(READERS))
def test_any_cell_is_read_or_refused(cell: Any, reader: Callable[[Any], object]) -> None:
    with suppress(ValueError):
        reader(cell)


@given(MONEY, st.sampled_from(["{:,.2f}", "{:.2f}", "€ {:,.2f}", "{:,.2f} €", "USD {:,.2f}", " {:.2f} "]))
def test_written_numbers_keep_their_value(value: float, form: str) -> None:
    assert cells.number(form.format(value)) == value
    assert cells.number(value) == value


@given(MONEY, st.sampled_from([".", " ", "’", "\u202f"]))
def test_european_numbers_keep_their_value(value: float, grouping: str) -> None:
    written = f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", grouping)
    assert cells.number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,200", 1200),
        ("35 %", 0.35),
        ("€ 4.5", 4.5),
        ("-3", -3),
        ("−3", -3),
        ("3.2M", 3.2e6),
        ("4,5", 4.5),
        ("40k", 4e4),
    ],
)
def test_numbers(written: str, value: float) -> None:
    assert cells.number(written) == pytest.approx(value)


@pytest.mark.parametrize(
    "written",
    [
        "abc",
        "1,20,0",
        "1.2.3",
        "Q4 2026",
        "12 of 30",
        "TRUE",
        "#DIV/0!",
        "1" * 400,
        "12 m",
        "((5))",
        "(" * 5000 + "5" + ")" * 5000,
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"not a number|not finite"):
        cells.number(written)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "n/a", "TBD"])
def test_cells_that_say_nothing_are_empty(cell: Any) -> None:
    readers: list[Callable[[Any], object]] = [cells.number, cells.share, dates.day, periods.period, cells.name]
    assert {reader(cell) for reader in readers} == {None}
    assert cells.owners(cell) == ()


@given(st.integers(0, 100))
def test_a_share_is_the_same_as_percent_number_and_fraction(percent: int) -> None:
    fraction = percent / 100
    assert cells.share(f"{percent} %") == cells.share(f"{percent}%") == cells.share(fraction) == fraction
    assert percent == 1 or cells.share(percent) == cells.share(str(percent)) == fraction


@pytest.mark.parametrize(
    ("cell", "share"), [(0.7, 0.7), (7, 0.7), ("7/10", 0.7), ("70 %", 0.7), (70, 0.7), (1, 1), (10, 1)]
)
def test_confidence_scales(cell: Any, share: float) -> None:
    assert cells.confidence(cell) == pytest.approx(share)


@pytest.mark.parametrize(
    ("column", "confidence", "share"),
    [((), 1, 1), ((0.7, 1, "x"), 1, 1), ((1, 7, 10), 0.1, 0.01), ((1, 35, 80), 0.01, 0.01), ((1, 0.5, 7), 1, 1)],
)
def test_what_1_means_is_said_by_its_column(column: tuple[Any, ...], confidence: float, share: float) -> None:
    assert cells.confidence(1, column=column) == pytest.approx(confidence)
    assert cells.share("1", column=column) == pytest.approx(share)
    assert cells.confidence("1 %", column=column) == 0.01


@pytest.mark.parametrize("cell", [-0.1, 101, "120 %", "11/10"])
def test_shares_outside_their_range_are_refused(cell: Any) -> None:
    with pytest.raises(ValueError, match="not between 0 and 100 %"):
        cells.confidence(cell)


@pytest.mark.parametrize("reader", [cells.share, cells.confidence])
@pytest.mark.parametrize("cell", [1.5, 1.01, "1.5"])
def test_a_number_that_may_be_more_than_all_of_it_is_refused(reader: Callable[[Any], object], cell: Any) -> None:
    with pytest.raises(ValueError, match="two ways"):
        reader(cell)
    assert reader("1.5 %") == 0.015


@given(DAYS)
def test_a_date_is_the_same_as_serial_number_and_text(day: date) -> None:
    serial = (day - dates.EPOCH).days
    forms = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d %B %Y}", f"{day:%b %d, %Y}", f"{day.isoformat()}T10:00:00"]
    assert {dates.day(each) for each in [serial, serial + 0.75, *forms]} == {day}


@given(DAYS)
def test_a_date_with_strokes_is_read_only_where_it_can_be_read_one_way(day: date) -> None:
    for written in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"):
        if day.day > 12 or day.day == day.month:
            assert dates.day(written) == day
        else:
            with pytest.raises(ValueError, match="two ways"):
                dates.day(written)


@pytest.mark.parametrize("cell", ["yyyy-mm-dd", "2026-02-30", "soon", 2026, -5, 1e300, True, "31 Foo 2026"])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    with pytest.raises(ValueError, match="2026-12-31"):
        dates.day(cell)


@given(st.integers(1970, 2100), st.integers(1, 4))
def test_quarters_of_a_year_follow_each_other(year: int, quarter: int) -> None:
    spans = {
        periods.period(form.format(year, quarter))
        for form in ("{0} Q{1}", "Q{1} {0}", "q{1}-{0}", "{0}Q{1}", "{0}-q{1}")
    }
    assert len(spans) == 1
    begin, end = spans.pop() or (None, None)
    following = periods.period(f"{year + quarter // 4} Q{quarter % 4 + 1}")
    assert begin
    assert end
    assert following
    assert (begin.year, begin.month) == (year, 3 * quarter - 2)
    assert following[0] == end + timedelta(days=1)


def test_halves_years_and_ends_of_periods() -> None:
    assert periods.period("H2 2026") == periods.period("2026h2") == (date(2026, 7, 1), date(2026, 12, 31))
    assert periods.period(2026) == periods.period("2026") == (date(2026, 1, 1), date(2026, 12, 31))
    assert periods.period("Q4 '26") == periods.period("2026 Q4")
    assert (periods.first_day("Q1 2026"), periods.last_day("Q1 2026")) == (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize("written", ["H3 2026", "Q5 2026", "someday", "2026 Q"])
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="period"):
        periods.period(written)


def test_owners_are_emails_or_handles_of_this_source() -> None:
    assert cells.owners("Ada <Ada@Example.org>, bo@example.org;Cleo\nada@example.org") == (
        "ada@example.org",
        "bo@example.org",
        "sheets:Cleo",
    )


def test_text_that_no_database_can_store_is_made_harmless() -> None:
    assert cells.text("a\0b \ud800\n c") == "ab ? c"
