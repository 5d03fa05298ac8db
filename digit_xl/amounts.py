"""Amounts as people write them in Danish prose, found and understood; the reverse of `danish`.

Years, dates, times, section and telephone numbers, notes and pages are none: a number without a
unit counts only when it has a thousands separator or two decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MINUSES: Final = "−–-"
_ONE_MINUS: Final = str.maketrans(dict.fromkeys(_MINUSES, _MINUSES[0]))
_SPACE: Final = r"[\s\u00a0\u202f]"
_DIGITS, _DECIMALS = 15, 6  # more are no amount of anybody's
_KRONER: Final = r"(?:kr\b\.?|kroner\b|DKK\b)"
# What a unit multiplies by; each pattern is read without regard to case.
_UNITS: Final = (
    ("percent", r"%|(?:pct|procent)\b\.?", Decimal("0.01")),
    ("thousand", rf"t\.?kr\b\.?|tusinde?\b(?:{_SPACE}*{_KRONER})?", Decimal(1000)),
    ("million", rf"(?:mio|mill|million(?:er)?)\b\.?(?:{_SPACE}*{_KRONER})?", Decimal(10) ** 6),
    ("milliard", rf"(?:mia|milliard(?:er)?)\b\.?(?:{_SPACE}*{_KRONER})?", Decimal(10) ** 9),
    ("krone", _KRONER, Decimal(1)),
)
_SCALES: Final = {name: scale for name, _, scale in _UNITS}
_AMOUNT: Final = re.compile(
    rf"""
    (?<![\w.,:/§])
    (?P<before>{_KRONER}{_SPACE}*)?
    (?P<sign>(?<![\w)%{_MINUSES}])[{_MINUSES}]|\bminus{_SPACE}+)?
    (?P<digits>
        [0-9]{{1,3}}(?:(?P<dot>[.\u00a0\u202f\x20])[0-9]{{3}}(?:(?P=dot)[0-9]{{3}}){{0,4}})?(?![0-9])
        |[0-9]{{1,{_DIGITS}}})
    (?:,(?P<decimals>[0-9]{{1,{_DECIMALS}}}))?
    (?P<dash>,-+)?
    (?:{_SPACE}*(?:{"|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in _UNITS)}))?
    (?!\w|[.,:/]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What a number behind such a word is: no amount, however it is written.
_NAMES_A_NUMBER: Final = re.compile(
    rf"(?:\b(?:nr|nummer|tlf|telefon|mobil|cvr|ean|cpr|konto|side|note|stk|version|isbn|sag)"
    rf"(?:-?nr)?|[§+])[.:]?{_SPACE}*$",
    re.IGNORECASE,
)
_KRONER_IN: Final = re.compile(_KRONER, re.IGNORECASE)
_CENTS: Final = 2
_ROUNDINGS: Final = (Decimal(1000), Decimal(10) ** 5, Decimal(10) ** 6)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a text: where it stands, how it is written, and what it says.

    `value` is in kroner, or a share of 1; `step` is what its last written digit counts. Without a
    unit, nobody knows whether it is of `money`.
    """

    start: int
    end: int
    written: str
    value: Decimal
    step: Decimal
    money: bool
    percent: bool

    @property
    def roundings(self) -> Iterator[Decimal]:
        """What it may be rounded to: its last digit, or more where it ends in noughts."""
        yield self.step
        if self.value and not self.percent:
            yield from (
                step for step in _ROUNDINGS if step > self.step and not abs(self.value) % step
            )

    def rounding_of(self, exact: Decimal) -> Decimal | None:
        """To what that number was rounded to become this one, signs aside; None if it was not."""
        size = abs(self.value)
        return next((step for step in self.roundings if rounded(abs(exact), step) == size), None)


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """The multiple of the step that is nearest; halves away from zero."""
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def alike(one: str, other: str) -> bool:
    """Whether the two are one text, whatever spaces and minuses they are typed with."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(text.split()).translate(_ONE_MINUS)


def found(text: str) -> Iterator[Amount]:
    """The amounts in a text, in their order."""
    for match in _AMOUNT.finditer(text):
        if _is_amount(match, text):
            yield _amount(match, text)


def whole(text: str) -> Amount | None:
    """The number that the text is, with or without a unit; None if it is more, or none."""
    stripped = text.strip()
    match = _AMOUNT.fullmatch(stripped)
    if match is None or (match["dot"] and match["dot"] != "." and not _unit(match)):
        return None
    return _amount(match, stripped)


def _is_amount(match: re.Match[str], text: str) -> bool:
    if _unit(match):
        return True
    if _NAMES_A_NUMBER.search(text[max(0, match.start() - 20) : match.start()]):
        return False
    return match["dot"] == "." or len(match["decimals"] or "") == _CENTS


def _unit(match: re.Match[str]) -> str:
    """The name of the unit before or after the number; `,-` is kroner."""
    named = next((name for name in _SCALES if match[name]), "")
    return named or ("krone" if match["before"] or match["dash"] else "")


def _amount(match: re.Match[str], text: str) -> Amount:
    unit, decimals = _unit(match), match["decimals"] or ""
    digits = re.sub(r"\D", "", match["digits"])
    scale = _SCALES.get(unit, Decimal(1))
    step = scale.scaleb(-len(decimals))
    size = Decimal(f"{digits}{decimals}") * step
    enclosed = (
        text[match.start() - 1 : match.start()] == "("
        and text[match.end() : match.end() + 1] == ")"
    )
    said = match["before"] or _KRONER_IN.search(match[unit] or "" if unit else "")
    money = unit == "krone" or bool(said) or (not unit and len(decimals) == _CENTS)
    return Amount(
        match.start(),
        match.end(),
        match[0].strip(),
        -size if match["sign"] or enclosed else size,
        step,
        money,
        unit == "percent",
    )
