"""The VBA of the worksheet functions."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from addin_parts import ALL, answers, vba_class

from digit_xl.addin import build, wrappers
from digit_xl.addin.project import Kind, Module
from digit_xl.functions import CATEGORY, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from addin_parts import Call

_DECLARED = re.compile(r"^Public Function (\w+)\((.*)\) As Variant$", re.MULTILINE)
_ARGUMENT = re.compile(r"(Optional )?ByVal (\w+) As Variant")
_TEXT = re.compile(r'"((?:[^"]|"")*)"|ChrW\((\d+)\)')

_XLWINGS = """\
Attribute VB_Name = "xlwings"
Option Explicit
Private Started As Long

Public Function XLPy() As Object
    Started = Started + 1
    If Environ("DX_SERVER") = "none" Then Err.Raise 1000
    Set XLPy = New Server
End Function

Public Function Starts() As Long
    Starts = Started
End Function
"""

# Tells what it was asked for.
_SERVER = """\
Public Function CallUDF(source, called, given, book, caller) As Variant
    Dim at As Long
    If called = "DX_TAL" Then Err.Raise 1000
    CallUDF = source & " " & called & " " & (book Is Nothing) & " " & (caller Is Nothing)
    For at = LBound(given) To UBound(given)
        If IsMissing(given(at)) Then
            CallUDF = CallUDF & " missing"
        ElseIf IsObject(given(at)) Then
            CallUDF = CallUDF & " object"
        Else
            CallUDF = CallUDF & " " & given(at)
        End If
    Next at
End Function
"""

_DRIVER = """\
Attribute VB_Name = "Driver"
Option Explicit

Public Function Ping() As String
    Ping = "pong"
End Function

Public Function Table() As Variant
    Table = DX_SUM("Projekter", ThisWorkbook.Worksheets(1).Range("A1:B9"))
End Function
"""


def texts(source: str) -> str:
    """The source with its text expressions as what they say."""
    joined = re.sub(r' & (?="|ChrW)', "", source)
    return _TEXT.sub(lambda found: chr(int(found[2])) if found[2] else found[1], joined)


def test_each_function_has_a_wrapper_with_its_arguments_in_order() -> None:
    declared = {
        name: [(bool(optional), argument) for optional, argument in _ARGUMENT.findall(arguments)]
        for name, arguments in _DECLARED.findall(wrappers.module())
    }
    assert declared == {
        function.name: [(one.optional, one.name) for one in function.arguments]
        for function in FUNCTIONS
    }


def test_each_wrapper_passes_on_what_its_function_takes() -> None:
    source = wrappers.module()
    for function in FUNCTIONS:
        passed = ", ".join(
            (["Book()", "Calculations"] if function.reads_register else [])
            + [one.name if one.optional else f"Used({one.name})" for one in function.passed]
        )
        line = f'    {function.name} = Answer("{function.name}", Array({passed}))\n'
        assert source.count(line) == 1


def test_each_function_and_argument_is_described_to_the_wizard() -> None:
    described = texts(wrappers.module())
    assert f"Category:={CATEGORY}, " in described
    for function in FUNCTIONS:
        told = ", _\n        ".join(argument.about for argument in function.arguments)
        assert f"Describe {function.name}, {function.about}, _\n        Array({told})" in described


def test_the_source_is_such_as_vba_takes() -> None:
    """ASCII, nothing left to fill in, no line of more than 1,023 characters."""
    source = wrappers.module()
    assert source.isascii()
    assert "@" not in source
    assert max(map(len, source.splitlines())) <= 1023
    assert source.splitlines()[:2] == ['Attribute VB_Name = "Functions"', "Option Explicit"]


def test_what_macos_and_a_lost_server_are_told_is_danish() -> None:
    told = texts(wrappers.module())
    assert "Fejl: Funktionen virker kun i Excel på Windows." in told
    assert (
        "Fejl: Python svarer ikke. Bed den, der passer digit-xl, om at køre »digit-xl addin status«"
        in told
    )


def asked(folder: Path, calls: Sequence[Call], server: str = "") -> list[Any]:
    """What the wrappers answer in LibreOffice, with a stand-in for Python's server."""
    ribbon = zipfile.ZipFile(io.BytesIO(build.package(ALL))).read("customUI/customUI14.xml")
    modules = [
        *(one for one in build.modules(ribbon) if one.kind is Kind.DOCUMENT),
        Module("Functions", wrappers.module(), Kind.STANDARD),
        Module("xlwings", _XLWINGS, Kind.STANDARD),
        Module("Driver", _DRIVER, Kind.STANDARD),
        vba_class("Server", _SERVER),
    ]
    told: list[Any] = answers(
        folder,
        build.written(ribbon, modules),
        [("Driver.Ping", []), *calls],
        {"DX_SERVER": server},
    )
    assert told[0] == "pong"
    return told[1:]


@pytest.mark.office
def test_libreoffice_asks_the_server_for_what_a_cell_asks(tmp_path: Path) -> None:
    """By its name, with all arguments and neither workbook nor cell; and describing is harmless."""
    calls: list[Call] = [
        ("Functions.DigitXl_DescribeFunctions", []),
        ("Functions.DX_KRONER", ["12", "kr"]),
        ("Functions.DX_KRONER", ["12"]),
        ("Functions.DX_FASE", ["ESDH", "1", "2"]),
        ("Driver.Table", []),
        ("Functions.DX_TEKST", ["x", "y"]),
        ("Functions.DigitXl_Calculated", []),
        ("Functions.DX_TEKST", ["x", "y"]),
    ]
    assert asked(tmp_path, calls) == [
        None,
        "digit_xl.udf DX_KRONER True True 12 kr",
        "digit_xl.udf DX_KRONER True True 12 missing",
        "digit_xl.udf DX_FASE True True ESDH 1 2",
        "digit_xl.udf DX_SUM True True Projekter object missing",
        "digit_xl.udf DX_TEKST True True object 0 x",
        None,
        "digit_xl.udf DX_TEKST True True object 1 x",
    ]


@pytest.mark.office
def test_a_failure_is_told_and_a_lost_server_is_not_started_by_every_cell(tmp_path: Path) -> None:
    calls: list[Call] = [("Functions.DX_TAL", ["x"]), ("xlwings.Starts", [])]
    failed, first, again, second = asked(tmp_path, calls * 2)
    assert failed == again
    assert failed.startswith(
        "Fejl: Python svarer ikke. Bed den, der passer digit-xl, om at køre »digit-xl addin status«"
    )
    assert [first, second] == [1, 2]
    lost, first, again, second = asked(tmp_path, calls * 2, "none")
    assert lost == again == failed
    assert [first, second] == [1, 1]
