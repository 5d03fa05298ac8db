"""Packages for the guard, made by hand: each hostile or odd in one way, and ordinary ones."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from digit_xl.book.guard import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WORKBOOK, DOCUMENT = Kind.WORKBOOK, Kind.DOCUMENT
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument"
SHEET = "xl/worksheets/sheet1.xml"
BODY = "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def content_types(main: str, type_: str) -> str:
    """The part that gives every part its type."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types>'
        '<Default Extension="rels" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{type_}"/></Types>'
    )


def relations(*relations: tuple[str, str] | tuple[str, str, str]) -> str:
    """A part of relationships; a third word is the target mode."""
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        + "".join(f' TargetMode="{word}"' for word in mode)
        + "/>"
        for number, (kind, target, *mode) in enumerate(relations, start=1)
    )
    return f"<Relationships>{inside}</Relationships>"


WORKBOOK_PARTS = {
    "[Content_Types].xml": content_types("xl/workbook.xml", f"{TYPE}.spreadsheetml.sheet.main+xml"),
    "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": f'<workbook xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Konti &amp; mål" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
    SHEET: '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
}
DOCUMENT_PARTS = {
    "[Content_Types].xml": content_types(BODY, f"{TYPE}.wordprocessingml.document.main+xml"),
    "_rels/.rels": relations(("officeDocument", BODY)),
    BODY: '<w:document xmlns:w="w"><w:body><w:p/></w:body></w:document>',
}


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a zip package."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def workbook(**changed: str | bytes) -> bytes:
    """A workbook of one cell, with `types`, `rels`, `book`, `bookrels`, `sheet` changed."""
    names = dict(zip(("types", "rels", "book", "bookrels", "sheet"), WORKBOOK_PARTS, strict=True))
    return zipped(WORKBOOK_PARTS | {names[name]: part for name, part in changed.items()})


def cells(inside: str) -> bytes:
    """A workbook whose sheet holds these rows or cells."""
    return workbook(sheet=f"<worksheet><sheetData>{inside}</sheetData></worksheet>")


def values(*references: str) -> bytes:
    """A workbook with a value in each of the cells."""
    return cells("".join(f'<c r="{reference}"><v>1</v></c>' for reference in references))


def table(attributes: str) -> bytes:
    """A workbook with a table besides."""
    part = f'<table displayName="Konti" {attributes}><tableColumns/></table>'
    return zipped(WORKBOOK_PARTS | {"xl/tables/table1.xml": part})


def typed(kind: Kind, type_: str) -> bytes:
    """A file whose main part has that content type."""
    main = "xl/workbook.xml" if kind is WORKBOOK else BODY
    parts = WORKBOOK_PARTS if kind is WORKBOOK else DOCUMENT_PARTS
    return zipped(parts | {"[Content_Types].xml": content_types(main, type_)})


def document(body: str = "<w:p/>", **more: str | bytes) -> bytes:
    """A document of that body; `rels` are the relationships of its main part."""
    parts = {"rels": "word/_rels/document.xml.rels", "settings": "word/_rels/settings.xml.rels"}
    added = {parts[name]: part for name, part in more.items()}
    main = f'<w:document xmlns:w="w" xmlns:a="a"><w:body>{body}</w:body></w:document>'
    return zipped(DOCUMENT_PARTS | {BODY: main} | added)


def linked(kind: str, target: str, *mode: str) -> bytes:
    """A document with one relationship; External unless told otherwise."""
    relation = (kind, target, mode[0] if mode else "External")
    return document(rels=relations(relation))


def field(*runs: str) -> bytes:
    """A document with a field whose instruction is split over these runs."""
    inside = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    begin, end = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    return document(f"<w:p>{begin}{inside}{end}</w:p>")


