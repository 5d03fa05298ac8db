"""Every formula of a register keeps within what Excel takes, which LibreOffice does not judge.

Its limits are those of Excel since 2007; how it takes arrays is that of formulas that are not
entered as such, as a file stores them without `t="array"` (ECMA-376 part 1, 18.3.1.40).
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from calculated import REGISTER, WIDE
from lxml import etree
from openpyxl.formula.tokenizer import Token, Tokenizer

from digit_xl import create

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST, LONGEST_TEXT, LONGEST_OF_VALIDATION = 8192, 255, 255
MOST_ARGUMENTS, DEEPEST = 255, 64

# What the formulas use, all of it older than Excel 2010; what is newer needs a prefix in the file.
FUNCTIONS = frozenset(
    (
        *("ABS", "ADDRESS", "AND", "COLUMN", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE"),
        *("HYPERLINK", "IF", "IFERROR", "INDEX", "ISBLANK", "ISNUMBER", "LARGE", "LOOKUP"),
        *("MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "OR", "ROUND", "ROW", "SMALL"),
        *("SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIFS", "SUMPRODUCT", "TRIM", "YEAR"),
    )
)
# The arguments that take cells as they are, by function; of the others a single one is wanted.
EVERY = range(MOST_ARGUMENTS)
TAKES_CELLS: dict[str, range] = {
    **dict.fromkeys(("SUM", "COUNT", "COUNTA", "MAX", "MIN"), EVERY),
    **dict.fromkeys(("COUNTIF", "INDEX"), range(1)),
    "COUNTIFS": EVERY[::2],
    "MATCH": EVERY[1:2],
    "SUBTOTAL": EVERY[1:],
}
SUMIFS_CELLS = {0, *EVERY[1::2]}
ARRAYS = {"SUMPRODUCT", "LOOKUP"}
# What takes no array even within those.
SCALAR = {"IF", "IFERROR", "AND", "OR", "N"}


@dataclass
class Call:
    """A function, or a pair of brackets without a name, that the walk is inside of."""

    name: str
    argument: int = 0


def troubles(formula: str) -> Iterator[str]:
    """What Excel would not take in the formula, or would take for something else."""
    if len(formula) > LONGEST:
        yield f"{len(formula)} characters"
    tokens = [it for it in Tokenizer(f"={formula}").items if it.type != Token.WSPACE]
    calls: list[Call] = []
    for at, token in enumerate(tokens):
        if token.subtype == Token.OPEN:
            calls.append(Call(token.value.rstrip("(").upper()))
            yield from _call(calls)
        elif token.subtype == Token.CLOSE:
            calls.pop()
        elif token.type == Token.SEP and calls:
            calls[-1].argument += 1
            if calls[-1].argument >= MOST_ARGUMENTS:
                yield f"too many arguments of {calls[-1].name}"
        elif token.subtype == Token.TEXT and len(token.value) - 2 > LONGEST_TEXT:
            yield f"a text of {len(token.value)} characters"
        elif token.subtype == Token.RANGE and _is_many(token.value):
            around = [it.type for it in tokens[max(0, at - 1) : at + 2]]
            if not _is_taken(calls, alone=Token.OP_IN not in around):
                yield f"one cell of {token.value}"


def _call(calls: list[Call]) -> Iterator[str]:
    if calls[-1].name and calls[-1].name not in FUNCTIONS:
        yield f"the function {calls[-1].name}"
    if sum(bool(call.name) for call in calls) > DEEPEST:
        yield "too many functions in each other"


def _is_many(cells: str) -> bool:
    """Whether it is more than a cell: a column of a table, cells from one to another, a name."""
    if "[" not in cells:
        return ":" in cells or "!" not in cells
    return ":[" in cells or not cells.rpartition("[[")[2].startswith("#")


def _is_taken(calls: list[Call], *, alone: bool) -> bool:
    """Whether many cells are taken there, as they are or as an array."""
    inner = calls[-1] if calls else Call("")
    if alone and (
        inner.argument in TAKES_CELLS.get(inner.name, ())
        or (inner.name == "SUMIFS" and inner.argument in SUMIFS_CELLS)
    ):
        return True
    for call in reversed(calls):
        if call.name in SCALAR:
            return False
        if call.name in ARRAYS or (call.name == "INDEX" and call.argument == 0):
            return True
    return False


def formulas(content: bytes) -> Iterator[tuple[str, str]]:
    """Each formula of the workbook, with the kind of its place."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if re.match(r"xl/(worksheets|tables)/\w+\.xml|xl/workbook\.xml", name):
                for element in etree.fromstring(package.read(name)).iter(*KINDS):
                    yield KINDS[element.tag], element.text or ""


KINDS = {
    f"{MAIN}{name}": kind
    for name, kind in (
        ("f", "cell"),
        ("calculatedColumnFormula", "cell"),
        ("definedName", "name"),
        ("formula", "format"),
        ("formula1", "validation"),
    )
}


@pytest.mark.parametrize("content", [REGISTER.read_bytes(), create.register(WIDE), create.empty()])
def test_excel_takes_every_formula_as_it_is_meant(content: bytes) -> None:
    found = set(formulas(content))
    assert len(found) > 400
    assert {kind for kind, _ in found} == {*KINDS.values()}
    cells = [formula for kind, formula in found if kind == "cell"]
    assert {formula: said for formula in cells if (said := list(troubles(formula)))} == {}


def test_a_validation_and_a_format_name_no_table_and_a_validation_is_short() -> None:
    """Excel calls a workbook damaged otherwise (18.3.1.32, 18.3.1.43)."""
    for kind, formula in formulas(REGISTER.read_bytes()):
        if kind in ("format", "validation"):
            assert "[" not in formula
        if kind == "validation":
            assert len(formula) <= LONGEST_OF_VALIDATION


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('IF(Konti[Navn]="",1,2)', "one cell of Konti[Navn]"),
        ("SUMPRODUCT(IF(Konti[Note]>0,1,0))", "one cell of Konti[Note]"),
        ("COUNTIF(Konti[Navn],Projekter[Konto])", "one cell of Projekter[Konto]"),
        ("ABS($A$1:$A$9)", "one cell of $A$1:$A$9"),
        ("XLOOKUP(1,Konti[Note],Konti[Navn])", "the function XLOOKUP"),
        (f'"{"x" * 256}"', "a text of 258 characters"),
        ("ABS(" * 65 + "1" + ")" * 65, "too many functions in each other"),
        ("1+" * 5000 + "1", "10001 characters"),
        (f"SUM({'1,' * 255}1)", "too many arguments of SUM"),
    ],
)
def test_what_excel_does_not_take_is_found(formula: str, said: str) -> None:
    assert said in troubles(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(Konti[Note])",
        "SUMPRODUCT((Konti[Note]>0)*1)",
        "INDEX(Konti[Navn],MATCH(1,INDEX((Konti[Note]>0)*1,0),0))",
        'IF(Konti[[#This Row],[Navn]]="",1,2)',
        "SUM(Konti[[#This Row],[Note]:[I alt]])",
        'SUMIFS(Konti[I alt],Konti[Art],"Udgift")',
    ],
)
def test_what_excel_takes_is_let_be(formula: str) -> None:
    assert list(troubles(formula)) == []
