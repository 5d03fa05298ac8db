"""The module that starts Python, as LibreOffice can run it on Linux: for Windows, and for macOS.

What only Excel or the system has is recorded by a stand-in, the shell; the rest runs as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin_parts import answers, vba_class

from digit_xl.addin import bridge, build
from digit_xl.addin.project import Kind, Module

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from addin_parts import Call

WINDOWS = frozenset({"VBA7", "Win64", 'App = "Microsoft Excel"'})
MACOS = frozenset({"VBA7", "Mac", "MAC_OFFICE_VERSION >= 15", 'App = "Microsoft Excel"'})

# What LibreOffice 7.4 lacks, or what would wait for a person; and the paths of Linux.
_ADAPTED = (
    ('CreateObject("WScript.Shell")', "New Shell"),
    ("AppleScriptTask(", "WScript().Script("),
    ("MacScript(", "WScript().Mac("),
    ("Val(Application.VERSION) < 15", "False"),
    ("MsgBox ", "WScript().Tell "),
    ("Randomize Timer() + Application.Hwnd", "Randomize"),
    ("Application.Hwnd", "4711"),
    ("Application.Path", '"/Office/Excel.app"'),
    (', Optional source As String = ""', ""),
    ('source = "" Or source = "user"', "True"),
    ('Environ("USERPROFILE") & "\\."', 'Environ("USERPROFILE") & "/."'),
    ('PROJECT_NAME & "\\" & PROJECT_NAME', 'PROJECT_NAME & "/" & PROJECT_NAME'),
    (
        "   Attr = GetAttr(FileSpec)",
        '   If FileSpec Like "C:*" Then FileExistsOnWindows = True: Exit Function\n'
        "   Attr = GetAttr(FileSpec)",
    ),
)

_SHELL = """\
Public Asked As String
Public Told As String

Public Function Run(ByVal command As String, ByVal style As Long, ByVal wait As Boolean) As Long
    Asked = command
    Run = Val(Environ("EXIT_CODE"))
End Function

Public Function ExpandEnvironmentStrings(ByVal text As String) As String
    ExpandEnvironmentStrings = text
End Function

Public Function Script(ByVal file As String, ByVal name As String, ByVal line As String) As String
    Asked = line
    Script = "0"
End Function

Public Function Mac(ByVal script As String) As String
    ' The text in quotes is a path; without one it is the home folder that is asked for.
    Dim parts As Variant
    parts = Split(script, Chr(34))
    If UBound(parts) > 0 Then Mac = parts(1) Else Mac = Environ("HOME")
End Function

Public Sub Tell(ByVal text As String, ByVal kind As Long, ByVal title As String)
    Told = title & ": " & text
End Sub
"""

_DRIVER = """\
Attribute VB_Name = "Driver"
Option Explicit

Public Function Ping() As String
    Ping = "pong"
End Function

Public Sub Settings(ByVal key As String, ByVal value As String)
    ' What would be the settings if the workbook had a say.
    Dim sheets As Object
    Set sheets = ThisComponent.Sheets
    sheets.insertNewByName "digit_xl.conf", 0
    sheets.getByIndex(0).getCellByPosition(0, 0).String = key
    sheets.getByIndex(0).getCellByPosition(1, 0).String = value
    sheets.insertNewByName "attack.py", 1
End Sub

Public Function Asked() As String
    xlwings.RunPython "import digit_xl.excel"
    Asked = xlwings.WScript().Asked
End Function

Public Function Told() As String
    Told = xlwings.WScript().Told
End Function

Public Function Server() As String
    Server = xlwings.XLPyCommand()
End Function
"""


def run(
    folder: Path, system: frozenset[str], calls: Sequence[Call], given: Mapping[str, str]
) -> list[str]:
    """What the driver's macros answer beside the module, with these variables of the system."""
    source = "\n".join(_alive(bridge.source(), system)[_HEADER:])
    for old, new in _ADAPTED:
        source = source.replace(old, new)
    modules = [
        *build.modules(b"<customUI/>")[:2],
        Module("xlwings", f'Attribute VB_Name = "xlwings"\n{source}\n', Kind.STANDARD),
        vba_class("Shell", _SHELL),
        Module("Driver", _DRIVER, Kind.STANDARD),
    ]
    told: list[str] = answers(folder, build.written(b"<customUI/>", modules), calls, given)
    return told


_HEADER = 8  # lines that make it a class, which LibreOffice takes no code of this kind in


def _alive(source: str, system: frozenset[str]) -> list[str]:
    """The lines that are compiled on a system; LibreOffice knows no conditional compilation."""
    lines: list[str] = []
    taken: list[bool] = []
    for line in source.splitlines():
        word, _, condition = line.strip().removesuffix(" Then").partition(" ")
        if word == "#If":
            taken.append(condition in system)
        elif word == "#ElseIf":
            taken[-1] = not taken[-1] and condition in system
        elif word == "#Else":
            taken[-1] = not taken[-1]
        elif line.strip() == "#End If":
            taken.pop()
        elif all(taken) and word != "#Const":
            lines.append(line)
    return lines
