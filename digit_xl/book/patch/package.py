"""The package that a saved workbook is, changed part by part; the other parts are carried over.

They go into the new package as they lie in the old one, still compressed.
"""

from __future__ import annotations

import copy
import io
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from digit_xl.book import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element as Element

    from digit_xl.book.places import Relation, SheetPart

CONTENT_TYPES = "[Content_Types].xml"
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell: no time at all

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_NO_RELATIONS = f'<Relationships xmlns="{places.PACKAGE[1:-1]}"/>'.encode()
_DATA_DESCRIPTOR = 0x08  # the flag of a zip entry whose sizes stand behind its content


class Package:
    """A saved workbook, its parts parsed when somebody asks for them."""

    def __init__(self, content: bytes) -> None:
        """List the parts."""
        self._content = content
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._roots: dict[str, Element] = {}
        self._changed: dict[str, None] = {}
        self._dropped: set[str] = set()
        self.sheets: list[SheetPart] = places.sheet_parts(self._zip)

    def sheet(self, title: str) -> SheetPart | None:
        """The sheet of that title, compared as Excel does; None when there is none."""
        return next((one for one in self.sheets if one.title.casefold() == title.casefold()), None)

    def targets(self, part: str, kind: str) -> list[str]:
        """The parts to which that one has relationships of the kind."""
        there = self._relations(part).values()
        return [relation.target for relation in there if relation.kind == kind]

    def tables(self) -> Iterator[tuple[SheetPart, str]]:
        """Each table's sheet and part."""
        for sheet in self.sheets:
            for part in self.targets(sheet.part, "table"):
                yield sheet, part

    def root(self, part: str) -> Element:
        """The part's XML, to look at."""
        if part not in self._roots:
            self._roots[part] = parsed(self._zip.read(part))
        return self._roots[part]

    def change(self, part: str) -> Element:
        """The part's XML, to be changed."""
        self._changed[part] = None
        return self.root(part)

    def free(self, pattern: str) -> str:
        """The first name of that pattern, such as `xl/tables/table{}.xml`, that no part has."""
        taken = {name.casefold() for name in (*self._zip.namelist(), *self._roots)}
        numbers = range(1, len(taken) + 2)
        return next(name for n in numbers if (name := pattern.format(n)).casefold() not in taken)

    def add(self, part: str, root: Element, kind: str) -> None:
        """Add a part of that content type."""
        self._roots[part] = root
        self._changed[part] = None
        override = {"PartName": f"/{part}", "ContentType": kind}
        etree.SubElement(self.change(CONTENT_TYPES), f"{_TYPES}Override", override)

    def relate(self, part: str, kind: str, target: str) -> str:
        """The id of a new relationship from that part to the target."""
        name = places.relations_part(part)
        if not self._has(name):
            self._roots[name] = parsed(_NO_RELATIONS)
        relations = self.change(name)
        taken = {relation.get("Id") for relation in relations}
        key = next(key for n in range(1, len(taken) + 2) if (key := f"rId{n}") not in taken)
        etree.SubElement(
            relations,
            f"{places.PACKAGE}Relationship",
            {"Id": key, "Type": f"{places.OFFICE}/{kind}", "Target": f"/{target}"},
        )
        return key

    def drop(self, part: str, owner: str) -> None:
        """Remove a part to which only that one has a relationship."""
        self._dropped.add(part)
        there = self._relations(owner)
        keys = {key for key, relation in there.items() if relation.target == part}
        relations = self.change(places.relations_part(owner))
        for relation in [one for one in relations if one.get("Id") in keys]:
            relations.remove(relation)
        types = self.change(CONTENT_TYPES)
        for override in [one for one in types if one.get("PartName") == f"/{part}"]:
            types.remove(override)

    def saved(self) -> bytes:
        """The package with its changes; without any, the bytes that it was."""
        changed = {
            part: as_bytes(self._roots[part]) for part in self._changed if part not in self._dropped
        }
        return self._replaced(changed) if changed else self._content

    def _relations(self, part: str) -> dict[str, Relation]:
        """The relationships of that part, by their ids."""
        name = places.relations_part(part)
        if not self._has(name):
            return {}
        there = self.root(name).iter(f"{places.PACKAGE}Relationship")
        return places.resolved(
            part, ({str(key): str(text) for key, text in one.items()} for one in there)
        )

    def _has(self, part: str) -> bool:
        return part in self._roots or part in self._zip.NameToInfo

    def _replaced(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with those parts new, and the dropped ones left out."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.comment = self._zip.comment
            for entry in self._zip.infolist():
                kept = copy.copy(entry)
                kept.flag_bits &= ~_DATA_DESCRIPTOR
                if entry.filename in changed:
                    archive.writestr(kept, changed[entry.filename])
                elif entry.filename not in self._dropped:
                    _carry_over(_compressed(self._content, entry), kept, archive)
            for part, content in changed.items():
                if part not in self._zip.NameToInfo:
                    archive.writestr(new_entry(part), content)
        return target.getvalue()


def differing(one: bytes, other: bytes) -> set[str]:
    """The names of the parts that the two packages do not have alike; "" where one is no package.

    Their sums and sizes are compared, which the packages tell without being unpacked.
    """
    try:
        parts, others = (
            {part.filename: (part.CRC, part.file_size) for part in _entries(package)}
            for package in (one, other)
        )
    except zipfile.BadZipFile:
        return {""}
    return {name for name in parts.keys() | others.keys() if parts.get(name) != others.get(name)}


def _entries(package: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.infolist()


def parsed(content: bytes) -> Element:
    """The part's root; nothing outside the part is ever fetched, and a big ledger is no attack."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(content, parser)


def as_bytes(root: Element) -> bytes:
    """The part with that root, as bytes."""
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of those parts, the list of content types first, as programs look for it."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name in sorted(parts, key=lambda name: name != CONTENT_TYPES):
            archive.writestr(new_entry(name), parts[name])
    return package.getvalue()


def new_entry(name: str) -> zipfile.ZipInfo:
    """The zip entry of a new part, the same whenever and wherever it is made."""
    entry = zipfile.ZipInfo(name, FIRST_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _compressed(workbook: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The entry's content as it lies in the package, behind its local header (APPNOTE 4.3.7)."""
    header = entry.header_offset
    lengths = workbook[header + 26 : header + 30]  # of the name and of the extra field
    start = header + 30 + sum(int.from_bytes(lengths[at : at + 2], "little") for at in (0, 2))
    return workbook[start : start + entry.compress_size]


def _carry_over(content: bytes, entry: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """Put compressed content into an open archive, for which zipfile has no call of its own."""
    if archive.fp is None:
        raise ValueError("the archive is closed")
    entry.header_offset = archive.fp.tell()
    archive.fp.write(entry.FileHeader(zip64=False) + content)
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = archive.fp.tell()
