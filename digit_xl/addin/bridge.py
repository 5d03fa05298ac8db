"""The VBA that starts Python: xlwings' own module, cut down so that no workbook can steer it.

xlwings is read as a file, never imported. Its module looks for its settings in the active
workbook and in that workbook's folder, runs code that lies in its sheets, and hands its name and
path to a command line. It is also a standard module, and Excel lets any cell of any workbook call
the public functions of one: `=RunPython("…")`. So here

- settings come from the user's own file alone, and the interpreter by its whole path;
- nothing of a workbook is read, run or passed on;
- Python does not look for modules in the current folder (`-P`), nor Windows for the shell in it;
- the module is a class: no cell, button or link can reach it, only the add-in's own modules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from digit_xl.findings import Refusal

_VBA = Path(__file__).with_name("vba")
_SOURCE = "xlwings_custom_addin.bas"

_TEXTS = {
    "TITLE": "Årsrapport",
    "WORKING": "Årsrapport: arbejder …",
    "FAILED": "Årsrapport kunne ikke starte Python.",
    "LOG": "Den tekniske forklaring står i filen ",
    "REMEDY": "Bed den, der passer digit-xl, om at køre »digit-xl addin status«. Den viser, hvad "
    "der er galt, og hvad der skal gøres.",
    "NO_INTERPRETER": "Den Python, som digit-xl er installeret i, blev ikke fundet.",
    "NO_SCRIPT": "Excel har ikke fået lov til at starte Python på denne Mac.",
}
# What VBA writes on top of a class module; predeclared, it is called by its name.
_CLASS = "".join(
    f"Attribute VB_{line}\n"
    for line in (
        'Name = "xlwings"',
        'Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"',
        "GlobalNameSpace = False",
        "Creatable = False",
        "PredeclaredId = True",
        "Exposed = False",
        "TemplateDerived = False",
        "Customizable = False",
    )
)
_PUBLIC_DECLARATION = re.compile(r"^( *)(?=Declare )", re.MULTILINE)
# By these words a line could still follow a workbook, start a program by its bare name, or be out
# of place in a class.
_FORBIDDEN = re.compile(
    r"^(?! *').*(?:Workbook|Worksheets|Sheets\b|ActiveDocument|LICENSE|xlwings\.pro|sys_path|"
    r'"cmd\.exe|"INTERPRETER"|Public Const)|^ *(?:Public )?Declare ',
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Patch:
    """A place in xlwings' module, and its new text.

    The place goes from a text that is there once through the next one of another text, or is the
    first text alone.
    """

    first: str
    last: str
    new: str

    def apply(self, source: str) -> str:
        """The source with the place replaced.

        Raises:
            Refusal: the place is not there, or there are several.
        """
        start = source.find(self.first)
        end = source.find(self.last, start + len(self.first))
        if source.count(self.first) != 1 or end < 0:
            raise _unknown()
        return source[:start] + self.new + source[end + len(self.last) :]


def _gone(first: str, last: str) -> Patch:
    return Patch(first, last, "")


def _swapped(old: str, new: str) -> Patch:
    return Patch(old, "", new)


def _ours(first: str, last: str, file: str) -> Patch:
    return Patch(first, last, (_VBA / file).read_text(encoding="ascii"))


_AS_A_CLASS = (
    _swapped('Attribute VB_Name = "xlwings"\n', _CLASS),
    _swapped("Public Const XLWINGS_VERSION", "Private Const XLWINGS_VERSION"),
    _swapped(
        'Public Const PROJECT_NAME As String = "myaddin"',
        'Private Const PROJECT_NAME As String = "digit_xl"',
    ),
)
_STARTING = (
    # Its embedded code, its name and path, and its place as a folder of modules.
    _ours("Public Function RunPython(", "\nEnd Function\n", "RunPython.bas"),
    # The shell of macOS would run what stands in `$(…)` in a workbook's name.
    _swapped('+ "|" + ActiveWorkbook.Name', '+ "|"'),
    _swapped(
        '+ "|" + PythonInterpreter\n',
        '+ "|\'" + Replace(PythonInterpreter, "\'", "\'\\\'\'") + "\' -P"\n',
    ),
    _swapped(
        "MsgBox \"To enable RunPython, please run 'xlwings runpython install' in a terminal "
        'once and try again.", vbCritical',
        'Application.StatusBar = False\n    ShowError "", @NO_SCRIPT@',
    ),
    # A bare name would be looked for in the current folder: the workbook's, often.
    _swapped(
        'If Not IsFrozen And (PYTHON_WIN <> "python" And PYTHON_WIN <> "pythonw") Then',
        "If Not IsFrozen Then",
    ),
    _swapped('MsgBox "Could not find Interpreter!", vbCritical', 'ShowError "", @NO_INTERPRETER@'),
    _swapped(
        '" -B -c ""import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH '
        '& "\\""); " & PythonCommand',
        '" -B -P -c """ & PythonCommand',
    ),
    _swapped(
        'WScript.Run("cmd.exe /C " & DriveCommand',
        'WScript.Run(Environ("ComSpec") & " /C " & DriveCommand',
    ),
    _swapped(
        '" --wb=" & """" & ActiveWorkbook.Name & """ --from_xl=1" & " --app="',
        '" --from_xl=1" & " --app="',
    ),
)
_OTHER_DOORS = (
    _gone("Public Function RunFrozenPython(", "\nEnd Function\n"),
    # The sheets named `….py` of a workbook.
    _gone('#If App = "Microsoft Excel" Then\nFunction GetUdfModules(', "\nEnd Function\n"),
    _swapped("Private Sub CleanUp()", "Public Sub CleanUp()"),
    _ours("Function XLPyCommand()\n", "\nEnd Function\n", "XLPyCommand.bas"),
    Patch(
        'PYTHON_WIN = GetConfig("INTERPRETER_WIN", "")\n',
        "    End If\n",
        "PYTHON_WIN = Interpreter()\n",
    ),
    _gone("Sub ImportPythonUDFsBase(", "VBComponents.Import tf\nEnd Sub\n"),
)
_SETTINGS = (
    # The settings in the folder and in the sheets of a workbook.
    Patch(
        '#If App = "Microsoft Excel" Then\nFunction GetDirectoryPath(',
        "Function GetConfigFilePath() As String\n",
        "Function GetConfigFilePath() As String\n",
    ),
    _gone(
        "Function GetDirectoryConfigFilePath() As String\n",
        "Set GetConfigFromSheet = d\nEnd Function\n#End If\n",
    ),
    Patch("    ' Sheet\n    #If App", "    ' User Config\n", "    ' User Config\n"),
    _ours("Sub ShowError(", "\nEnd Sub\n", "ShowError.bas"),
    _gone('#If App = "Microsoft Excel" Then\nFunction SheetExists(', "#End If\n"),
    _gone('#If App = "Microsoft Excel" Then\nFunction GetFullName(', "End Function\n#End If\n"),
)
# What is changed in the module of xlwings, in order; each closes a hole or tells it in Danish.
PATCHES = _AS_A_CLASS + _STARTING + _OTHER_DOORS + _SETTINGS


