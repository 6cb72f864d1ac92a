"""Typed numbers are read exactly, in Korean and English ways of writing; what could mean two numbers is refused."""

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from quiz.domain.matching.text import tidy

MAX_LENGTH = 60
MAX_EXPONENT = 300

NumberErrorCode = Literal["empty", "not_a_number", "ambiguous_comma", "bad_grouping", "too_long", "too_large"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a typed number says.

    ``value`` is exact; ``25%`` has the value 1/4 and ``percent``. ``unit`` is what followed the number, tidied.
    ``significant`` counts the digits given without leading zeros (at least 1); None for fractions and Korean words.
    """

    value: Fraction
    unit: str
    percent: bool
    significant: int | None


class NumberError(ValueError):
    """A text that is refused as a number.

    ``value`` is the text as typed, cut at ``MAX_LENGTH``. ``readings`` holds what an ``ambiguous_comma`` could mean,
    as plain decimals, the comma as a decimal mark first: ``1,5`` has ``("1.5", "15")``; other codes have none.
    """

    def __init__(self, code: NumberErrorCode, value: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {value!r}" + (f" could be {' or '.join(readings)}" if readings else ""))
        self.code = code
        self.value = value
        self.readings = readings


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How far an answer may lie from the key; exactly one field is given, else ValueError.

    ``absolute`` (≥ 0) in the key's unit, ``relative`` (≥ 0) as a share of the key, ``significant`` (≥ 1) in figures.
    """

    absolute: Fraction | None = None
    relative: Fraction | None = None
    significant: int | None = None

    def __post_init__(self) -> None:
        given = [amount for amount in (self.absolute, self.relative, self.significant) if amount is not None]
        if len(given) != 1:
            raise ValueError("a tolerance is absolute, relative or significant: give exactly one")
        if given[0] < (0 if self.significant is None else 1):
            raise ValueError("a tolerance is at least 0, or at least 1 significant figure")


_RUN = r"(?:[0-9][0-9., ]*|\.[0-9]+)"  # digits with all that may group them; _plain judges how
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_POWER = r"(?:(?:\^|\*\*) ?[({]?(?P<power>[+-]?[0-9]+)[)}]?|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
_TEN_TO = re.compile(rf"(?:(?P<run>{_RUN})[×xX*·] ?)?10 ?{_POWER}")
_E_NOTATION = re.compile(rf"(?P<run>{_RUN})[eE](?P<power>[+-]?[0-9]+)(?P<raised>)")
_FRACTION = re.compile(rf"(?P<over>{_RUN})/ ?(?P<under>{_RUN})")
_WORD = "(?!백분|만큼|조[각합건항])"  # 백분율, 5만큼, 3조각, 28조합, 2조건, 1조항 hold no number word
_PART = re.compile(rf" ?(?P<run>{_RUN})(?P<small>{_WORD}[십백천])? ?(?P<big>{_WORD}[만억조])?")
_LEFT_OVER_WORD = re.compile(f"{_WORD}[십백천만억조]")
_SMALL = {None: 1, "십": 10, "백": 100, "천": 1000}
_BIG = {"만": 10**4, "억": 10**8, "조": 10**12}

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]*)?")
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_DECIMAL_COMMA = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]+")
_MISGROUPED = re.compile(r"[0-9]+(?:[, ]+[0-9]+)+(?:\.[0-9]*)?")
# Two letters before a digit (tCO2) keep "8x7B" and "0x10" from being read as 8 and 0.
_UNIT = re.compile(r"(?:\D|(?<=[^\W\d_]{2})\d)*")
_PERCENT = ("%", "percent", "per cent", "퍼센트")


