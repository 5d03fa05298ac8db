"""Where things stand in a saved workbook: its sheets' parts, what a part points at, its cells."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import fromstring

from digit_xl.findings import column_letters

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Mapping

WORKBOOK = "xl/workbook.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f"{{{OFFICE}}}id"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # 22.9.2.19


class Relation(NamedTuple):
    """What a relationship of a part is about (the last word of its type), and the part it names."""

    kind: str
    target: str


class SheetPart(NamedTuple):
    """A sheet's title, its part, and the number by which the calculation chain knows it."""

    title: str
    part: str
    number: str


def sheet_parts(package: zipfile.ZipFile) -> list[SheetPart]:
    """The worksheets of the workbook, in their order.

    Raises:
        KeyError: one of them has no part.
    """
    targets = relations(package, WORKBOOK)
    workbook = fromstring(package.read(WORKBOOK))  # noqa: S314 - guard has refused entities
    return [
        SheetPart(
            sheet.get("name", ""), targets[sheet.get(RELATION, "")].target, sheet.get("sheetId", "")
        )
        for sheet in workbook.iter(f"{MAIN}sheet")
    ]


def relations(package: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """The relationships of that part, by their ids."""
    path = relations_part(part)
    if path not in package.NameToInfo:
        return {}
    root = fromstring(package.read(path))  # noqa: S314 - guard has refused entities
    return resolved(part, (one.attrib for one in root.iter(f"{PACKAGE}Relationship")))


def resolved(part: str, attributes: Iterable[Mapping[str, str]]) -> dict[str, Relation]:
    """The relationships of that part, by their ids, from the attributes of each."""
    folder = posixpath.dirname(part)
    return {
        one.get("Id", ""): Relation(
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:],
        )
        for one in attributes
    }


def relations_part(part: str) -> str:
    """The part that holds the relationships of that one (ECMA-376 part 2, 9.3.4)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def heading(name: str) -> str:
    """The heading of a table's column (18.5.1.3) of that name, in which `_x000a_` is a new line."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)


def address(text: str) -> tuple[int, int]:
    """The 1-based row and column that a reference such as `AB12` names.

    Raises:
        KeyError: it names none.
    """
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]+)", text)
    if not match:
        raise KeyError(text)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


class Area(NamedTuple):
    """Cells from one corner to the other, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether that cell is among them."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def contains(self, other: Area) -> bool:
        """Whether all of the other's cells are among them."""
        return self.holds(other.top, other.left) and self.holds(other.bottom, other.right)

    def meets(self, other: Area) -> bool:
        """Whether they have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


def reference(cells: Area) -> str:
    """The reference that names those cells, such as `A3:E4` or `A3`."""
    first = f"{column_letters(cells.left)}{cells.top}"
    last = f"{column_letters(cells.right)}{cells.bottom}"
    return first if first == last else f"{first}:{last}"


def area(text: str) -> Area:
    """The cells that a reference such as `A3:E4` or `A3` names.

    Raises:
        KeyError: it names none.
    """
    first, _, last = text.partition(":")
    return Area(*address(first), *address(last or first))
