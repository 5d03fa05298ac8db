"""Builds the add-in from its sources: one .xlam, the same bytes every time.

No Excel takes part. The parts of the package lie in `parts/` as they are, and the VBA in `vba/`;
what is made here is the ribbon with the buttons that work, and the VBA project.
"""

from __future__ import annotations

from pathlib import Path

from digit_xl import __version__
from digit_xl.addin import bridge, ribbon, wrappers
from digit_xl.addin.project import Kind, Module, project
from digit_xl.book.patch.package import packed

EXCEL = Path(__file__).parents[1] / "excel.py"  # read, not imported: building needs no Excel
_HERE = Path(__file__).parent
_PARTS, _VBA = _HERE / "parts", _HERE / "vba"
_RIBBON, _PROJECT = "customUI/customUI14.xml", "xl/vbaProject.bin"
# What a package begins with is what readers look for first (ECMA-376 part 2, 10.1.2).
_ORDER = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/app.xml",
    "docProps/core.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    _RIBBON,
)
_VERSION = "@VERSION@"
_DOCUMENT = "".join(
    f"Attribute VB_{line}\n"
    for line in (
        'Name = "{name}"',
        'Base = "0{{{base}}}"',
        "GlobalNameSpace = False",
        "Creatable = False",
        "PredeclaredId = True",
        "Exposed = True",
        "TemplateDerived = False",
        "Customizable = True",
    )
)
_WORKBOOK = "00020819-0000-0000-C000-000000000046"
_SHEET = "00020820-0000-0000-C000-000000000046"


def xlam() -> bytes:
    """The add-in, with the buttons whose functions `digit_xl/excel.py` has.

    Raises:
        Refusal: the installed xlwings is not one whose module is known here.
    """
    return package(ribbon.actions(EXCEL.read_text(encoding="utf-8")))


def package(functions: frozenset[str]) -> bytes:
    """The add-in with the buttons of these functions."""
    buttons = ribbon.shown(_part(_RIBBON), functions)
    return written(buttons, modules(buttons))


def written(buttons: bytes, project_modules: list[Module]) -> bytes:
    """The package of a ribbon and the modules of a VBA project."""
    parts = {name: _part(name) for name in _ORDER}
    parts |= {_RIBBON: buttons, _PROJECT: project(project_modules)}
    return packed(parts)


def modules(buttons: bytes) -> list[Module]:
    """The modules of the VBA project, for a ribbon with these buttons."""
    return [
        Module("ThisWorkbook", _document("ThisWorkbook", _WORKBOOK), Kind.DOCUMENT),
        Module("Sheet1", _document("Sheet1", _SHEET), Kind.DOCUMENT),
        Module("xlwings", bridge.source(), Kind.CLASS),
        Module("Ribbon", _vba("Ribbon.bas") + ribbon.callbacks(buttons), Kind.STANDARD),
        Module("Functions", wrappers.module(), Kind.STANDARD),
    ]


def _document(name: str, base: str) -> str:
    """The module behind the workbook or a sheet: who it is, and its code, if there is any."""
    file = _VBA / f"{name}.cls"
    return _DOCUMENT.format(name=name, base=base) + (_vba(file.name) if file.exists() else "")


def _vba(file: str) -> str:
    return (_VBA / file).read_text(encoding="ascii").replace(_VERSION, __version__)


def _part(name: str) -> bytes:
    """A part as it lies in the sources, with the version told, its lines the same anywhere."""
    text = (_PARTS / name).read_text(encoding="utf-8")
    return text.replace(_VERSION, __version__).encode()
