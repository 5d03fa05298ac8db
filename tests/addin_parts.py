"""The add-in as the tests press it: stand-ins for what only Excel has, and LibreOffice's macros."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from office import LIMIT, ProgramMissingError

from digit_xl.addin import build
from digit_xl.addin.project import Kind, Module

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Call = tuple[str, Sequence[str]]

AGREED = frozenset({"validate", "fill", "report", "pdf", "folder", "about"})
# A shell, a script or a file of settings would read it as something else.
NAME = "Søren's $(touch pwned) 100%25 & =a|b"
ALL = AGREED | {"refresh"}
RUNNER = Path(__file__).with_name("uno_macros.py")

_CLASS = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{FCFB3D2A-A0FA-1068-A738-08002B3371B5}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = False
Attribute VB_Exposed = False
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = False
Option Explicit
{code}
"""

# Records what it is asked for, instead of starting Python.
_XLWINGS = """\
Attribute VB_Name = "xlwings"
Option Explicit
Private Asked As String

Public Sub RunPython(PythonCommand As String)
    Asked = PythonCommand
End Sub

Public Sub CleanUp()
    Asked = "cleaned up"
End Sub

Public Function LastAsked() As String
    LastAsked = Asked
    Asked = ""
End Function
"""

_DRIVER = """\
Attribute VB_Name = "Driver"
Option Explicit

Public Function Ping() As String
    Ping = "pong"
End Function

Public Function Click(ByVal callback As String) As String
    Dim control As IRibbonControl
    Set control = New IRibbonControl
    Application.Run callback, control
    Click = LastAsked()
End Function

Public Function Enabled() As String
    Dim control As IRibbonControl
    Dim answer As Variant
    Set control = New IRibbonControl
    DigitXl_IsRegister control, answer
    Enabled = CStr(answer)
End Function

Public Sub AddSheet(ByVal name As String)
    ThisComponent.Sheets.insertNewByName name, 0
End Sub

Public Function Redrawn() As String
    Dim ribbon As IRibbonUI
    Set ribbon = New IRibbonUI
    DigitXl_Changed
    DigitXl_OnLoad ribbon
    DigitXl_Changed
    DigitXl_Changed
    Redrawn = CStr(ribbon.Count)
End Function
"""

_RIBBON_UI = """\
Public Count As Long
Public Sub Invalidate()
    Count = Count + 1
End Sub
"""


def vba_class(name: str, code: str) -> Module:
    """A class module with that code."""
    return Module(name, _CLASS.format(name=name, code=code), Kind.CLASS)


def pressed_in_libreoffice(folder: Path, functions: frozenset[str], calls: Sequence[Call]) -> Any:  # noqa: ANN401
    """What macros answer in the add-in, with a stand-in for xlwings beside its own modules."""
    ribbon = zipfile.ZipFile(io.BytesIO(build.package(functions))).read("customUI/customUI14.xml")
    own = [module for module in build.modules(ribbon) if module.name != "xlwings"]
    stand_ins = [
        Module("xlwings", _XLWINGS, Kind.STANDARD),
        Module("Driver", _DRIVER, Kind.STANDARD),
        vba_class("IRibbonControl", "Public ID As String"),
        vba_class("IRibbonUI", _RIBBON_UI),
    ]
    return answers(folder, build.written(ribbon, own + stand_ins), calls)


def answers(
    folder: Path,
    addin: bytes,
    calls: Sequence[Call],
    given: Mapping[str, str] | None = None,
) -> Any:  # noqa: ANN401 - as JSON has it
    """What the macros of an add-in answer in LibreOffice, which opens it as a workbook.

    Variables of the system can be given.

    LibreOffice is silent about VBA that it cannot compile: ask it for something known, too.
    """
    workbook = folder / f"{NAME}.xlsm"
    workbook.write_bytes(_as_workbook(addin))
    told = subprocess.run(
        [_python_of_libreoffice(), str(RUNNER), str(workbook)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
        env={**os.environ, **(given or {})},
    )
    if told.returncode:
        raise ProgramMissingError(told.stderr)
    return json.loads(told.stdout)


def _as_workbook(addin: bytes) -> bytes:
    """The same package as a workbook with macros; LibreOffice 7.4 opens no add-in."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(addin)) as package,
        zipfile.ZipFile(content, "w") as workbook,
    ):
        for name in package.namelist():
            part = package.read(name)
            workbook.writestr(name, part.replace(b"addin.macroEnabled", b"sheet.macroEnabled"))
    return content.getvalue()


def _python_of_libreoffice() -> str:
    for python in ("/usr/bin/python3", "python3", "/opt/libreoffice/program/python"):
        try:
            subprocess.run([python, "-c", "import uno"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    raise ProgramMissingError("No Python has LibreOffice's UNO: install python3-uno.")