def read_number(text: str) -> Reading:
    """Read one number and the unit behind it; raises NumberError.

    Read are a sign; decimals; groups of three by commas or spaces; 만, 억, 조 (and 십, 백, 천 before them) in mixed
    parts; ``1.65e-4``, ``1.65×10^-4``, ``10⁻⁴``; fractions such as ``3/4``; full-width forms; percentages. At most
    ``MAX_LENGTH`` characters and exponents of ``MAX_EXPONENT``.
    """
    if len(text) > MAX_LENGTH:
        raise NumberError("too_long", text[:MAX_LENGTH])
    line = tidy(text).strip()
    if not line:
        raise NumberError("empty", text)
    sign = "-" if line.startswith("-") else ""
    try:
        reading = _read_unsigned(line.removeprefix(sign or "+").lstrip())
    except NumberError as error:
        raise NumberError(error.code, text, tuple(sign + plain for plain in error.readings)) from None
    return replace(reading, value=-reading.value) if sign else reading


def _read_unsigned(line: str) -> Reading:
    value, significant, end = _scientific(line) or _fraction(line) or _mixed(line)
    unit = _unit(line[end:])
    percent = unit.casefold() in _PERCENT
    return Reading(
        value=value / 100 if percent else value,
        unit="" if percent else unit,
        percent=percent,
        significant=significant,
    )


_Found = tuple[Fraction, int | None, int]  # value, significant digits, where the number ends


def _scientific(line: str) -> _Found | None:
    found = _TEN_TO.match(line) or _E_NOTATION.match(line)
    if not found:
        return None
    value, significant = _plain(found["run"] or "1")
    exponent = int(found["power"] or found["raised"].translate(_SUPERSCRIPTS))
    if abs(exponent) > MAX_EXPONENT:
        raise NumberError("too_large", line)
    return value * Fraction(10) ** exponent, significant, found.end()


def _fraction(line: str) -> _Found | None:
    found = _FRACTION.match(line)
    if not found:
        return None
    under, _ = _plain(found["under"])
    if not under:
        raise NumberError("not_a_number", line)
    return _plain(found["over"])[0] / under, None, found.end()


def _mixed(line: str) -> _Found:
    """A decimal, or parts with Korean number words: ``6만 5536``, ``1억 2,000만``, ``3천5백만``."""
    part, parts = _PART.match(line), []
    while part:
        parts.append(part)
        part = _PART.match(line, part.end())
    if not parts:
        raise NumberError("not_a_number", line)
    if not (parts[0]["small"] or parts[0]["big"]):
        return (*_plain(parts[0]["run"]), parts[0].end())
    return _sum_of_parts(parts), None, parts[-1].end()


def _sum_of_parts(parts: list[re.Match[str]]) -> Fraction:
    """Add the parts from the right; each stays below the scale of its left neighbour, and only the last has decimals.

    A part without 만, 억 or 조 belongs to the next one to its right: in 3천5백만 both are 만.
    """
    total, below, big = Fraction(0), Fraction(0), 1
    for part in reversed(parts):
        big = _BIG.get(part["big"], big)
        scale = _SMALL[part["small"]] * big
        value, _ = _plain(part["run"])
        if below >= scale or (part is not parts[-1] and value.denominator > 1):
            raise NumberError("not_a_number", part.string)
        below = value * scale
        total += below
    return total


def _plain(run: str) -> tuple[Fraction, int]:
    """The value and the significant digits of a decimal, grouped or not."""
    run = run.strip()
    if _GROUPED.fullmatch(run):
        run = re.sub("[, ]", "", run)
    if not _DECIMAL.fullmatch(run):
        raise _refused(run)
    return Fraction(run), max(1, len(run.replace(".", "").lstrip("0")))


def _refused(run: str) -> NumberError:
    if _DECIMAL_COMMA.fullmatch(run):
        whole, decimals = run.split(",")
        readings = [whole.replace(".", "") + "." + decimals, whole + decimals]
        plain = (re.sub("^0+(?=[0-9])", "", reading) for reading in readings if reading.count(".") <= 1)
        return NumberError("ambiguous_comma", run, tuple(plain))
    return NumberError("bad_grouping" if _MISGROUPED.fullmatch(run) else "not_a_number", run)


def _unit(rest: str) -> str:
    """What follows the number, if it can be a unit: it begins with a letter or a sign such as %, ° or ㎏."""
    unit = rest.rstrip(". ").lstrip()
    if (unit and not _may_begin_unit(unit[0])) or not _UNIT.fullmatch(unit) or _LEFT_OVER_WORD.match(unit):
        raise NumberError("not_a_number", rest)
    return unit