def directory(content: bytes, name: str, offset: int, layout: str, value: int) -> bytes:
    """The zip with a number changed in the directory's entry of that name (APPNOTE 4.3.12)."""
    at = content.rindex(name.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    changed = bytearray(content)
    struct.pack_into(layout, changed, at + offset, value)
    return bytes(changed)


def renamed_locally(content: bytes) -> bytes:
    """The zip whose first part has another name in its local header than in the directory."""
    return content.replace(b"[Content_Types].xml", b"[Content_types].xml", 1)


def flipped(content: bytes) -> bytes:
    """The zip with a packed byte of the sheet changed."""
    at = content.index(SHEET.encode()) + len(SHEET) + 20
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def scattered(content: bytes, name: str) -> bytes:
    """The zip whose entry of that name claims a byte of the next one."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        packed = package.getinfo(name).compress_size
    return directory(content, name, 20, "<L", packed + 1)


def external(target: str) -> str:
    """Relationships to a template that lies elsewhere."""
    return relations(("attachedTemplate", target, "External"))


BILLION = "<!DOCTYPE a [<!ENTITY b 'c'>]>"
SHARED = "xl/sharedStrings.xml"

REFUSED: dict[str, list[tuple[Kind, Callable[[], bytes]]]] = {
    "file-empty": [(WORKBOOK, lambda: b"")],
    "file-damaged": [
        (WORKBOOK, lambda: workbook()[:-1]),
        (WORKBOOK, lambda: workbook()[:100]),
        (WORKBOOK, lambda: workbook() + b"\n"),
        (WORKBOOK, lambda: flipped(workbook())),
        (WORKBOOK, lambda: directory(workbook(), SHEET, 16, "<L", 1)),  # CRC
        (WORKBOOK, lambda: directory(workbook(), SHEET, 24, "<L", 9)),  # inflates to more
        (WORKBOOK, lambda: directory(workbook(), SHEET, 24, "<L", 9999)),  # inflates to less
        (WORKBOOK, lambda: directory(workbook(), SHEET, 20, "<L", 1 << 30)),
        (WORKBOOK, lambda: directory(workbook(), SHEET, 42, "<L", 10)),  # no local header there
        (WORKBOOK, lambda: directory(workbook(), SHEET, 6, "<H", 99)),  # a version of the future
    ],
    "file-protected": [
        (WORKBOOK, lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
        (WORKBOOK, lambda: directory(workbook(), SHEET, 8, "<H", 1)),
    ],
    "file-xls": [
        (WORKBOOK, lambda: OLE + "Workbook".encode("utf-16-le")),
        (WORKBOOK, lambda: OLE + "Book".encode("utf-16-le")),
    ],
    "file-doc": [(DOCUMENT, lambda: OLE + "WordDocument".encode("utf-16-le"))],
    "file-binary": [
        (
            WORKBOOK,
            lambda: typed(WORKBOOK, "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
        )
    ],
    "file-opendocument": [
        (
            WORKBOOK,
            lambda: zipped({"mimetype": "application/vnd.oasis", "META-INF/manifest.xml": "<a/>"}),
        )
    ],
    "file-text": [
        (WORKBOOK, lambda: b"Nr;Navn\n1;Greve\n"),
        (WORKBOOK, lambda: "Nr;Navn\n1;Køge\n".encode("cp1252")),
        (WORKBOOK, lambda: "Nr\tNavn\n".encode("utf-16")),
        (WORKBOOK, lambda: b"<html><table/></html>"),
        (DOCUMENT, lambda: rb"{\rtf1 }"),
    ],
    "file-other": [
        (WORKBOOK, lambda: b"%PDF-1.7\n"),
        (WORKBOOK, lambda: b"\x89PNG\r\n\x1a\n\0\0"),
        (WORKBOOK, lambda: OLE + b"Root"),
        (WORKBOOK, lambda: zipped({})),
        (WORKBOOK, lambda: zipped({"readme.txt": "hello"})),
        (WORKBOOK, lambda: typed(WORKBOOK, f"{TYPE}.presentationml.presentation.main+xml")),
    ],
    "file-strict": [
        (
            WORKBOOK,
            lambda: workbook(
                rels=WORKBOOK_PARTS["_rels/.rels"].replace(
                    OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
                )
            ),
        )
    ],
    "file-template": [
        (WORKBOOK, lambda: typed(WORKBOOK, f"{TYPE}.spreadsheetml.template.main+xml"))
    ],
    "file-macros": [
        (
            DOCUMENT,
            lambda: typed(DOCUMENT, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        )
    ],
    "workbook-wanted": [(WORKBOOK, document)],
    "document-wanted": [(DOCUMENT, workbook)],
    "package-main": [
        (WORKBOOK, lambda: workbook(rels=relations())),
        (WORKBOOK, lambda: workbook(rels=relations(("officeDocument", "xl/other.xml")))),
        (WORKBOOK, lambda: zipped({"[Content_Types].xml": "<Types/>"})),
    ],
    "package-duplicate": [(WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {SHEET.upper(): "<a/>"}))],
    "package-name": [
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"../evil.xml": "<a/>"})),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"/etc/evil": "<a/>"})),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"xl\\evil.xml": "<a/>"})),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"C:/evil.xml": "<a/>"})),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"xl/\x1b[31m.xml": "<a/>"})),
        (WORKBOOK, lambda: renamed_locally(workbook())),
    ],
    "package-method": [(WORKBOOK, lambda: directory(workbook(), SHEET, 10, "<H", 12))],
    "package-overlap": [
        (WORKBOOK, lambda: scattered(workbook(), "xl/workbook.xml")),
        (WORKBOOK, lambda: b"PK\x03\x04" + workbook()),
    ],
    "package-bomb": [(WORKBOOK, lambda: workbook(sheet=b" " * (17 << 20)))],
    "xml-broken": [
        (WORKBOOK, lambda: workbook(types="<Types>")),
        (WORKBOOK, lambda: cells('<c r="XFD9"><v>')),
        (WORKBOOK, lambda: workbook(rels="")),
    ],
    "xml-doctype": [
        (WORKBOOK, lambda: workbook(sheet=BILLION + "<worksheet/>")),
        (WORKBOOK, lambda: workbook(types=BILLION + "<Types/>")),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"xl/sheet.bin": BILLION + "<worksheet/>"})),
        (DOCUMENT, lambda: zipped(DOCUMENT_PARTS | {"customXml/item1.xml": BILLION + "<a/>"})),
    ],
    "xml-encoding": [
        (WORKBOOK, lambda: workbook(sheet="<worksheet/>".encode("utf-16"))),
        (WORKBOOK, lambda: workbook(sheet="<worksheet/>".encode("utf-16-le"))),
        (WORKBOOK, lambda: workbook(sheet="<worksheet/>".encode("utf-16-be"))),
        (WORKBOOK, lambda: workbook(sheet="<worksheet/>".encode("cp037"))),
        (WORKBOOK, lambda: workbook(sheet='<?xml version="1.0" encoding="utf-7"?><worksheet/>')),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"xl/a.bin": "<a/>".encode("utf-16")})),
    ],
    "sheet-strings": [
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {SHARED: '<sst uniqueCount="4294967295"/>'})),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {SHARED: "<sst uniqueCount='&#52;000000'/>"})),
        (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {SHARED: '<sst uniqueCount="many"/>'})),
    ],
    "sheet-limits": [
        (WORKBOOK, lambda: values("A1048577")),
        (WORKBOOK, lambda: values("A99999999999")),
        (WORKBOOK, lambda: values("XFE1")),
        (WORKBOOK, lambda: values("ZZZZZZZZZ6")),
        (WORKBOOK, lambda: cells('<row r="4294967295"><c/></row>')),
        (WORKBOOK, lambda: cells('<row r="x"><c/></row>')),
        (WORKBOOK, lambda: cells("<row>" + "<c/>" * 16_385 + "</row>")),
    ],
    "sheet-area": [
        (WORKBOOK, lambda: values("A1", "XFD1048576")),
        (WORKBOOK, lambda: values("A1048576", "XFD1")),
        (WORKBOOK, lambda: values("Y1048576")),
        (WORKBOOK, lambda: values("xfd1048576")),
        (WORKBOOK, lambda: values("&#88;FD1048576")),
        (WORKBOOK, lambda: values("X0001048576", "AAA1")),
        (WORKBOOK, lambda: cells('<c r="A1048576"><v/></c>' + "<c><f/></c>" * 30)),
        (WORKBOOK, lambda: cells("<c t='n'\tr='A1048576'><v/></c><c s='1' r='AZ1'><is/></c>")),
        (
            WORKBOOK,
            lambda: workbook(
                sheet='<x:worksheet xmlns:x="x"><x:c r="A1048576"><x:v/></x:c>'
                '<x:c r="AZ1"><x:v/></x:c></x:worksheet>'
            ),
        ),
    ],
    "sheet-table": [
        (WORKBOOK, lambda: table('ref="A1:XFD1048576"')),
        (WORKBOOK, lambda: table('ref="C6:A1"')),
        (WORKBOOK, lambda: table('ref="A1:C1"')),
        (WORKBOOK, lambda: table('ref="A1"')),
        (WORKBOOK, lambda: table('ref="A1:C2" totalsRowCount="1"')),
        (WORKBOOK, lambda: table('ref="A1:C6" headerRowCount="4294967295"')),
        (WORKBOOK, lambda: table('ref="A1:C6" headerRowCount="-1"')),
    ],
    "document-grid": [
        (DOCUMENT, lambda: document('<w:gridSpan w:val="1000000"/>')),
        (DOCUMENT, lambda: document('<w:gridSpan w:val="&#49;000000"/>')),
        (DOCUMENT, lambda: document("<w:gridBefore\nw:val='1001'/>")),
        (DOCUMENT, lambda: document('<a:tc gridSpan="1000000"/>')),
        (DOCUMENT, lambda: document('<w:gridAfter w:val="many"/>')),
    ],
    "document-template": [
        (DOCUMENT, lambda: document(settings=external("http://example.org/a.dotm"))),
        (DOCUMENT, lambda: document(settings=external("file:///C:/a.dotm"))),
    ],
    "document-link": [
        (DOCUMENT, lambda: linked("hyperlink", "file:///etc/passwd")),
        (DOCUMENT, lambda: linked("hyperlink", "javascript:alert(1)")),
        (DOCUMENT, lambda: linked("hyperlink", "\\\\server\\share")),
    ],
    "document-external": [
        (DOCUMENT, lambda: linked("image", "http://example.org/a.png")),
        (DOCUMENT, lambda: linked("image", "a.png", "&#69;xternal")),
        (DOCUMENT, lambda: linked("oleObject", "file:///a.xlsx")),
    ],
    "document-embedded": [
        (DOCUMENT, lambda: linked("aFChunk", "afchunk.html", "Internal")),
        (DOCUMENT, lambda: linked("oleObject", "embeddings/a.bin", "Internal")),
        (DOCUMENT, lambda: linked("package", "embeddings/a.xlsx", "Internal")),
        (DOCUMENT, lambda: linked("control", "activeX/a.xml", "Internal")),
        (DOCUMENT, lambda: linked("subDocument", "a.docx", "Internal")),
    ],
    "document-field": [
        (DOCUMENT, lambda: field(' INCLUDETEXT "a.docx" ')),
        (DOCUMENT, lambda: field("DDE", "AUTO a b")),
        (DOCUMENT, lambda: field(" ", "include", "picture x")),
        (DOCUMENT, lambda: field("&#76;INK a")),
        (DOCUMENT, lambda: field(' RD "a.docx"')),
        (DOCUMENT, lambda: field(" DATABASE ")),
        (DOCUMENT, lambda: document('<w:fldSimple w:instr=" INCLUDEPICTURE a"/>')),
        (DOCUMENT, lambda: document("<w:instrText>DDE a</w:instrText>")),
        (
            DOCUMENT,
            lambda: document(
                '<w:fldChar w:fldCharType="begin"/><w:instrText>IF </w:instrText>'
                '<w:fldChar w:fldCharType="begin"/><w:instrText>LINK a</w:instrText>'
                '<w:fldChar w:fldCharType="end"/><w:instrText>= 1</w:instrText>'
                '<w:fldChar w:fldCharType="end"/>'
            ),
        ),
    ],
}
