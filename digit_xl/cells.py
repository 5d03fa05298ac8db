"""One cell of the register as the typed value that its column wants, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from digit_xl import danish
from digit_xl.book.grid import Fault
from digit_xl.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.book.grid import Cell

Typed: TypeAlias = str | int | Decimal | dt.date | None
Problem: TypeAlias = tuple[Rule, str]

ERROR_VALUE = Rule("CEL-01", Severity.ERROR, "En celle indeholder en fejlværdi, fx #REF!.")
UNCALCULATED = Rule("CEL-02", Severity.ERROR, "En formel er ikke beregnet.")
NUMBER_AS_TEXT = Rule("CEL-03", Severity.ERROR, "Et tal er gemt som tekst.")
DATE_AS_TEXT = Rule("CEL-04", Severity.ERROR, "En dato er gemt som tekst.")
TOO_MANY_DECIMALS = Rule("CEL-05", Severity.ERROR, "Et beløb har flere end to decimaler.")
INVISIBLE = Rule("CEL-06", Severity.ERROR, "En nøgle indeholder usynlige tegn.")
WRONG_TYPE = Rule("CEL-07", Severity.ERROR, "En celle indeholder en forkert slags værdi.")
RULES = (
    ERROR_VALUE,
    UNCALCULATED,
    NUMBER_AS_TEXT,
    DATE_AS_TEXT,
    TOO_MANY_DECIMALS,
    INVISIBLE,
    WRONG_TYPE,
)


class Kind(Enum):
    """What a column holds; the value is its Danish name."""

    TEXT = "tekst"
    MARKDOWN = "tekst med fremhævning, punkter og tal fra registret"
    KEY = "nøgle"
    WHOLE = "helt tal"
    NUMBER = "tal"
    MONEY = "beløb"
    DATE = "dato"
    MONTH = "måned"
    PERIOD = "dato eller måned"
    PICTURE = "navn på en billedfil"


# Excel shows 15 significant digits and hides the noise of binary fractions behind them.
_SIGNIFICANT = ".15g"
_LARGEST = Decimal(10) ** 15
_TRACE, _TRACES = Decimal("1e-6"), Decimal("1e-13")  # of binary arithmetic, and in large amounts
_SHOWN = 40  # so much of a cell's text is repeated in a message
# Format characters (zero-width space, soft hyphen, byte order mark …), odd spaces and controls.
UNSEEN = r"[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
_UNSEEN = re.compile(UNSEEN)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def convert(kind: Kind, cell: Cell) -> tuple[Typed, Problem | None]:
    """The cell's value for such a column and no problem, or None and the problem.

    A blank cell is None without a problem; whether it may be blank is judged with the column.
    """
    if cell is None or (isinstance(cell, str) and not _CONTROL.sub("", cell).strip()):
        return None, None
    if isinstance(cell, Fault):
        return None, _fault(cell)
    return _CONVERTERS[kind](cell)


def unseen(text: str) -> str:
    """The name of the first invisible character in a key, or nothing: `U+00A0`."""
    if text != text.strip(" "):
        return "mellemrum i enden"
    match = _UNSEEN.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def _fault(cell: Fault) -> Problem:
    if cell.code:
        return ERROR_VALUE, f"Cellen viser fejlen {cell.code}. Ret formlen, eller skriv værdien."
    return UNCALCULATED, (
        "Formlen er ikke beregnet. Åbn registret i Excel, lad det beregne (F9), og gem det."
    )


def _text(cell: Cell) -> tuple[Typed, Problem | None]:
    if isinstance(cell, str):
        return cell.strip(), None
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return format(_exact(cell), "f"), None
    return None, (WRONG_TYPE, f"Her skal stå en tekst, ikke {_described(cell)}. Skriv teksten.")


def _key(cell: Cell) -> tuple[Typed, Problem | None]:
    if isinstance(cell, str) and (found := unseen(cell)):
        return None, (
            INVISIBLE,
            f"»{_shown(cell)}« indeholder et tegn, der ikke kan ses ({found}). "
            "Slet cellen, og skriv den igen eller vælg på listen.",
        )
    return _text(cell)


def _whole(cell: Cell) -> tuple[Typed, Problem | None]:
    value, problem = _number(cell)
    if problem:
        return None, problem
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value), None
    return None, (WRONG_TYPE, f"Her skal stå et helt tal, ikke {_described(cell)}. Skriv tallet.")


def _number(cell: Cell) -> tuple[Typed, Problem | None]:
    if isinstance(cell, str):
        if danish.amount_from(cell) is not None:
            return None, (
                NUMBER_AS_TEXT,
                f"Tallet »{_shown(cell)}« er gemt som tekst og regnes ikke med. "
                "Giv cellen talformat, og skriv tallet igen.",
            )
        return None, (
            WRONG_TYPE,
            f"Her skal stå et tal, ikke teksten »{_shown(cell)}«. Skriv tallet, eller ryd cellen.",
        )
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        return None, (WRONG_TYPE, f"Her skal stå et tal, ikke {_described(cell)}. Skriv tallet.")
    value = _exact(cell)
    if not value.is_finite() or abs(value) >= _LARGEST:
        return None, (WRONG_TYPE, "Tallet er for stort til at være rigtigt. Ret det.")
    return value, None


def _money(cell: Cell) -> tuple[Typed, Problem | None]:
    value, problem = _number(cell)
    if not isinstance(value, Decimal):
        return None, problem
    amount = in_cents(value)
    if amount is None:
        return None, (
            TOO_MANY_DECIMALS,
            f"Beløbet {danish.number(value)} har flere end to decimaler. "
            "Afrund det til hele øre i cellen.",
        )
    return amount, None


def in_cents(value: Decimal) -> Decimal | None:
    """The amount in whole cents, None when it has a third decimal.

    Excel adds binary numbers, which leaves traces such as 3714.45999999996: a millionth, or in
    large amounts some of the last of the fifteen digits that Excel shows. They are no decimals.
    """
    cents = value.quantize(Decimal("0.01"))
    return cents if abs(value - cents) <= max(_TRACE, abs(value) * _TRACES) else None


def _day(cell: Cell) -> tuple[Typed, Problem | None]:
    if isinstance(cell, dt.datetime):
        return cell.date(), None
    if isinstance(cell, dt.date):
        return cell, None
    if isinstance(cell, str) and danish.period_from(cell):
        return None, (
            DATE_AS_TEXT,
            f"Datoen »{_shown(cell)}« er gemt som tekst. "
            "Giv cellen datoformat, og skriv datoen igen, fx 31-12-2019.",
        )
    return None, (
        WRONG_TYPE,
        f"Her skal stå en dato, ikke {_described(cell)}. Skriv den som fx 31-12-2019.",
    )


def _month(cell: Cell) -> tuple[Typed, Problem | None]:
    value, problem = _day(cell)
    return (value.replace(day=1), None) if isinstance(value, dt.date) else (None, problem)


def _period(cell: Cell) -> tuple[Typed, Problem | None]:
    if isinstance(cell, str):
        period = danish.period_from(cell)
        if period and period.month:
            return period.iso, None
    elif isinstance(cell, dt.date):
        return cell.isoformat()[:10], None
    return None, (
        WRONG_TYPE,
        f"Her skal stå en dato eller en måned, ikke {_described(cell)}. "
        "Skriv fx 5. december 2019 eller maj 2019.",
    )


_CONVERTERS: dict[Kind, Callable[[Cell], tuple[Typed, Problem | None]]] = {
    Kind.TEXT: _text,
    Kind.MARKDOWN: _text,
    Kind.KEY: _key,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _day,
    Kind.MONTH: _month,
    Kind.PERIOD: _period,
    Kind.PICTURE: _text,
}


def _exact(number: float) -> Decimal:
    """The decimal number that Excel shows for this binary one."""
    try:
        value = Decimal(format(number, _SIGNIFICANT))
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    except (InvalidOperation, OverflowError):
        return Decimal("Infinity")


def _described(cell: Cell) -> str:
    """The cell's content in the words of a message."""
    match cell:
        case bool():
            return "SAND" if cell else "FALSK"
        case str():
            return f"teksten »{_shown(cell)}«"
        case float() | int():
            return f"tallet {danish.number(_exact(cell))}" if _exact(cell).is_finite() else "et tal"
        case dt.date():
            return f"datoen {danish.date(cell)}"
        case _:
            return "et klokkeslæt"


def _shown(text: str) -> str:
    """The text without what cannot be printed, cut to a message's length."""
    seen = " ".join(_UNSEEN.sub(" ", text).split())
    return seen if len(seen) <= _SHOWN else seen[: _SHOWN - 1] + "…"
