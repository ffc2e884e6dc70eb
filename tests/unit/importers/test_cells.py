"""Cells in German and ISO notation, and the clock changes."""

from datetime import UTC, date, datetime

import pytest

from graph_model.domain.vocabulary import AccessFeature, ActorKind, AreaLevel, Channel
from graph_model.errors import InvalidValueError, UnknownCodeError
from importers.cells import (
    calendar_day,
    coded,
    decimal_number,
    instant,
    protect,
    unprotect,
    whole_number,
    write_instant,
)
from importers.columns import codes_of


@pytest.mark.parametrize(
    ("cell", "number"),
    [("0", 0), ("1200", 1200), ("1.200", 1200), ("1.234.567", 1234567), ("12,0", 12), ("12.0", 12)],
)
def test_whole_numbers_take_german_thousands_and_a_spreadsheet_s_zero(
    cell: str, number: int
) -> None:
    assert whole_number(cell) == number


@pytest.mark.parametrize("cell", ["", "12,5", "1.2", "1.20.000", "zwölf", "1e3", "٣", "9" * 40])
def test_what_is_no_whole_number_is_refused(cell: str) -> None:
    with pytest.raises(InvalidValueError, match="whole number"):
        whole_number(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12,5", 12.5), ("12.5", 12.5), ("51.123", 51.123), ("1.200,5", 1200.5), ("-3", -3.0)],
)
def test_decimals_take_comma_or_point(cell: str, number: float) -> None:
    assert decimal_number(cell) == number


@pytest.mark.parametrize("cell", ["nan", "inf", "1,2,3", "1.200.000", "0x1", "1_000"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(InvalidValueError, match="number such as"):
        decimal_number(cell)


@pytest.mark.parametrize(
    "cell", ["31.12.2025", "2025-12-31", "2025-12-31 00:00:00", "2025-12-31T00:00"]
)
def test_days_are_german_or_iso(cell: str) -> None:
    assert calendar_day(cell) == date(2025, 12, 31)


@pytest.mark.parametrize("cell", ["31.12.25", "12/31/2025", "31.02.2025", "2025-13-01", "morgen"])
def test_other_days_are_refused(cell: str) -> None:
    with pytest.raises(InvalidValueError, match="a day such as"):
        calendar_day(cell)


# Germany is one hour ahead of UTC in winter and two in summer.
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31.12.2025 14:30", datetime(2025, 12, 31, 13, 30, tzinfo=UTC)),
        ("31.12.2025, 14:30 Uhr", datetime(2025, 12, 31, 13, 30, tzinfo=UTC)),
        ("1.7.2025 8:05", datetime(2025, 7, 1, 6, 5, tzinfo=UTC)),
        ("2025-07-01T08:05:09", datetime(2025, 7, 1, 6, 5, 9, tzinfo=UTC)),
        ("2025-07-01T08:05:09.25+02:00", datetime(2025, 7, 1, 6, 5, 9, 250000, tzinfo=UTC)),
        ("2025-07-01T08:05:09Z", datetime(2025, 7, 1, 8, 5, 9, tzinfo=UTC)),
        ("2025-07-01 08:05 -0500", datetime(2025, 7, 1, 13, 5, tzinfo=UTC)),
        ("31.12.2025", datetime(2025, 12, 30, 23, 0, tzinfo=UTC)),
    ],
)
def test_times_become_utc(cell: str, expected: datetime) -> None:
    assert instant(cell) == expected
    assert instant(cell).utcoffset() == expected.utcoffset()


# On 26 October 2025 the clock went back from 03:00 MESZ to 02:00 MEZ: 02:30 came twice.
@pytest.mark.parametrize(
    ("cell", "expected_hour"),
    [("26.10.2025 02:30", 0), ("26.10.2025 02:30 MESZ", 0), ("26.10.2025 02:30 MEZ", 1)],
)
def test_the_hour_that_comes_twice_is_summer_time_unless_said_otherwise(
    cell: str, expected_hour: int
) -> None:
    assert instant(cell) == datetime(2025, 10, 26, expected_hour, 30, tzinfo=UTC)


def test_the_hour_that_the_clock_change_leaves_out_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="clock change"):
        instant("30.03.2025 02:30")


@pytest.mark.parametrize(
    "cell", ["2025-12-31T25:00", "0001-01-01T00:00+14:00", "gestern", "14:30", "2025-01-01T00:00ZZ"]
)
def test_other_times_are_refused(cell: str) -> None:
    with pytest.raises(InvalidValueError, match="a time such as"):
        instant(cell)


def test_a_written_time_reads_back_to_the_microsecond() -> None:
    moment = datetime(2025, 10, 26, 0, 30, 0, 123, tzinfo=UTC)
    assert write_instant(moment) == "2025-10-26T00:30:00.000123Z"
    assert instant(write_instant(moment)) == moment


@pytest.mark.parametrize("cell", ["home_visit", "Hausbesuch", "HOME VISIT", " hausbesuch "])
def test_codes_are_understood_as_code_and_in_words(cell: str) -> None:
    assert coded(Channel)(cell.strip()) is Channel.HOME_VISIT


def test_umlauts_may_be_spelt_out_and_synonyms_are_known() -> None:
    kind = coded(ActorKind)
    assert kind("Kümmerer") is kind("Kuemmerer") is kind("Soziale Kümmerin") is ActorKind.KUEMMERER
    assert kind("Genossenschaft") is ActorKind.COOPERATIVE
    assert coded(AreaLevel)("Planungsraum") is AreaLevel.PLANNING_AREA


def test_an_unknown_word_is_refused_with_the_codes_that_exist() -> None:
    with pytest.raises(UnknownCodeError, match="home_visit, consultation_hour"):
        coded(Channel)("Brieftaube")


def test_several_words_stand_between_bars_or_commas() -> None:
    both = (AccessFeature.HOME_VISITS, AccessFeature.BY_PHONE)
    parse = codes_of(AccessFeature).parse
    assert parse("kommt nach Hause | telefonisch") == parse("home_visits,by_phone") == both


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-2", "@SUM(A1)", "'=1", "''-"])
def test_what_a_spreadsheet_would_compute_is_written_as_text_and_comes_back(cell: str) -> None:
    assert protect(cell).startswith("'")
    assert unprotect(protect(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Tafel", "'n Abend", "a=b", "'"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert protect(cell) == cell
    assert unprotect(cell) == cell
