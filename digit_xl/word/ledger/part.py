"""The ledger as a part of its report: a custom XML part of a namespace of its own.

ECMA-376 part 1, 15.2.5. Word keeps such parts as they are, and a report that is copied or renamed
has it still. It holds no path and no user's name.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from lxml import etree

from digit_xl import __version__
from digit_xl.findings import Refusal
from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.ledger.entries import Entry, Ledger, Origin, digest, of_trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.word.ledger.entries import Around
    from digit_xl.word.trace import Trace
    from digit_xl.word.wml import Element

Stack: TypeAlias = (
    "list[tuple[tuple[str, str], Element]]"  # the records that are open, outermost first
)

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
_BETWEEN: Final = "/"  # cells, for no sheet may have it in its title
_HEAD: Final = 400  # bytes of a part within which its namespace stands


def write(package: Package, template: bytes, origin: Origin, trace: Trace) -> None:
    """Keep in the filled package what its controls show; an older ledger goes."""
    forget(package)
    made_of = hashlib.sha256(template).hexdigest()
    root = _root(Ledger(origin, made_of, __version__, of_trace(trace)))
    root.set("hash", _seal(root))
    part = _part(package, "item", "application/xml", etree.tostring(root, encoding="UTF-8"))
    packages.main(package).rels.add_relationship(_PART, part, "dxLedger")
    properties = _part(package, "itemProps", _PROPERTIES_TYPE, _PROPERTIES_XML)
    part.rels.add_relationship(_PROPERTIES, properties, "rId1")


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
    try:
        entries = {entry.key: entry for entry in _entries(root, ())}
    except ValueError as reason:  # a count that is no number: sealed by somebody else
        raise _damaged() from reason
    return Ledger(origin, root.get("template", ""), _made_by(root), entries)


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
    }
    nsmap = cast("dict[str, str]", {None: _NAMESPACE})  # lxml's own way to say: without a prefix
    root = etree.Element(_LEDGER, attributes, nsmap=nsmap)
    for of in ledger.origin.identity:
        etree.SubElement(root, _OF).text = wml.clean(of)
    stack: Stack = []
    for entry in ledger.entries.values():
        _close(stack, entry.around)
        holder = stack[-1][1] if stack else root
        for name, key in entry.around[len(stack) :]:
            holder = etree.SubElement(holder, _RECORD, {"of": name, "key": key})
            stack.append(((name, key), holder))
        etree.SubElement(holder, _SHOWN, _attributes(entry))
    return root


def _close(stack: Stack, around: Around) -> None:
    """Leave the records that the next entry does not stand in."""
    same = 0
    for (record, _), wanted in zip(stack, around, strict=False):
        if record != wanted:
            break
        same += 1
    del stack[same:]


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
        "count": str(entry.count) if entry.count > 1 else "",
    }
    if entry.value != entry.text:
        told["value"] = entry.value
    return {key: wml.clean(value) for key, value in told.items() if value or key == "value"}


def _entries(holder: Element, around: Around) -> Iterator[Entry]:
    for child in holder:
        if child.tag == _RECORD:
            yield from _entries(child, (*around, (child.get("of", ""), child.get("key", ""))))
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
    )