def _may_begin_unit(sign: str) -> bool:
    return sign.isalpha() or sign == "%" or unicodedata.category(sign) in ("So", "Sc")


def parse_exact(text: str) -> Fraction:
    """The value of a bank author's plain decimal: ``0.01``, ``-3``, ``1e-4``; raises NumberError for all else."""
    if len(text) > MAX_LENGTH:
        raise NumberError("too_long", text[:MAX_LENGTH])
    found = re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?", text.strip())
    if not found:
        raise NumberError("not_a_number" if text.strip() else "empty", text)
    if abs(int(found[1] or 0)) > MAX_EXPONENT:
        raise NumberError("too_large", text)
    return Fraction(found[0])


def within(value: Fraction, key: Fraction, tolerance: Tolerance) -> bool:
    """Whether ``value`` is as near to ``key`` as ``tolerance`` asks, bounds included.

    ``significant`` n allows half a unit of the key's n-th figure, so that the key rounded to n figures passes, and so
    does whatever lies nearer; a key of 0 allows 0 alone.
    """
    if tolerance.absolute is not None:
        allowed = tolerance.absolute
    elif tolerance.relative is not None:
        allowed = tolerance.relative * abs(key)
    else:
        allowed = _half_unit(key, tolerance.significant or 1)
    # In whole numbers: the check of a bank compares thousands, and fractions take ten times as long.
    gap = abs(value.numerator * key.denominator - key.numerator * value.denominator)
    return gap * allowed.denominator <= allowed.numerator * value.denominator * key.denominator


def _half_unit(key: Fraction, figures: int) -> Fraction:
    return Fraction(10) ** (_order(key) - figures + 1) / 2 if key else Fraction(0)


def _order(value: Fraction) -> int:
    """The power of ten of the first digit of ``value`` ≠ 0: 2 for 467, −1 for 0.125."""
    over, under = abs(value.numerator), value.denominator
    order = len(str(over)) - len(str(under))
    return order if over * 10 ** max(-order, 0) >= under * 10 ** max(order, 0) else order - 1


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """``value`` at ``decimals`` places (negative: tens, hundreds), halves away from zero, as taught at school."""
    if value.denominator == 1 and decimals >= 0:
        return value
    up, down = 10 ** max(decimals, 0), 10 ** max(-decimals, 0)
    over, under = abs(value.numerator) * up, value.denominator * down
    rounded = Fraction((2 * over + under) // (2 * under) * down, up)
    return rounded if value >= 0 else -rounded


def is_tie(value: Fraction, decimals: int) -> bool:
    """Whether ``value`` lies exactly half-way between two roundings to ``decimals`` places."""
    up, down = 10 ** max(decimals, 0), 10 ** max(-decimals, 0)
    halves, rest = divmod(2 * value.numerator * up, value.denominator * down)
    return bool(rest == 0 and halves % 2)


def shown_value(value: Fraction, decimals: int | None = None) -> Fraction:
    """The value that ``format_number`` writes for ``value``."""
    return round_half_up(value, _places(value) if decimals is None else decimals)


def format_number(value: Fraction, decimals: int | None = None, language: str = "ko") -> str:
    """``value`` for reading, rounded half up to ``decimals`` (≥ 0) places; groups of three from 10,000 on.

    Without ``decimals`` all places where they end within 12, else 6 significant digits. ``language`` is for the day
    when one writes numbers otherwise: Korean and English write them alike. ``read_number`` reads what this writes.
    """
    places = _places(value) if decimals is None else decimals
    rounded = round_half_up(value, places)
    whole, _, fraction = _digits(abs(rounded), max(places, 0)).partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}" if len(whole) > 4 else whole
    return ("-" if rounded < 0 else "") + grouped + ("." + fraction if fraction else "")


def _places(value: Fraction) -> int:
    exact = (places for places in range(13) if 10**places % value.denominator == 0)
    return next(exact, 5 - _order(value))


def _digits(value: Fraction, places: int) -> str:
    digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
    return f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}"
