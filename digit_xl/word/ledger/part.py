"""The ledger as a part of its report: a custom XML part of a namespace of its own.

ECMA-376 part 1, 15.2.5. Word keeps such parts as they are, and a report that is copied or renamed
has it still. It holds no path and no user's name.
"""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from lxml import etree

from digit_xl import __version__
from digit_xl.findings import Refusal
from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.ledger.entries import Entry, Ledger, Origin, digest, of_trace, records_of
from digit_xl.word.ledger.scopes import scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.word.ledger.entries import Around
    from digit_xl.word.trace import Trace
    from digit_xl.word.wml import Element

Stack: TypeAlias = (
    "list[tuple[tuple[str, str], Element]]"  # the records that are open, outermost first
)

Member: TypeAlias = "tuple[str, bytes]"  # a part of a file: its name and its content

VERSION: Final = 1
_NAMESPACE: Final = "urn:digit-xl:ledger"
_LEDGER, _OF, _RECORD, _SHOWN = (
    f"{{{_NAMESPACE}}}{name}" for name in ("ledger", "of", "record", "shown")
)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_DATA: Final = f"{_OFFICE}/customXml"
_PART, _PROPERTIES = f"{_OFFICE}/relationships/customXml", f"{_OFFICE}/relationships/customXmlProps"
_PROPERTIES_TYPE: Final = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PROPERTIES_XML: Final = (  # 22.5.2: the part's number, which any may be that no other part has
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    f'<ds:datastoreItem xmlns:ds="{_DATA}" ds:itemID="{{4B0F8F0E-6B0D-4C53-9C0B-D161741D1617}}">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
).encode()
_OPENING: Final = f'<ledger xmlns="{_NAMESPACE}"'.encode()  # as we write it
_FOLDER: Final = "customXml/"
_SEALED, _EDITED = "document", "edited"
_BETWEEN: Final = "/"  # cells, for no sheet may have it in its title
_HEAD: Final = 400  # bytes of a part within which its namespace stands


def written(package: Package, template: bytes, origin: Origin, trace: Trace) -> bytes:
    """The filled package with a ledger of what its controls show; an older ledger goes."""
    return sealed(package, shown(package, template, origin, trace))


def shown(package: Package, template: bytes, origin: Origin, trace: Trace) -> Ledger:
    """What the controls of the filled package show."""
    found = [scope for _, story in packages.stories(package) for scope in scopes(story.root)]
    entries = of_trace(trace, found, packages.notes(package))
    return Ledger(origin, template_digest(template), __version__, entries, records_of(found))


def template_digest(template: bytes) -> str:
    """What tells a template from any other."""
    return hashlib.sha256(template).hexdigest()


def sealed(package: Package, ledger: Ledger) -> bytes:
    """The package with that ledger in it, and in the ledger the digest of all else."""
    forget(package)
    part = _part(package, "item", "application/xml", b"")
    packages.main(package).rels.add_relationship(_PART, part, "dxLedger")
    properties = _part(package, "itemProps", _PROPERTIES_TYPE, _PROPERTIES_XML)
    part.rels.add_relationship(_PROPERTIES, properties, "rId1")
    others = [*packages.members(package, without=part)]
    root = _root(ledger)
    return packages.zipped([*others, (part.partname.membername, _closed(root, others))])


def is_untouched(document: bytes, ledger: Ledger) -> bool:
    """Whether nothing in the document's file has changed since the ledger was put in it."""
    return ledger.seal == _digest(_beside(document)[0])


def resealed(document: bytes, older: bytes) -> bytes:
    """The document, sealed anew if the older one's seal fits: it was changed by us, not by hand."""
    before, ledger = _beside(older)
    if ledger is None or wml.parsed(ledger[1]).get(_SEALED) != _digest(before):
        return document
    others, (name, content) = _beside(document)[0], ledger
    return packages.zipped([*others, (name, _closed(wml.parsed(content), others))])


def _beside(document: bytes) -> tuple[list[Member], Member | None]:
    """The parts of a document's file but the ledger's, and this."""
    others: list[Member] = []
    ledger = None
    with zipfile.ZipFile(BytesIO(document)) as archive:
        for name in archive.namelist():
            member = name, archive.read(name)
            if ledger is None and name.startswith(_FOLDER) and _OPENING in member[1][:_HEAD]:
                ledger = member
            else:
                others.append(member)
    return others, ledger


def _digest(others: Iterable[Member]) -> str:
    content = hashlib.sha256()
    for name, blob in sorted(others):
        content.update(f"{name} {len(blob)} ".encode())
        content.update(blob)
    return content.hexdigest()


def _closed(root: Element, others: Iterable[Member]) -> bytes:
    """The ledger's content, with the digest of the other parts, and then with its own."""
    root.set(_SEALED, _digest(others))
    root.set("hash", _seal(root))
    return etree.tostring(root, encoding="UTF-8")


def read(package: Package) -> Ledger:
    """What the report showed when it was written.

    Raises:
        Refusal: it has no ledger, a damaged or a changed one, or one of a later version.
    """
    part = next(_found(package), None)
    if part is None:
        raise Refusal(
            "ledger-missing",
            "Dokumentet fortæller ikke, hvilke celler dets tal kommer fra: Det er ikke skrevet af "
            "digit-xl, eller det har været gemt i et andet program end Word. Dan rapporten igen.",
        )
    try:
        root = wml.parsed(part.blob)
        version = int(root.get("version", ""))
    except ValueError as reason:
        raise _damaged() from reason
    if version > VERSION:
        raise Refusal(
            "ledger-newer",
            f"Dokumentet er skrevet af en nyere udgave af digit-xl ({_made_by(root)}). Opdatér "
            "digit-xl, og prøv igen.",
        )
    if version < 1 or root.get("hash") != _seal(root):
        raise _damaged()
    return _ledger(root)


