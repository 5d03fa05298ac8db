"""The 2019 register as it may come back from Excel, with all that people put into a workbook.

Threaded comments, a slicer, sparklines, bars in cells, a chart, a query, a macro, custom XML, own
columns (in the table and beside it), an own sheet that depends on Konti, shared texts, shared
formulas, own validations and conditional formats, and the calculation chain.
"""

from __future__ import annotations

import io
import re
import zipfile
from importlib.util import find_spec
from pathlib import Path

from rich_parts import (
    BOOK_EXTENSIONS,
    HEAD,
    MAIN,
    MC,
    MICROSOFT,
    OFFICE,
    PARTS,
    SHEET_EXTENSIONS,
    relations,
)

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
ROWS = 18  # accounts
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XLSX, _XLSM = (
    f"{_SHEET_TYPE}.sheet.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
)
_FILES_2007 = f"{MICROSOFT}/2007/relationships"
_FILES_2017 = f"{MICROSOFT}/2017/10/relationships"


def build(**cells: str) -> bytes:
    """The workbook, an .xlsm; cells of Konti hold what is given for them, as the XML within `c`.

    A value that begins with `t=` gives the cell that type: `t="s"><v>0</v>`.
    """
    with zipfile.ZipFile(REGISTER) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    sheet, table = _place(parts, "Konti")
    number = re.search(r' id="(\d+)"', parts[table])[1]  # type: ignore[index] # a table has one
    parts[sheet] = _accounts(parts[sheet], cells)
    parts[table] = _widened(parts[table])
    parts[_relations(sheet)] = _sheet_relations(parts[_relations(sheet)])
    _share_texts(parts)
    types = _add(
        parts,
        {name: (text.replace("{table}", number), kind) for name, (text, kind) in PARTS.items()},
    )
    parts["xl/workbook.xml"] = _book(parts["xl/workbook.xml"])
    parts["xl/_rels/workbook.xml.rels"] = _book_relations(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/calcChain.xml"] = _chain(parts)
    parts["[Content_Types].xml"] = _content_types(parts["[Content_Types].xml"], types)
    return _zipped(
        {name: text.encode() for name, text in parts.items()} | {"xl/vbaProject.bin": _macro()}
    )


def part_of(title: str) -> str:
    """The part of the sheet of that title."""
    with zipfile.ZipFile(REGISTER) as package:
        names = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        return _place({name: package.read(name).decode() for name in names}, title)[0]


def _place(parts: dict[str, str], title: str) -> tuple[str, str]:
    """The parts of the sheet of that title and of its table, which openpyxl numbers alike."""
    titles = re.findall(r'<sheet [^>]*name="([^"]*)"', parts["xl/workbook.xml"])
    number = titles.index(title) + 1
    return f"xl/worksheets/sheet{number}.xml", f"xl/tables/table{number}.xml"


def _relations(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _accounts(sheet: str, cells: dict[str, str]) -> str:
    """Konti with own columns, and what Excel writes into a sheet of its own accord."""
    sheet = sheet.replace(
        f'<worksheet xmlns="{MAIN}">',
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="{MC}" mc:Ignorable="x14ac xr" '
        f'xmlns:x14ac="{MICROSOFT}/spreadsheetml/2009/9/ac" '
        f'xmlns:xr="{MICROSOFT}/spreadsheetml/2014/revision" '
        'xr:uid="{6A0B3C5E-0001-4000-8000-000000000001}">',
    )
    sheet = sheet.replace('ref="A1:L20"', 'ref="A1:N20"')
    for row in range(2, ROWS + 2):
        formula = (
            f'<f t="shared" ref="M2:M{ROWS + 1}" si="0">F2+G2</f>'
            if row == 2
            else '<f t="shared" si="0"/>'
        )
        own = f'<c r="M{row}">{formula}<v>0</v></c><c r="N{row}" t="str"><v>Anna</v></c></row>'
        sheet = re.sub(rf'(<row r="{row}"[^>]*>.*?)</row>', rf"\g<1>{own}", sheet, count=1)
    sheet = re.sub(
        r'<row r="1"(.*?)</row>',
        r'<row r="1"\1<c r="M1" t="inlineStr"><is><t>Netto</t></is></c></row>',
        sheet,
        count=1,
    )
    sheet = sheet.replace("<row ", '<row spans="1:14" x14ac:dyDescent="0.25" ')
    for address, given in cells.items():
        kind, content = given.split(">", 1) if given.startswith("t=") else ("", given)
        sheet = re.sub(
            rf'<c r="{address}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
            rf'<c r="{address}"\1 {kind}>{content}</c>',
            sheet,
            count=1,
        )
    own_format = (
        '<conditionalFormatting sqref="G2:G19"><cfRule type="dataBar" priority="9"><dataBar>'
        '<cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule>'
        "</conditionalFormatting><dataValidations"
    )
    sheet = sheet.replace("<dataValidations", own_format, 1)
    sheet = re.sub(
        r'<dataValidations count="12">',
        '<dataValidations count="13"><dataValidation type="list" allowBlank="1" sqref="N2:N19">'
        '<formula1>"Anna,Bo"</formula1></dataValidation>',
        sheet,
    )
    sheet = sheet.replace(
        "<tableParts", '<drawing r:id="rIdDrawing"/><legacyDrawing r:id="rIdNotes"/><tableParts'
    )
    return HEAD + sheet.partition("?>")[2].strip().replace(
        "</worksheet>", f"{SHEET_EXTENSIONS}</worksheet>"
    )


def _widened(table: str) -> str:
    """The table of Konti with one column more."""
    table = table.replace("A1:L20", "A1:M20").replace("A1:L19", "A1:M19")
    own = (
        '<tableColumn id="13" name="Netto"><calculatedColumnFormula>F2+G2</calculatedColumnFormula>'
    )
    return table.replace('count="12"', 'count="13"').replace(
        "</tableColumns>", f"{own}</tableColumn></tableColumns>"
    )


def _sheet_relations(before: str) -> str:
    added = relations(
        ("rIdDrawing", "drawing", "../drawings/drawing90.xml"),
        ("rIdNotes", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rIdComments", "comments", "../comments1.xml"),
        (
            "rIdThreads",
            f"{_FILES_2017}/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
        ("rIdSlicer", f"{_FILES_2007}/slicer", "../slicers/slicer1.xml"),
    )
    return _joined(before, added)


def _joined(before: str, added: str) -> str:
    """The first part of relationships with those of the second."""
    inside = re.search(r"<Relationships[^>]*>(.*)</Relationships>", added)[1]  # type: ignore[index] # there are some
    return before.replace("</Relationships>", f"{inside}</Relationships>")


def _share_texts(parts: dict[str, str]) -> None:
    """Move the texts of all cells into a part of their own, as Excel does."""
    shared: dict[str, int] = {}

    def share(found: re.Match[str]) -> str:
        return f't="s"><v>{shared.setdefault(found[1], len(shared))}</v>'

    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        pattern = r't="inlineStr"><is>(<t(?: [^>]*)?>[^<]*</t>)</is>'
        parts[name] = re.sub(pattern, share, parts[name])
    texts = "".join(f"<si>{text}</si>" for text in shared)
    parts["xl/sharedStrings.xml"] = (
        f'{HEAD}<sst xmlns="{MAIN}" count="{len(shared)}" uniqueCount="{len(shared)}">{texts}</sst>'
    )


def _add(parts: dict[str, str], added: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Add the parts and the relationships between them; their types come out."""
    parts |= {name: HEAD + content for name, (content, _) in added.items()}
    parts[_relations("xl/drawings/drawing90.xml")] = relations(
        ("rId1", "chart", "../charts/chart90.xml")
    )
    parts[_relations("xl/worksheets/sheet90.xml")] = relations(
        ("rId1", "table", "../tables/table90.xml")
    )
    parts[_relations("xl/tables/table90.xml")] = relations(
        ("rId1", "queryTable", "../queryTables/queryTable1.xml")
    )
    for number in (1, 2):
        parts[_relations(f"customXml/item{number}.xml")] = relations(
            ("rId1", "customXmlProps", f"itemProps{number}.xml")
        )
    return {name: kind for name, (_, kind) in added.items() if kind} | {
        "xl/sharedStrings.xml": f"{_SHEET_TYPE}.sharedStrings+xml",
        "xl/calcChain.xml": f"{_SHEET_TYPE}.calcChain+xml",
        "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    }


def _book(book: str) -> str:
    own = f'<sheet xmlns:r="{OFFICE}" name="Mit ark" sheetId="90" r:id="rIdOwn"/></sheets>'
    book = book.replace("</sheets>", own)
    book = book.replace(
        "</definedNames>", '<definedName name="Udsnit_Art">#N/A</definedName></definedNames>'
    )
    return book.replace("</workbook>", f"{BOOK_EXTENSIONS}</workbook>")


def _book_relations(before: str) -> str:
    added = relations(
        ("rIdOwn", "worksheet", "worksheets/sheet90.xml"),
        ("rIdCache", f"{_FILES_2007}/slicerCache", "slicerCaches/slicerCache1.xml"),
        ("rIdPersons", f"{_FILES_2017}/person", "persons/person.xml"),
        ("rIdMacro", f"{MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
        ("rIdTexts", "sharedStrings", "sharedStrings.xml"),
        ("rIdChain", "calcChain", "calcChain.xml"),
        ("rIdQuery", "connections", "connections.xml"),
        ("rIdMashup", "customXml", "../customXml/item1.xml"),
        ("rIdCase", "customXml", "../customXml/item2.xml"),
    )
    return _joined(before, added)


def _chain(parts: dict[str, str]) -> str:
    """The chain of all formulas; only the first of each sheet says on which it is."""
    entries = []
    ids = re.findall(r'<sheet [^>]*sheetId="(\d+)"', parts["xl/workbook.xml"])
    for number in ids:
        cells = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f', parts[f"xl/worksheets/sheet{number}.xml"])
        entries += [
            f'<c r="{cell}"' + (f' i="{number}"' if not at else "") + "/>"
            for at, cell in enumerate(cells)
        ]
    return f'{HEAD}<calcChain xmlns="{MAIN}">{"".join(entries)}</calcChain>'


def _content_types(before: str, types: dict[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    shapes = (
        '<Default Extension="vml" '
        'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    )
    before = before.replace(_XLSX, _XLSM).replace("<Default", f"{shapes}<Default", 1)
    return before.replace("</Types>", f"{overrides}</Types>")


def _macro() -> bytes:
    """A real macro: that of the workbook with which people begin to use xlwings."""
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("xlwings")
    with zipfile.ZipFile(Path(spec.origin).with_name("quickstart.xlsm")) as package:
        return package.read("xl/vbaProject.bin")


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(
            parts.items(), key=lambda part: part[0] != "[Content_Types].xml"
        ):
            package.writestr(
                zipfile.ZipInfo(name, (2020, 5, 4, 8, 7, 0)), content, zipfile.ZIP_DEFLATED
            )
    return target.getvalue()