def source() -> str:
    """The class module `xlwings`, from the file that the installed xlwings brings.

    Raises:
        Refusal: xlwings is not installed, or its module is another than the one known here.
    """
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise Refusal("no-xlwings", "xlwings er ikke installeret. Installér digit-xl igen.")
    file = Path(found.origin).with_name(_SOURCE)
    if not file.is_file():
        raise _unknown()
    return patched(file.read_text(encoding="cp1252"))


def patched(original: str) -> str:
    """The module of xlwings with every patch applied.

    Raises:
        Refusal: a patch does not find its one place, or something is left that follows a workbook.
    """
    text = original
    for patch in PATCHES:
        text = patch.apply(text)
    text = _PUBLIC_DECLARATION.sub(r"\1Private ", text)
    for name, told in _TEXTS.items():
        text = text.replace(f"@{name}@", expression(told))
    if _FORBIDDEN.search(text):
        raise _unknown()
    return text


def expression(text: str) -> str:
    """A text as a VBA expression in ASCII: `"K" & ChrW(248) & "r"`."""
    parts = re.findall(r"[ -~]+|[^ -~]", text)
    return " & ".join(
        '"' + part.replace('"', '""') + '"' if part.isascii() else f"ChrW({ord(part)})"
        for part in parts
    )


def _unknown() -> Refusal:
    from importlib.metadata import version

    return Refusal(
        "xlwings-unknown",
        f"xlwings {version('xlwings')} er en udgave, som tilføjelsesprogrammet ikke kender. "
        "Installér den udgave, der følger med digit-xl.",
    )
