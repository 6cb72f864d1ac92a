"""Typed numbers: every form that the format lists, read or refused as it says, and rounding as taught at school."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.matching.numbers import (
    NumberError,
    Reading,
    Tolerance,
    format_number,
    is_tie,
    parse_exact,
    read_number,
    round_half_up,
    shown_value,
    within,
)

decimals = st.builds(
    lambda digits, places: Fraction(digits, 10**places), st.integers(-(10**18), 10**18), st.integers(0, 12)
)
fractions = st.fractions(-1000, 1000, max_denominator=1000)
tolerances = st.one_of(
    st.builds(Tolerance, absolute=st.fractions(0, 10)),
    st.builds(Tolerance, relative=st.fractions(0, 2)),
    st.builds(Tolerance, significant=st.integers(1, 5)),
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        # The forms that the format names.
        ("65,536", "65536"), ("65536", "65536"), ("65 536", "65536"), ("6만 5536", "65536"), ("467억", "46700000000"),
        ("1.65e-4", "0.000165"), ("1.65×10^-4", "0.000165"), ("１４", "14"), ("−0.125", "-0.125"), ("25%", "0.25"),
        # Signs, dashes, and points at either end.
        ("+5", "5"), ("-5", "-5"), ("– 5", "-5"), ("- 1e5", "-100000"), ("-0", "0"), (".5", "0.5"), ("5.", "5"),
        ("  7 ", "7"), ("007", "7"),
        # Groups of three, by commas and by spaces of any kind.
        ("1,234", "1234"), ("-1,234,567.8", "-1234567.8"), ("65\u00a0536", "65536"), ("1\u2009234\u202f567", "1234567"),
        ("1,234.", "1234"), ("12,345e2", "1234500"),
        # Korean number words, mixed, and with 십, 백, 천 before them.
        ("1억 2,000만", "120000000"), ("4.5억", "450000000"), ("467 억", "46700000000"), ("1조", "1000000000000"),
        ("1조 2억 3만 4", "1000200030004"), ("6만5536", "65536"), ("2천만", "20000000"), ("3천5백만", "35000000"),
        ("1억 5천 3백만", "153000000"), ("2천 24", "2024"), ("3백 2십 1", "321"), ("1억 3", "100000003"),
        ("6만 5536.5", "65536.5"), ("65 536만", "655360000"), ("-6만", "-60000"), ("2천3만", "20030000"),
        # Powers of ten, and fractions.
        ("1.65x10^-4", "0.000165"), ("1.65 X 10 ^ -4", "0.000165"), ("1.65*10**-4", "0.000165"),
        ("1.65·10⁻⁴", "0.000165"), ("2×10⁺³", "2000"), ("3×10^(6)", "3000000"), ("3×10^{6}", "3000000"),
        ("10⁹", "1000000000"), ("10^-2", "0.01"), ("10*10^2", "1000"), ("1E+3", "1000"), ("1e300", "1e300"),
        ("3/4", "3/4"), ("-1 / 8", "-1/8"), ("1,000/2.5", "400"),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly_in_each_way_of_writing_it(typed: str, value: str) -> None:
    reading = read_number(typed)
    assert reading.value == Fraction(value)
    assert reading.unit == ""
    assert reading.percent is (typed == "25%")


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("47B", 47, "B"), ("3 GB", 3, "GB"), ("3 ＧＢ.", 3, "GB"), ("65,536개", 65536, "개"),
        ("6만 5536개", 65536, "개"),
        ("467억 개", 46700000000, "개"), ("46,700 M parameters", 46700, "M parameters"), ("1e3m", 1000, "m"),
        ("5만원", 50000, "원"), ("5㎏", 5, "㎏"), ("20 °C", 20, "°C"), ("3/4 km/h", Fraction(3, 4), "km/h"),
        ("30$", 30, "$"),
        ("552 tCO2e", 552, "tCO2e"), ("3m²", 3, "m²"), ("5%p", 5, "%p"), ("2e", 2, "e"), ("5. GB", 5, "GB"),
        ("3 GB .", 3, "GB"),
        # 조 and 백 begin other words too, and 만큼 is no number.
        ("28조합", 28, "조합"), ("28 조합", 28, "조합"), ("3조각", 3, "조각"), ("5백분율", 5, "백분율"),
        ("5만큼", 5, "만큼"),
        ("3조 조각", 3 * 10**12, "조각"),
    ],
)  # fmt: skip
def test_what_follows_the_number_is_its_unit(typed: str, value: Fraction, unit: str) -> None:
    reading = read_number(typed)
    assert (reading.value, reading.unit, reading.percent) == (value, unit, False)


@pytest.mark.parametrize("typed", ["25%", "25 %", "25 percent", "25 Per Cent", "25퍼센트", "２５％"])
def test_per_cent_is_a_hundredth_and_says_so(typed: str) -> None:
    assert read_number(typed) == Reading(value=Fraction(1, 4), unit="", percent=True, significant=2)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0.0125", 3), ("1200", 4), ("1.20", 3), ("0", 1), ("0.00", 1), ("1,234.50", 6), ("-7", 1), ("1.65e-4", 3),
        ("2.50×10^3", 3), ("10^6", 1), ("6만", None), ("3/4", None),
    ],
)  # fmt: skip
def test_the_digits_given_are_counted_where_they_say_how_exact_it_is(typed: str, digits: int | None) -> None:
    assert read_number(typed).significant == digits


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1,5", ("1.5", "15")),
        ("12,34", ("12.34", "1234")),
        ("1.234,5", ("1234.5", "1.2345")),
        ("0,125", ("0.125", "125")),
        ("-1,5", ("-1.5", "-15")),
        ("1,5억", ("1.5", "15")),
        ("1,5e3", ("1.5", "15")),
        ("1,5 GB", ("1.5", "15")),
        ("1/2,5", ("2.5", "25")),
        ("1234,567", ("1234.567", "1234567")),
        ("1.234.567,8", ("1234567.8",)),
        ("00,5", ("0.5", "5")),
    ],
)
def test_a_comma_that_could_mean_two_things_is_refused_with_both(typed: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(NumberError) as refusal:
        read_number(typed)
    assert (refusal.value.code, refusal.value.value, refusal.value.readings) == ("ambiguous_comma", typed, readings)
    assert " or ".join(readings) in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("empty", ["", "   ", "\u200b"]),
        (
            "not_a_number",
            [
                "1.2.3", "--5", "+-5", "- -5", "Infinity", "nan", "inf", "약 47", "about 47", "~47", "개", ".", "-",
                "3,",
                ",5", "5,,", "1/0", "1/2/3", "5½", "5²", "2^10", "8x7B", "0x10", "1'000", "1_000", "$5", "5-", "5~7",
                "5 ± 1",
                "2*3", "1.5,3", "3억 5억", "5만 3억", "6만 55360", "1억 20,000만", "1.5억 2,000만", "10억만", "3/4만",
                "2e3만", "3천 5천",
                "1만 1만", "5 (개)", "٣", "十",
            ],
        ),
        ("bad_grouping", ["1 2", "1,234,5", "12,34,567", "65 53", "1 234,567", "1,23.5", "0 125", "5만 1 2",
        "1,  234"]),
        ("too_large", ["1e301", "1e-301", "1×10^999", "10⁻³⁰¹"]),
        ("too_long", ["1" * 61, " " * 61]),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_by_a_reason(code: str, texts: list[str]) -> None:
    for text in texts:
        with pytest.raises(NumberError) as refusal:
            read_number(text)
        assert (refusal.value.code, refusal.value.readings) == (code, ()), text
        assert refusal.value.value == text[:60]


def test_the_longest_number_is_read() -> None:
    assert read_number("9" * 60).value == 10**60 - 1


@given(st.text(max_size=70) | st.text("0123456789.,e+-×/^ 십백천만억조%개", max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_number(text)
    except NumberError:
        return
    assert isinstance(reading.value, Fraction)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.01", "1/100"), ("1e-4", "1/10000"), ("-3", "-3"), ("+2.", "2"), (".5", "1/2"), (" 7 ", "7"),
        ("1E300", "1e300"),
        ("1" * 60, "1" * 60),
    ],
)  # fmt: skip
def test_an_authors_decimal_is_exact(text: str, value: str) -> None:
    assert parse_exact(text) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"), (" ", "empty"), ("1,000", "not_a_number"), ("1/2", "not_a_number"), ("0x10", "not_a_number"),
        ("1_0", "not_a_number"), ("inf", "not_a_number"), ("5%", "not_a_number"), ("1e301", "too_large"),
        ("1e-301", "too_large"), ("1" * 61, "too_long"),
    ],
)  # fmt: skip
def test_an_author_writes_plain_decimals_only(text: str, code: str) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_exact(text)
    assert refusal.value.code == code
    assert refusal.value.value == text[:60]


@pytest.mark.parametrize(
    ("tolerance", "key", "inside", "outside"),
    [
        (Tolerance(absolute=Fraction(0)), "65536", ["65536"], ["65535", "65536.0001"]),
        (Tolerance(absolute=Fraction("0.01")), "0.77", ["0.76", "0.78"], ["0.7599", "0.7801"]),
        (Tolerance(relative=Fraction("0.01")), "-200", ["-198", "-202"], ["-197.9", "200"]),
        # Half a unit of the third figure of 46.7028: 0.05.
        (Tolerance(significant=3), "46.7028", ["46.7", "46.7528", "46.70279"], ["46.8", "46.6"]),
        (Tolerance(significant=1), "0.00125", ["0.001", "0.00175"], ["0.002", "0"]),
        (Tolerance(significant=3), "9.996", ["10", "9.991"], ["10.01", "9.99"]),
        (Tolerance(significant=2), "1000", ["1050", "950"], ["1051", "949"]),
        (Tolerance(significant=2), "0", ["0"], ["0.0001"]),
    ],
)
def test_an_answer_is_within_the_tolerance_up_to_its_bound(
    tolerance: Tolerance, key: str, inside: list[str], outside: list[str]
) -> None:
    verdicts = [within(Fraction(value), Fraction(key), tolerance) for value in inside + outside]
    assert verdicts == [True] * len(inside) + [False] * len(outside)


@given(fractions, fractions, fractions, tolerances)
def test_whatever_lies_nearer_to_the_key_is_within_too(
    key: Fraction, one: Fraction, other: Fraction, tolerance: Tolerance
) -> None:
    near, far = sorted((one, other), key=lambda value: abs(value - key))
    assert within(near, key, tolerance) or not within(far, key, tolerance)


@given(fractions, st.integers(1, 6))
def test_a_key_rounded_to_its_figures_is_within_them(key: Fraction, figures: int) -> None:
    rounded = Fraction(f"{float(key):.{figures - 1}e}") if key else key
    assert within(rounded, key, Tolerance(significant=figures))


@pytest.mark.parametrize(
    "given",
    [
        {}, {"absolute": Fraction(1), "relative": Fraction(1)}, {"absolute": Fraction(-1)},
        {"relative": Fraction(-1, 9)}, {"significant": 0},
    ],
)  # fmt: skip
def test_a_tolerance_is_one_amount_that_makes_sense(given: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError, match="a tolerance is"):
        Tolerance(**given)


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        ("1/3", None, "0.333333"), ("2/3", None, "0.666667"), ("-20/3", None, "-6.66667"), ("20000/3", None, "6666.67"),
        ("10000000/3", None, "3,333,330"), ("0.4999999999999", None, "0.5"), ("1e-13", None, "0.0000000000001"),
        ("0.000000000001", None, "0.000000000001"), ("0.125", None, "0.125"),
        ("1e20", None, "100,000,000,000,000,000,000"),
        ("9999", None, "9999"), ("10000", None, "10,000"), ("-65536.5", None, "-65,536.5"), ("0", None, "0"),
        ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0.124", 2, "0.12"), ("7", 2, "7.00"),
        ("9999.995", 2, "10,000.00"),
        ("-0.001", 2, "0.00"), ("2.5", 0, "3"), ("1/3", 15, "0.333333333333333"),
    ],
)  # fmt: skip
def test_a_number_is_written_half_up_in_groups_of_three(value: str, places: int | None, written: str) -> None:
    assert format_number(Fraction(value), places) == written
    assert format_number(Fraction(value), places, language="en") == written


@given(decimals)
def test_reading_a_written_number_gives_it_back(value: Fraction) -> None:
    assert read_number(format_number(value)).value == value


@given(fractions, st.integers(-2, 6))
def test_rounding_is_by_half_a_unit_at_most_and_away_from_zero_at_a_tie(value: Fraction, places: int) -> None:
    unit, rounded = Fraction(10) ** -places, round_half_up(value, places)
    assert (rounded / unit).denominator == 1
    assert abs(rounded - value) <= unit / 2
    assert is_tie(value, places) == (abs(rounded - value) == unit / 2)
    assert not is_tie(value, places) or abs(rounded) > abs(value)


@pytest.mark.parametrize(
    ("value", "places", "tie"),
    [
        ("0.125", 2, True),
        ("-2.5", 0, True),
        ("0.125", 3, False),
        ("0.12", 2, False),
        ("1/3", 1, False),
        ("15", -1, True),
    ],
)
def test_a_tie_lies_half_way_between_two_roundings(value: str, places: int, tie: bool) -> None:
    assert is_tie(Fraction(value), places) is tie


@pytest.mark.parametrize(
    ("value", "decimals", "shown"), [("1/3", 2, "33/100"), ("1/3", None, "333333/1000000"), ("5/2", 0, "3")]
)
def test_the_value_that_is_shown_is_the_rounded_one(value: str, decimals: int | None, shown: str) -> None:
    assert shown_value(Fraction(value), decimals) == Fraction(shown)


def test_a_tolerance_of_two_kinds_is_refused_in_these_words() -> None:
    with pytest.raises(ValueError, match=r"^a tolerance is absolute, relative or significant: give exactly one$"):
        Tolerance(absolute=Fraction(1), relative=Fraction(1))


@pytest.mark.parametrize("given", [{"absolute": Fraction(-1)}, {"relative": Fraction(-1, 9)}, {"significant": 0}])
def test_a_tolerance_below_its_bound_is_refused_in_these_words(given: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError, match=r"^a tolerance is at least 0, or at least 1 significant figure$"):
        Tolerance(**given)
