"""The worksheet functions by way of xlwings' own server, as the add-in's VBA asks for them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digit_xl.functions import FUNCTIONS

TESTS = Path(__file__).parent
NBSP = "\u00a0"

# Runs in a process of its own, for xlwings is loaded there as it is on Windows.
_SETUP = """
import datetime as dt, json, sys
from decimal import Decimal
from types import ModuleType
from windows import MISSING, Cells, Workbook, ask
import registers

reads, kept = [], []

def sheets(book, titles):
    reads.append((book.name, "Konti" in titles))
    if book.name == "busy.xlsx":
        raise Refusal("excel-busy", "Excel er optaget.")
    if book.name == "broken.xlsx":
        raise ZeroDivisionError
    return registers.grids()

def keep(error, doing):
    if len(kept) == 1:
        raise OSError
    kept.append((type(error).__name__, doing))
    return "logfilen"

for name, function in {"digit_xl.book.live": sheets, "digit_xl.log": keep}.items():
    stand_in = ModuleType(name)
    setattr(stand_in, function.__name__, function)
    sys.modules[name] = stand_in

from digit_xl import udf
from digit_xl.findings import Refusal

clock = [1000.0]
udf.time.monotonic = lambda: clock[0]
PHASES = Cells(
    ("Projekt", "Fase", "Fra", "Til"),
    ("AA", "Idéfase", dt.datetime(2018, 1, 1), None),
    ("AA", "Analysefase", dt.datetime(2019, 1, 1), ""),
)
ACCOUNTS = Cells(
    ("Nr", "Navn", "Gruppe", "I alt"), (1.0, "A", "G", Decimal("1.5")), (2.0, "B", "G", 2.25)
)
"""


def played(script: str) -> Any:  # noqa: ANN401 - as JSON has it
    """What the script's variable `told` is at its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"{_SETUP}\n{script}\nprint(json.dumps(told))"],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_xlwings_finds_each_function_with_its_arguments() -> None:
    told = played(
        """
told = {}
for name in dir(udf):
    if hasattr(getattr(udf, name), "__xlfunc__"):
        arguments = getattr(udf, name).__xlfunc__["args"]
        told[name] = [(one["name"], "optional" in one) for one in arguments]
"""
    )
    assert told == {
        function.name: [
            *([["projektmappe", False], ["beregning", False]] if function.reads_register else []),
            *([one.name, one.optional] for one in function.passed),
        ]
        for function in FUNCTIONS
    }


def test_what_cells_give_becomes_an_answer() -> None:
    """Single cells, ranges, dates, currencies, errors, blanks, and arguments that are left out."""
    told = played(
        """
told = [
    ask("DX_KRONER", 1541130.23, "hele kr"),
    ask("DX_KRONER", Cells([Decimal("5.5")]), MISSING),
    ask("DX_KRONER", Cells([None]), MISSING),
    ask("DX_KRONER", Cells([-2146826265]), MISSING),
    ask("DX_KRONER", -2146826249, MISSING),
    ask("DX_KRONER", Cells((1.0, 2.0)), MISSING),
    ask("DX_TAL", Cells(["1.541.130,23 kr."])),
    ask("DX_TAL", "ti"),
    ask("DX_FASE", "AA", 43465.0, PHASES),
    ask("DX_FASE", "AA", Cells([dt.datetime(2019, 12, 31)]), PHASES),
    ask("DX_FASE", "AA", 43465.0, None),
    ask("DX_SUM", "G", ACCOUNTS, MISSING),
    ask("DX_SUM", 2.0, ACCOUNTS, "i alt"),
    ask("DX_SUM", "G", ACCOUNTS, "Budget"),
]
"""
    )
    assert told == [
        f"1.541.130{NBSP}kr.",
        "5,50",
        "",
        "Fejl: tal: Cellen viser fejlen #REF!. Ret formlen, eller skriv værdien.",
        "Fejl: tal: Cellen viser fejlen #FEJL!. Ret formlen, eller skriv værdien.",
        "Fejl: tal: Vælg én celle, ikke 2.",
        1541130.23,
        "Fejl: tekst: »ti« er ikke et tal. Skriv det som fx 1.541.130,23.",
        "Idéfase",
        "Analysefase",
        "Fejl: faser: Overskrifterne mangler. Skriv Faser[#Alle], så de kommer med.",
        3.75,
        2.25,
        "Fejl: konti: Kolonnen »Budget« mangler. Indsæt den igen med netop det navn.",
    ]


def test_half_a_character_in_a_table_is_no_failure() -> None:
    """As `LEFT` makes one of an emoji."""
    told = played(
        """
table = Cells(("Nr", "Navn", "Gruppe", "I alt"), (1.0, "A\\ud83d", "G", 1.5), (2.0, "B", "G", 2.0))
told = [ask("DX_SUM", "G", table, MISSING)]
"""
    )
    assert told == [3.5]


def test_many_cells_read_the_register_once_and_later_ones_anew() -> None:
    told = played(
        """
book, other = Workbook("a=b.xlsx"), Workbook("c.xlsx")
answers = [ask("DX_TEKST", book, 1, "{regnskab.resultat|kr}") for _ in range(50)]
counted = [len(reads)]
asked = ((other, 0, 1), (book, 1.9, 1), (book, 1.9, 1), (book, 0.2, 1), (book, -5, 1), (book, 0, 2))
for workbook, seconds, calculation in asked:
    clock[0] += seconds
    ask("DX_TEKST", workbook, calculation, Cells(["x"]))
    counted.append(len(reads))
told = [sorted(set(answers)), counted, reads[:2]]
"""
    )
    assert told == [
        [f"−70,25{NBSP}kr."],
        [1, 2, 3, 3, 4, 5, 6],
        [["a=b.xlsx", True], ["c.xlsx", True]],
    ]


def test_a_cell_that_asks_in_the_next_calculation_sees_what_was_typed_since() -> None:
    told = played(
        """
book, typed = Workbook("r.xlsx"), {}
sys.modules["digit_xl.book.live"].sheets = lambda *_: registers.grids(typed)
text = "{regnskab.resultat|kr}"
told = [ask("DX_TEKST", book, 1, text)]
typed["Konti!F2"] = -1000.0
told += [ask("DX_TEKST", book, 1, text), ask("DX_TEKST", book, 2, text)]
"""
    )
    first, same, later = told
    assert first == same == f"−70,25{NBSP}kr."
    assert later != first


def test_a_workbook_that_cannot_be_read_says_why_and_is_not_asked_by_every_cell() -> None:
    told = played(
        """
busy, broken = Workbook("busy.xlsx"), Workbook("broken.xlsx")
told = [ask("DX_TEKST", busy, 1, "x") for _ in range(3)]
told += [len(reads), ask("DX_TEKST", broken, 1, "x"), ask("DX_TEKST", broken, 1, "x"), kept]
"""
    )
    assert told == [
        *["Fejl: Excel er optaget."] * 3,
        1,
        "Fejl: Der gik noget galt i digit-xl. Den tekniske forklaring står i logfilen.",
        "Fejl: Der gik noget galt i digit-xl. Den tekniske forklaring står i ingen fil, for loggen "
        "kan ikke skrives.",
        [["ZeroDivisionError", "DX_TEKST"]],
    ]


@pytest.mark.parametrize("module", ["digit_xl.functions", "digit_xl.addin.wrappers"])
def test_the_list_of_functions_needs_no_xlwings(module: str) -> None:
    script = f"import sys, {module}; print('xlwings' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert told.stdout == "False\n"
