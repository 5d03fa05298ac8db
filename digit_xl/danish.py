"""Typed values as Danish text, and Danish text as values; the only place that knows how.

A format is words in any order: `positiv` (without the sign), `hele` (whole), `tusinde`, `mio`,
`kr`, `procent` for numbers; `dato`, `kort`, `måned`, `år` for dates. Negative amounts have a real
minus (U+2212), which no line break separates from its number.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

from digit_xl.facts import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.core import Locale

    from digit_xl.facts import Value

MINUS = "−"
NBSP = "\u00a0"
_SHORTEST = 3  # letters that tell one month's name from another's

NUMBER_WORDS = frozenset({"positiv", "hele", "tusinde", "mio", "kr", "procent"})
DATE_WORDS = frozenset({"dato", "kort", "måned", "år"})

# A scale: what an amount is divided by, its decimals, and what stands after it.
_SCALES = {
    "tusinde": (Decimal(1000), 0, "tkr."),
    "mio": (Decimal(1_000_000), 1, "mio. kr."),
    "procent": (Decimal("0.01"), 1, "%"),
}


def fits(value: Value, words: str) -> bool:
    """Whether the format makes sense for such a value (for one that is unknown: for any)."""
    wanted = set(words.split())
    if not wanted:
        return True
    if value is None:
        return wanted <= NUMBER_WORDS or wanted <= DATE_WORDS
    if isinstance(value, bool):
        return False
    if isinstance(value, Decimal | int):
        return wanted <= NUMBER_WORDS and len(wanted & _SCALES.keys()) <= 1
    return isinstance(value, dt.date | Period) and wanted <= DATE_WORDS and len(wanted) == 1


def text(value: Value, words: str = "") -> str:
    """The value as Danish text; nothing for what is unknown.

    Raises:
        ValueError: the format does not fit the value (`fits` says beforehand).
    """
    if not fits(value, words):
        raise ValueError(f"format {words!r} does not fit {value!r}")
    if value is None or isinstance(value, bool):
        return {None: "", True: "ja", False: "nej"}[value]
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal | int):
        return number(value, words)
    if isinstance(value, dt.date):
        return date(value, words)
    if isinstance(value, Period):
        return period(value, words)
    return names(value)


def number(value: Decimal | int, words: str = "") -> str:
    """`−1.541.130,23`; with `hele kr`: `−1.541.130 kr.`; halves are rounded away from zero.

    Without a word on it, the number has the decimals that the value has: an amount always two.
    """
    wanted = set(words.split())
    scaled = Decimal(value)
    decimals = 0 if "hele" in wanted else _decimals(scaled)
    unit = "kr." if "kr" in wanted else ""
    for word in wanted & _SCALES.keys():
        divisor, decimals, unit = _SCALES[word]
        decimals = 0 if "hele" in wanted else decimals
        scaled /= divisor
    rounded = scaled.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    digits = _pattern(decimals).apply(abs(rounded), _locale())
    sign = MINUS if rounded < 0 and "positiv" not in wanted else ""
    return f"{sign}{digits}{NBSP + unit if unit else ''}"


def _decimals(value: Decimal) -> int:
    """The decimals that the value is written with; none for `1E+3`."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def date(value: dt.date, words: str = "") -> str:
    """`10. maj 2020`; `kort`: `10-05-2020`; `måned`: `maj 2020`; `år`: `2020`."""
    from babel.dates import format_date

    pattern = {"kort": "dd-MM-yyyy", "måned": "MMMM yyyy", "år": "yyyy"}.get(words, "d. MMMM yyyy")
    return format_date(value, pattern, locale=_locale())


def period(value: Period, words: str = "") -> str:
    """The period as exactly as it is known: `5. december 2019`, `maj 2019` or `2019`."""
    if value.day and words != "måned":
        return date(value.first, words)
    return date(value.first, "måned" if value.month and words != "år" else "år")


def names(values: Iterable[str]) -> str:
    """`Greve, Køge og Lejre`."""
    from babel.lists import format_list

    return format_list(list(values), locale=_locale())


def amount_from(written: str) -> Decimal | None:
    """The amount that a Dane means by `1.541.130,23`, `-12,5` or `12 kr.`; None if it is none."""
    digits = re.sub(r"(?i)\s|kr\.?$", "", written.strip()).replace(MINUS, "-")
    if not re.fullmatch(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?", digits):
        return None
    try:
        return Decimal(digits.replace(".", "").replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern above admits digits alone
        return None


def period_from(written: str) -> Period | None:
    """The day, month or year that a Dane means by `5. december 2019`, `maj 2019`, `05-12-2019`."""
    folded = " ".join(written.split()).lower()
    for pattern in (
        r"(?P<year>\d{4})(-(?P<month>\d{1,2})(-(?P<day>\d{1,2}))?)?",
        r"((?P<day>\d{1,2})[-./ ]+)?(?P<month>\d{1,2})[-./ ]+(?P<year>\d{4})",
        r"((?P<day>\d{1,2})\.? )?(?P<name>[a-zæøå]+)\.? (?P<year>\d{4})",
    ):
        if match := re.fullmatch(pattern, folded):
            break
    else:
        return None
    parts = match.groupdict()
    name = parts.get("name") or ""
    named = [number for number, full in _months() if name and full.startswith(name)]
    if name and (len(name) < _SHORTEST or not named):
        return None
    month = parts.get("month") or next(iter(named), 0)
    found = Period(int(parts["year"]), int(month or 0), int(parts["day"] or 0))
    try:
        found.first  # noqa: B018 - asks whether the calendar has that day
    except ValueError:
        return None
    return found


@cache
def _locale() -> Locale:
    """Danish as Denmark writes it; Babel would otherwise look it up for every number."""
    from babel.core import Locale

    return Locale("da", "DK")


@cache
def _months() -> tuple[tuple[int, str], ...]:
    """The months with their Danish names."""
    from babel.dates import get_month_names

    return tuple((n, str(name)) for n, name in get_month_names("wide", locale=_locale()).items())


@cache
def _pattern(decimals: int):  # type: ignore[no-untyped-def] # noqa: ANN202 - Babel's own type
    """Babel's pattern for a number of so many decimals, parsed once."""
    from babel.numbers import parse_pattern

    return parse_pattern("#,##0." + "0" * decimals if decimals else "#,##0")