def _ledger(root: Element) -> Ledger:
    identity = tuple(of.text or "" for of in root.iterchildren(_OF))
    origin = Origin(root.get("register", ""), identity)
    records: dict[Around, str] = {}
    try:
        entries = {entry.key: entry for entry in _entries(root, (), records)}
    except ValueError as reason:  # a count that is no number: sealed by somebody else
        raise _damaged() from reason
    return Ledger(
        *(origin, root.get("template", ""), _made_by(root), entries, records),
        edited=_EDITED in root.attrib,
        seal=root.get(_SEALED, ""),
    )


def forget(package: Package) -> None:
    """Take the ledger out of the package, if it has one."""
    main = packages.main(package)
    gone = {*_found(package)}
    for key, rel in [*main.rels.items()]:
        if not rel.is_external and rel.target_part in gone:
            del main.rels[key]


def _found(package: Package) -> Iterator[Part]:
    for rel in packages.main(package).rels.values():
        if rel.reltype == _PART and not rel.is_external:
            part = rel.target_part
            if _NAMESPACE.encode() in part.blob[:_HEAD]:
                yield part


def _damaged() -> Refusal:
    return Refusal(
        "ledger-damaged",
        "Dokumentets oplysninger om, hvilke celler dets tal kommer fra, er ændret eller beskadiget "
        "og kan ikke bruges. Find en ældre udgave af dokumentet, eller dan rapporten igen.",
    )


def _made_by(root: Element) -> str:
    return "".join(sign for sign in root.get("made-by", "?")[:20] if sign.isprintable())


def _part(package: Package, name: str, kind: str, blob: bytes) -> Part:
    from docx.opc.part import Part

    return Part(package.next_partname(f"/customXml/{name}%d.xml"), kind, blob, package)


def _seal(root: Element) -> str:
    """The digest of all that the ledger says, whatever its bytes are."""
    sealed = root.attrib.pop("hash", "")
    content = etree.tostring(root, method="c14n")
    if sealed:
        root.set("hash", sealed)
    return hashlib.sha256(content).hexdigest()


def _root(ledger: Ledger) -> Element:
    attributes = {
        "version": str(VERSION),
        "made-by": ledger.made_by,
        "register": ledger.origin.register,
        "template": ledger.template,
        **({_EDITED: "1"} if ledger.edited else {}),
    }
    nsmap = cast("dict[str, str]", {None: _NAMESPACE})  # lxml's own way to say: without a prefix
    root = etree.Element(_LEDGER, attributes, nsmap=nsmap)
    for of in ledger.origin.identity:
        etree.SubElement(root, _OF).text = wml.clean(of)
    stack: Stack = [(("", ""), root)]
    records = dict(ledger.records)
    for entry in ledger.entries.values():
        _enter(stack, entry.around, records)
        etree.SubElement(stack[-1][1], _SHOWN, _attributes(entry))
    for around in [*records]:  # items in which nothing is shown
        _enter(stack, around, records)
    return root


def _enter(stack: Stack, around: Around, records: dict[Around, str]) -> None:
    """Be in those records; each is told its item's digest once, which then goes from `records`."""
    same = 0
    for (record, _), wanted in zip(stack[1:], around, strict=False):
        if record != wanted:
            break
        same += 1
    del stack[1 + same :]
    for depth, (name, key) in enumerate(around[same:], same + 1):
        told = {"of": name, "key": key}
        if (words := records.pop(around[:depth], None)) is not None:
            told["words"] = words
        stack.append(((name, key), etree.SubElement(stack[-1][1], _RECORD, told)))


def _attributes(entry: Entry) -> dict[str, str]:
    """What is told of an entry; what its tag or its text tells is not told again."""
    name, _, words = entry.tag.partition("|")
    again = (entry.name, entry.words) == (name, words)
    told = {
        "tag": entry.tag,
        "name": "" if again else entry.name,
        "format": "" if again else entry.words,
        "kind": entry.kind,
        "cells": _BETWEEN.join(entry.places),
        "text": entry.text,
        "hash": "" if entry.text else entry.digest,
        "besides": entry.besides,
        "count": str(entry.count) if entry.count > 1 else "",
    }
    if entry.value != entry.text:
        told["value"] = entry.value
    return {key: wml.clean(value) for key, value in told.items() if value or key == "value"}


def _entries(holder: Element, around: Around, records: dict[Around, str]) -> Iterator[Entry]:
    for child in holder:
        if child.tag == _RECORD:
            within = (*around, (child.get("of", ""), child.get("key", "")))
            if (words := child.get("words")) is not None:
                records[within] = words
            yield from _entries(child, within, records)
        elif child.tag == _SHOWN:
            yield _entry(child, around)


def _entry(shown: Element, around: Around) -> Entry:
    tag, text, cells = (shown.get(name, "") for name in ("tag", "text", "cells"))
    name, _, words = tag.partition("|")
    return Entry(
        around,
        tag,
        shown.get("name", name),
        shown.get("format", "" if "name" in shown.attrib else words),
        shown.get("kind", ""),
        shown.get("value", text),
        tuple(cells.split(_BETWEEN)) if cells else (),
        text,
        digest(text) if text else shown.get("hash", ""),
        int(shown.get("count", "1")),
        shown.get("besides", ""),
    )
