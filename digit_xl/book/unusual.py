"""Finds what the readers cannot bear inside one XML part of a package.

A part is searched as bytes first, which costs little even in a full ledger; only one in which
something looks unusual is parsed. Parsing is done with expat, which calls back element by element:
there is no tree to grow, however large or deep the part, and it opens no file and no address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, XMLParser

from digit_xl.book import limits
from digit_xl.book.limits import Kind
from digit_xl.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from digit_xl.book.archive import Refuse

_EMPTY_STRING = len("<si/>")  # no shared text takes fewer bytes

# Areas from A1 on, none larger than the limit; the cells of a sheet are usual when one holds all.
_ROWS = rb"(?:\d{1,6}|10(?:[0-3]\d{4}|4(?:[0-7]\d{3}|8(?:[0-4]\d\d|5(?:[0-6]\d|7[0-6])))))"
_AREAS = (
    rb"[A-X]" + _ROWS,  # 24 columns, all rows
    rb"[A-C]?[A-Z]1?\d{1,5}",  # 104 columns, 199,999 rows
    rb"[A-Z]{1,2}[12]?\d{1,4}",  # 702 columns, 29,999 rows
    rb"[A-W]?[A-Z]{1,2}\d{1,3}",  # 16,250 columns, 999 rows
)
# Fields that take nothing from outside the document, when the first run has the whole name.
_FIELDS = rb"(?:PAGE|NUMPAGES|SECTIONPAGES|TOC|PAGEREF|REF|SEQ|STYLEREF|HYPERLINK|DATE)(?:[\s<]|\Z)"
_FETCHING = {"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "RD", "DATABASE"}
_FETCHING |= {"LINK", "DDE", "DDEAUTO"}


def _search(*patterns: bytes) -> tuple[re.Pattern[bytes], ...]:
    """Patterns of which each finds something unusual.

    They begin with fixed letters, hence a pattern for `<c` and one for `<x:c`: a search for those
    is four times as fast as one for a choice.
    """
    return tuple(re.compile(pattern) for pattern in patterns)


# A part is unusual when each search finds something in it.
_SEARCHES = {
    Kind.WORKBOOK: tuple(
        _search(
            rb'<c(?! r="' + area + rb'")[\s/>]',
            rb':c(?! r="' + area + rb'")[\s/>]',
            rb'uniqueCount(?!="\d{1,6}")',
            rb"<table[\s/>]",
            rb":table[\s/>]",
        )
        for area in _AREAS
    ),
    Kind.DOCUMENT: (
        _search(
            rb'grid(?:Span|Before|After)(?! w:val="\d{1,3}"\s?/>)',
            rb"<instrText",
            rb":instrText(?<!/w:instrText)(?!(?: [^<>]*)?>\s*" + _FIELDS + rb")",
            rb"<fldSimple",
            rb':fldSimple(?<!/w:fldSimple)(?! w:instr="\s*' + _FIELDS + rb")",
        ),
    ),
}


def is_unusual(pieces: Callable[[], Iterable[bytes]], kind: Kind) -> bool:
    """Whether the part has to be parsed; `pieces` gives its bytes anew, no tag split."""
    return all(
        any(pattern.search(piece) for piece in pieces() for pattern in patterns)
        for patterns in _SEARCHES[kind]
    )


def inspect(part: str, size: int, pieces: Iterable[bytes], kind: Kind, refuse: Refuse) -> None:
    """Nothing, when the part, parsed, holds nothing that a reader cannot bear.

    Its bytes are UTF-8 without DOCTYPE.

    Raises:
        Refusal: it does, or it is not well-formed.
    """
    workbook = kind is Kind.WORKBOOK
    target = _WorkbookPart(part, size, refuse) if workbook else _DocumentPart(part, refuse)
    parser = XMLParser(target=target)  # noqa: S314 - no DOCTYPE, so no entities
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except ParseError as error:
        raise refuse("xml-broken", part=part) from error


def _local(name: str) -> str:
    """The name without its namespace: the readers do not look at that either."""
    return name.rpartition("}")[2]


def _number(text: str | None, otherwise: int) -> int | None:
    """The number that the text writes, `otherwise` if there is no text; None if it is no number."""
    if text is None:
        return otherwise
    return int(text) if re.fullmatch(r"\s*\+?[0-9]{1,18}\s*", text) else None


def _corner(reference: str) -> tuple[int, int] | None:
    """The 1-based row and column of a cell within Excel's limits, else None."""
    match = re.fullmatch(r"([A-Za-z]{1,3})0*([1-9][0-9]{0,6})", reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if row <= limits.LAST_ROW and column <= limits.LAST_COLUMN else None


class _WorkbookPart:
    """Follows the cells of a sheet as python-calamine places them, a table, the shared texts."""

    def __init__(self, part: str, size: int, refuse: Refuse) -> None:
        """Stand before A1."""
        self._part, self._size, self._refuse = part, size, refuse
        self._row, self._column = 0, 0
        self._last_row, self._last_column = 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in an element."""
        match _local(tag):
            case "row":
                self._column = 0
                self._step(_number(attributes.get("r"), self._row + 1), attributes.get("r"))
            case "c":
                self._cell(attributes.get("r"))
            case "v" | "is" | "f":
                self._value()
            case "sst":
                self._texts(attributes.get("uniqueCount"))
            case "table" if "ref" in attributes:
                self._table(attributes)

    def close(self) -> None:
        """End: everything has been judged on the way."""

    def _step(self, row: int | None, reference: str | None) -> None:
        """Go to the row."""
        if row is None or not 1 <= row <= limits.LAST_ROW:
            raise self._refuse("sheet-limits", sheet=self._part, cell=reference or "?")
        self._row = row

    def _cell(self, reference: str | None) -> None:
        """Go to the cell; one without a reference stands right of the one before."""
        if reference is None:
            self._column += 1
            corner = (self._row, self._column) if self._column <= limits.LAST_COLUMN else None
        else:
            corner = _corner(reference)
        if corner is None:
            raise self._refuse("sheet-limits", sheet=self._part, cell=reference or "?")
        self._row, self._column = corner

    def _value(self) -> None:
        """Widen the used area to the cell: it is not empty."""
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > limits.AREA:
            cell = f"{column_letters(self._last_column)}{self._last_row}"
            raise self._refuse("sheet-area", sheet=self._part, cell=cell)

    def _texts(self, count: str | None) -> None:
        """Refuse more shared texts than the part has room for; the reader takes it on trust."""
        number = _number(count, 0)
        if number is None or number > max(limits.STRINGS, self._size // _EMPTY_STRING):
            raise self._refuse("sheet-strings", part=self._part)

    def _table(self, attributes: dict[str, str]) -> None:
        """Refuse a table that is too large, or has no row between its header and its totals."""
        first, _, last = attributes["ref"].partition(":")
        start, end = _corner(first), _corner(last)
        header = _number(attributes.get("headerRowCount"), 1)
        totals = _number(attributes.get("totalsRowCount"), 0)
        if start and end and header is not None and totals is not None:
            rows, columns = end[0] - start[0] + 1, end[1] - start[1] + 1
            if header + totals < rows and columns > 0 and rows * columns <= limits.AREA:
                return
        name = attributes.get("displayName", self._part)
        raise self._refuse("sheet-table", table=name, cell=attributes["ref"])


class _DocumentPart:
    """Follows the table cells and the fields of a part of a document."""

    def __init__(self, part: str, refuse: Refuse) -> None:
        """Stand outside of any field."""
        self._part, self._refuse = part, refuse
        self._fields: list[list[str]] = [[]]  # the instructions of the fields we are in, in runs
        self._instruction = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in an element."""
        named = {_local(name): value for name, value in attributes.items()}
        match _local(tag):
            case "gridSpan" | "gridBefore" | "gridAfter":
                self._columns(named.get("val"))
            case "tc":
                self._columns(named.get("gridSpan"))
            case "fldSimple":
                self._judge(named.get("instr", ""))
            case "instrText" | "delInstrText":
                self._instruction = True
            case "fldChar" if named.get("fldCharType") == "begin":
                self._fields.append([])
            case "fldChar" if named.get("fldCharType") == "end" and len(self._fields) > 1:
                self._judge("".join(self._fields.pop()))

    def data(self, text: str) -> None:
        """Take in text."""
        if self._instruction:
            self._fields[-1].append(text)

    def end(self, tag: str) -> None:
        """Leave an element."""
        if _local(tag) in {"instrText", "delInstrText"}:
            self._instruction = False

    def close(self) -> None:
        """Judge the fields that nothing ended."""
        for runs in self._fields:
            self._judge("".join(runs))

    def _columns(self, count: str | None) -> None:
        """Refuse a cell over so many columns: python-docx repeats it for each."""
        number = _number(count, 1)
        if number is None or number > limits.GRID_COLUMNS:
            raise self._refuse("document-grid", part=self._part, limit=limits.GRID_COLUMNS)

    def _judge(self, instruction: str) -> None:
        """Refuse a field that takes its content from elsewhere."""
        word = instruction.split(maxsplit=1)[0].strip('"').upper() if instruction.strip() else ""
        if word in _FETCHING:
            raise self._refuse("document-field", field=word)
