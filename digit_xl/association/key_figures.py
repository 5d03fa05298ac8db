"""The key figures of Overblik: the band above its charts, each cell a formula and in polars.

Amounts are positive as their names read: income, expenses, a surplus or a deficit. A figure that
reads a cell which should be a number and is none is not shown; its note says where to look.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from digit_xl.association.figures import (
    SIGN,
    Shown,
    Shows,
    amount,
    expense_sign,
    field,
    whole,
)
from digit_xl.association.sheets import (
    Accounts,
    Association,
    Control,
    Members,
    Overview,
    Phases,
    Projects,
)
from digit_xl.association.terms import CARRIED, CLOSED, NOT_STARTED
from digit_xl.findings import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from digit_xl.register import Register
    from digit_xl.schema import Column

Content: TypeAlias = str | int | Shows | None

UNKNOWN = "–"
SEE = f"Se arket {Control.title}"
UNREADABLE = f"kan ikke læses, se arket {Control.title}"
ENTERED = (Accounts.income, Accounts.expense)
# What the key figures read and the lines below them do not.
READS = (Members.municipality, Members.until)

_YEAR = field(Association.year)
NO_YEAR = f"N({_YEAR})=0"
_NO_AMOUNTS, _NO_PROJECTS, _NO_MEMBERS = (
    f"Ingen {what} endnu" for what in ("beløb", "projekter", "medlemmer")
)
_YEAR_MISSING = "Regnskabsår mangler"


def shown(content: Content, register: Register) -> Shown:
    """What a cell with that content shows."""
    if isinstance(content, Shows):
        return content.value(register)
    return "" if content is None else content


def has(register: Register, *columns: Column) -> bool:
    """Whether any account has an amount in one of those columns."""
    frame = register[Accounts]
    return any(frame[column.name].null_count() < frame.height for column in columns)


def filled(*columns: Column) -> str:
    """The formula for how many of those columns' cells hold something."""
    return f"COUNTA({','.join(map(whole, columns))})"


def numbers(*columns: Column) -> str:
    """The formula for how many of them hold a number, as they all should."""
    return f"COUNT({','.join(map(whole, columns))})"


def faulty(*columns: Column) -> str:
    """The condition that one of them holds something else: a text, an error."""
    return f"{numbers(*columns)}<{filled(*columns)}"


def summed(column: Column, by: Column | None = None, which: str = "") -> str:
    """The formula for the sum of the amounts, or of those whose column `by` is that expression.

    It is a text where one of them is no number, for a sum that leaves one out is wrong.
    """
    amounts = whole(column)
    if by is None:
        return f'IF({faulty(column)},"{UNKNOWN}",SUM({amounts}))'
    chosen = whole(by)
    faults = f"SUMPRODUCT(({chosen}={which})*(1-ISNUMBER({amounts}))*(1-ISBLANK({amounts})))"
    return f'IF({faults}>0,"{UNKNOWN}",SUMIFS({amounts},{chosen},{escaped(which)}))'


def escaped(text: str) -> str:
    """The formula for the text where it is a criterion, in which three signs have a meaning."""
    for sign in "~*?":
        text = f'SUBSTITUTE({text},"{sign}","~{sign}")'
    return f'"="&{text}'


def of_kind(column: Column, kind: str | None) -> str:
    """The same of one kind of account, or of all."""
    return summed(column, Accounts.kind, f'"{kind}"') if kind else summed(column)


def sure(formula: str, otherwise: str) -> str:
    """The formula with another text where Excel cannot calculate it."""
    return f'IFERROR({formula},"{otherwise}")'


def spent(register: Register) -> Decimal:
    """The year's expenses without what was carried over from the last one."""
    return amount(register, Accounts.expense) - amount(register, Accounts.expense, CARRIED)


SPENT = f"{summed(Accounts.expense)}-{of_kind(Accounts.expense, CARRIED)}"  # as a formula


def surplus(register: Register) -> Decimal:
    """The year's result as its readers know it: a surplus is positive."""
    return -expense_sign(register) * amount(register, Accounts.total) + 0  # no negative zero


_SURPLUS = f"-{SIGN}*SUM({whole(Accounts.total)})"  # the same as a formula


def of_year(text: str, register: Register, back: int = 0) -> str:
    """The text before the year of the accounts, or so many years back, where it is known."""
    year = register.value(Association.year)
    return f"{text} {year - back}" if year else text


OF_YEAR = f'IF({NO_YEAR},""," "&{_YEAR})'  # what follows the text in a formula


@cache
def band() -> Mapping[Place, Content]:
    """A title, and key figures with their words, which leave out the column of the light.

    A key figure has its name above it and a note below it.
    """
    name = field(Association.short_name)

    def title(register: Register) -> str:
        return of_year(f"Overblik {register.value(Association.short_name) or ''}".strip(), register)

    tiles: Sequence[tuple[int, Content, Content, Content]] = (
        (1, _of_year("Årets resultat"), *_result()),
        (3, "Indtægter i alt", *_income()),
        (4, "Udgifter før overførsel", *_spent()),
        (5, "Projekter", *_projects()),
        (6, "Medlemmer", *_members()),
    )
    cells: dict[Place, Content] = {
        Place(Overview.title, 1, 1): Shows(
            sure(f'TRIM("Overblik "&{name})&{OF_YEAR}', "Overblik"), title
        ),
    }
    for column, *contents in tiles:
        cells |= {Place(Overview.title, row, column): one for row, one in enumerate(contents, 2)}
    return cells


