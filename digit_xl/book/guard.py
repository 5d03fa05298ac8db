"""Refuses a hostile or unreadable Office file before any parser sees it.

Whoever mails us a register or a template may have made it by hand, and the readers that come after
are not built for that: a table said to be a sheet wide aborts the whole process. The file is
opened once, read once, and every later step works on *those* bytes.

Every XML part is inflated a piece at a time and searched as bytes; `unusual` parses those that
look strange. XML is parsed with expat, only after DOCTYPE, and with it every entity, is refused.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
import stat
from functools import partial
from typing import TYPE_CHECKING

from digit_xl.book import limits
from digit_xl.book.archive import TYPES, Archive
from digit_xl.book.limits import Kind, refusal
from digit_xl.book.unusual import inspect, is_unusual

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.book.archive import Part, Refuse
    from digit_xl.findings import Refusal

__all__ = ["Kind", "check", "read"]

_STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# The main part's content type: the kind, and why such a file of that kind is refused.
_MAIN = {
    f"{_OFFICE}spreadsheetml.sheet.main+xml": (Kind.WORKBOOK, ""),
    f"{_OFFICE}spreadsheetml.template.main+xml": (Kind.WORKBOOK, "file-template"),
    f"{_OFFICE}wordprocessingml.document.main+xml": (Kind.DOCUMENT, ""),
    f"{_OFFICE}wordprocessingml.template.main+xml": (Kind.DOCUMENT, ""),
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": (Kind.WORKBOOK, ""),
    "application/vnd.ms-excel.template.macroenabled.main+xml": (Kind.WORKBOOK, "file-template"),
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": (Kind.WORKBOOK, "file-binary"),
    "application/vnd.ms-word.document.macroenabled.main+xml": (Kind.DOCUMENT, "file-macros"),
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml": (
        Kind.DOCUMENT,
        "file-macros",
    ),
}
# Relationships (the last word of their type) to what is run, or opened by another program.
_EMBEDDED = {"afchunk", "oleobject", "package", "control", "subdocument", "vbaproject"}
_EXTERNAL = {"hyperlink": "document-link", "attachedtemplate": "document-template"}
_HEAD = 1024  # bytes within which a PDF says that it is one (ISO 32000-1, annex H)
_LINKS = ("http://", "https://", "mailto:")


def read(path: Path, kind: Kind) -> bytes:
    """The bytes of the file, which are a sound file of that kind.

    Raises:
        Refusal: the file cannot be read, or `check` refuses it.
    """
    flags = os.O_RDONLY
    for flag in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):  # not on every system
        flags |= getattr(os, flag, 0)
    name = path.name or str(path)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise refusal(_opening_code(path, error), name, kind) from error
    try:
        content = _bytes(descriptor, name, kind)
    except OSError as error:
        raise refusal("file-unreadable", name, kind) from error
    finally:
        os.close(descriptor)
    check(content, name, kind)
    return content


def check(content: bytes, name: str, kind: Kind) -> None:
    """Nothing, when the bytes are a sound Office file of that kind; `name` is for the sentence.

    Raises:
        Refusal: what is wrong with them, and what to do.
    """
    if not content:
        raise refusal("file-empty", name, kind)
    if len(content) > limits.FILE_BYTES:
        raise refusal("file-large", name, kind, limit=limits.FILE_BYTES // limits.MB)
    if kind is Kind.PDF:  # there is nothing to inflate; pypdf reads it as it reads any
        if b"%PDF-" not in content[:_HEAD]:
            raise refusal("file-other", name, kind)
        return
    if not content.startswith(b"PK\x03\x04"):
        raise refusal(_foreign_code(content), name, kind)
    _Package(content, name, kind).check()


def _bytes(descriptor: int, name: str, kind: Kind) -> bytes:
    """The bytes behind the descriptor, or one more than is allowed."""
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        raise refusal("file-folder" if stat.S_ISDIR(mode) else "file-special", name, kind)
    with open(descriptor, "rb", closefd=False) as file:
        return file.read(limits.FILE_BYTES + 1)


def _opening_code(path: Path, error: OSError | ValueError) -> str:
    """Why the file could not even be opened."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return "file-missing"
    if error.errno == errno.ENXIO:  # a socket
        return "file-special"
    if isinstance(error, PermissionError):  # what Windows says of a folder too
        return "file-folder" if path.is_dir() else "file-forbidden"
    return "file-unreadable"