def _of_year(text: str) -> Shows:
    return Shows(sure(f'"{text}"&{OF_YEAR}', text), lambda register: of_year(text, register))


def _result() -> tuple[Shows, Shows]:
    """The result without its sign, and what it is."""

    def word(register: Register) -> str:
        result = surplus(register)
        return "Overskud, kr." if result > 0 else "Underskud, kr." if result < 0 else "I balance"

    rounded = f"ROUND({_SURPLUS},2)"
    words = f'IF({rounded}>0,"Overskud, kr.",IF({rounded}<0,"Underskud, kr.","I balance"))'
    return _amount(
        Shows(f"ABS({_SURPLUS})", lambda known: abs(surplus(known))),
        Shows(words, word),
        ENTERED,
        (Accounts.total,),
    )


def _income() -> tuple[Shows, Shows]:
    """The income as a positive amount."""
    figure = Shows(
        f"-{SIGN}*SUM({whole(Accounts.income)})",
        lambda known: -expense_sign(known) * amount(known, Accounts.income) + 0,
    )
    return _amount(figure, _IN_KRONER, (Accounts.income,))


def _spent() -> tuple[Shows, Shows]:
    return _amount(Shows(SPENT, spent), _IN_KRONER, (Accounts.expense,))


_IN_KRONER = Shows('"kr."', lambda _register: "kr.")


def _amount(
    figure: Shows, note: Shows, entered: Sequence[Column], computed: Sequence[Column] = ()
) -> tuple[Shows, Shows]:
    """The figure of those amounts and its note, also where there is none or one is no number."""
    fault, none = faulty(*entered, *computed), f"{numbers(*entered)}=0"

    def known(content: Shows, otherwise: str) -> Callable[[Register], Shown]:
        return lambda register: content.value(register) if has(register, *entered) else otherwise

    note_here = f'IF({fault},"{SEE}",IF({none},"{_NO_AMOUNTS}",{note.formula}))'
    return (
        Shows(
            sure(f'IF(OR({fault},{none}),"{UNKNOWN}",{figure.formula})', UNKNOWN),
            known(figure, UNKNOWN),
        ),
        Shows(sure(note_here, SEE), known(note, _NO_AMOUNTS)),
    )


def _projects() -> tuple[Shows, Shows]:
    """How many projects there are, and how many of them have begun and are not closed."""
    import polars as pl

    def count(register: Register) -> int:
        return register[Projects]["code"].drop_nulls().len()

    def running(register: Register) -> str:
        if not count(register):
            return _NO_PROJECTS
        if not register.value(Association.year):
            return _YEAR_MISSING
        frame = register[Projects].filter(pl.col("code").is_not_null())
        return f"{frame.filter(~pl.col('phase').is_in([NOT_STARTED, CLOSED])).height} i gang"

    coded, phase = f'({whole(Projects.code)}<>"")', whole(Projects.phase)
    counted = f"SUMPRODUCT({coded}*1)"
    begun = f'SUMPRODUCT({coded}*({phase}<>"{NOT_STARTED}")*({phase}<>"{CLOSED}"))'
    note = (
        f'IF({counted}=0,"{_NO_PROJECTS}",IF({faulty(Phases.since)},"{SEE}",'
        f'IF({NO_YEAR},"{_YEAR_MISSING}",{begun}&" i gang")))'
    )
    return Shows(sure(counted, UNKNOWN), count), Shows(sure(note, SEE), running)


def _members() -> tuple[Shows, Shows]:
    """How many members there are, and how many more have a day or month when they leave.

    Periods are text, which plain formulas cannot compare with the end of the year.
    """
    import polars as pl

    def counted_where(*, leaving: bool) -> Callable[[Register], int]:
        chosen = pl.col("until").is_not_null() if leaving else pl.col("until").is_null()
        named = pl.col("municipality").is_not_null()
        return lambda register: register[Members].filter(named & chosen).height

    staying, leaving = (counted_where(leaving=which) for which in (False, True))

    def note(register: Register) -> str:
        if going := leaving(register):
            return f"foruden {going} med slutdato"
        here = staying(register)
        return {0: _NO_MEMBERS, 1: "kommune"}.get(here, "kommuner")

    named, until = f'({whole(Members.municipality)}<>"")', whole(Members.until)
    here, going = (f'SUMPRODUCT({named}*({until}{sign}""))' for sign in ("=", "<>"))
    words = f'IF({here}=0,"{_NO_MEMBERS}",IF({here}=1,"kommune","kommuner"))'
    told = f'IF({going}>0,"foruden "&{going}&" med slutdato",{words})'
    return Shows(sure(here, UNKNOWN), staying), Shows(sure(told, SEE), note)