def _foreign_code(content: bytes) -> str:
    """What the file is instead of a zip package, told from its bytes."""
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # OLE: stream names in UTF-16
        if "EncryptedPackage".encode("utf-16-le") in content:
            return "file-protected"
        for stream, code in (("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "doc")):
            if stream.encode("utf-16-le") in content:
                return f"file-{code}"
        return "file-other"
    head = content[:4096]
    if head.startswith((b"%PDF", b"PK")):
        return "file-other"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "file-text" if wide or not re.search(rb"[\x00-\x08\x0e-\x1f]", head) else "file-other"


class _Package:
    """The Office file that the bytes are."""

    def __init__(self, content: bytes, name: str, kind: Kind) -> None:
        """List the entries of the zip."""
        self._kind = kind
        self._refuse: Refuse = partial(refusal, name=name, kind=kind)
        self._archive = Archive(content, kind, self._refuse)

    def check(self) -> None:
        """Nothing, when the package is sound.

        Raises:
            Refusal: it is not.
        """
        names = self._archive.names
        if TYPES not in names:
            opendocument = {"mimetype", "META-INF/manifest.xml"} <= names
            raise self._refuse("file-opendocument" if opendocument else "file-other")
        self._archive.prove()
        self._check_main()
        for part in self._archive.parts.values():
            self._check_xml(part)
            if self._kind is Kind.DOCUMENT and part.small:
                self._check_relationships(part.name)

    def _check_main(self) -> None:
        """Refuse a file of another kind, told from its main part's content type."""
        office = [
            (relation.get("Type", ""), relation.get("Target", ""))
            for relation in self._archive.children("_rels/.rels")
            if relation.get("Type", "").endswith("/officeDocument")
        ]
        if any(relation.startswith(_STRICT) for relation, _ in office):
            raise self._refuse("file-strict")
        main = posixpath.normpath(office[0][1]).lstrip("/") if office else ""
        if main not in self._archive.parts:
            raise self._refuse("package-main")
        kind, code = _MAIN.get(self._content_type(main), (None, "file-other"))
        if kind not in {None, self._kind}:
            code = "workbook-wanted" if self._kind is Kind.WORKBOOK else "document-wanted"
        if code:
            raise self._refuse(code)

    def _content_type(self, name: str) -> str:
        """The content type of that part, in lower case (ECMA-376 part 2, 10.1.2)."""
        types = {
            child.get("PartName", child.get("Extension", "")).casefold(): child
            for child in self._archive.children(TYPES)
        }
        extension = name.rpartition(".")[2].casefold()
        found = types.get(f"/{name}".casefold(), types.get(extension))
        return "" if found is None else found.get("ContentType", "").lower()

    def _check_relationships(self, name: str) -> None:
        """Refuse what a document would fetch from elsewhere, run, or hand to another program."""
        for relation in self._archive.children(name):
            kind = relation.get("Type", "").rpartition("/")[2].lower()
            target = relation.get("Target", "")
            if relation.get("TargetMode", "").lower() == "external":
                code = _EXTERNAL.get(kind, "document-external")
                if code != "document-link" or not target.lower().startswith(_LINKS):
                    raise self._refuse(code, target=target)
            # A chart keeps its numbers in a workbook, and `word/drawing/workbooks` guards itself.
            elif kind in _EMBEDDED and not name.startswith("word/charts/"):
                raise self._refuse("document-embedded", target=target)

    def _check_xml(self, part: Part) -> None:
        """Refuse XML that a parser cannot bear; a part that is no XML is left alone."""
        pieces = partial(self._archive.pieces, part)
        if is_unusual(pieces, self._kind):
            inspect(part.name, part.size, pieces(), self._kind, self._refuse_part)

    def _refuse_part(self, code: str, **words: object) -> Refusal:
        """The refusal, with a sheet named by its title."""
        if "sheet" in words:
            words["sheet"] = self._title(str(words["sheet"]))
        return self._refuse(code, **words)

    def _title(self, name: str) -> str:
        """The title of the sheet that is kept in that part; the part's name if that is unknown."""
        ids = {
            relation.get("Id", "")
            for relation in self._archive.children("xl/_rels/workbook.xml.rels")
            if posixpath.join("/xl", relation.get("Target", "")) == f"/{name}"
        }
        for child in self._archive.children("xl/workbook.xml"):
            for sheet in child:
                if "sheetId" in sheet.attrib and ids.intersection(sheet.attrib.values()):
                    return sheet.get("name", name)
        return name
