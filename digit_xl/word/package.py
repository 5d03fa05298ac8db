"""A Word package: opened from bytes, described, and written to the same bytes every time."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from lxml import etree

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.controls import Story
from digit_xl.word.wml import Styles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docx.opc.part import Part, XmlPart
    from docx.opc.rel import _Relationship
    from docx.package import Package

    from digit_xl.word.wml import Element

Called: TypeAlias = Literal["template", "document"]

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can tell
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_DOCUMENT: Final = _MAIN.format("document.main")
_TEMPLATE: Final = _MAIN.format("template.main")
_CALLED: Final = {
    _DOCUMENT: "",
    _TEMPLATE: "",
    _MAIN.format("header"): "i et sidehoved",
    _MAIN.format("footer"): "i en sidefod",
    _MAIN.format("footnotes"): "i en fodnote",
    _MAIN.format("endnotes"): "i en slutnote",
}
# Who wrote the template, in what company and how long it took, is not the report's business.
_PRIVATE: Final = ("/extended-properties", "/custom-properties", "/metadata/thumbnail")


@dataclass(frozen=True, slots=True)
class Properties:
    """What a document says about itself (`docProps/core.xml`)."""

    title: str
    author: str
    subject: str
    created: dt.date | None
    language: str = "da-DK"


def opened(content: bytes, called: Called = "template") -> Package:
    """The package of a Word document or template, `called` so in a refusal.

    Raises:
        Refusal: it is none, or it is damaged.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.opc.part import PartFactory, XmlPart
    from docx.package import Package
    from docx.parts.document import DocumentPart

    for kind in _CALLED:
        PartFactory.part_type_for.setdefault(kind, XmlPart)
    PartFactory.part_type_for[_TEMPLATE] = DocumentPart
    try:
        package = Package.open(BytesIO(content))
        document = package.part_related_by(KIND.OFFICE_DOCUMENT)
    except Exception as reason:  # a damaged package fails in any way inside python-docx
        raise unreadable(called) from reason
    if not isinstance(document, DocumentPart) or document.element.find(wml.BODY) is None:
        raise unreadable(called)
    return package


def unreadable(called: Called) -> Refusal:
    """The refusal of a package, or a part of it, that no program can make sense of."""
    subject, pronoun = ("Skabelonen", "den") if called == "template" else ("Dokumentet", "det")
    return Refusal(
        f"{called}-unreadable",
        f"{subject} kan ikke læses som et Word-dokument: åbn {pronoun} i Word, gem {pronoun} som "
        ".docx, og prøv igen.",
    )


def root_of(relation: _Relationship, tag: str) -> Element:
    """The root of the part that the relationship leads to.

    Raises:
        Refusal: it leads out of the package, or to a part with another root.
    """
    root = None if relation.is_external else getattr(relation.target_part, "element", None)
    if root is None or root.tag != tag:
        raise unreadable("template")
    return cast("Element", root)


def stories(package: Package) -> Iterator[tuple[Part, Story]]:
    """The parts that may hold controls, each with its content, in the order of the package."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    styles = Styles(getattr(related(package, KIND.STYLES), "element", None))
    for part in package.iter_parts():
        if part.content_type in _CALLED and (root := getattr(part, "element", None)) is not None:
            yield part, Story(root, _CALLED[part.content_type], styles)


def main(package: Package) -> XmlPart:
    """The part that holds the document itself."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    return cast("XmlPart", package.part_related_by(KIND.OFFICE_DOCUMENT))


def related(package: Package, kind: str) -> XmlPart | None:
    """The part that the document has of that kind (styles, numbering), None without one."""
    rels = main(package).rels.values()
    found = (rel.target_part for rel in rels if rel.reltype == kind and not rel.is_external)
    part = next(found, None)
    return cast("XmlPart", part) if hasattr(part, "element") else None


def footnotes(package: Package) -> Element | None:
    """The root of the document's footnotes, None when it has none."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    part = related(package, KIND.FOOTNOTES)
    return None if part is None else part.element


def notes(package: Package) -> dict[str, Element]:
    """The footnotes of the document by their numbers."""
    root = footnotes(package)
    found = () if root is None else root.iterchildren(wml.w("footnote"))
    return {note.get(wml.ID, ""): note for note in found}


def links_of(part: Part) -> Callable[[str], str]:
    """What gives an address its relationship in that part, one for each address."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    known: dict[str, str] = {}
    fresh = (key for number in count(1) if (key := f"dxLink{number}") not in part.rels)

    def link(address: str) -> str:
        if address not in known:  # python-docx would look through all links for each new one
            known[address] = next(fresh)
            part.rels.add_relationship(KIND.HYPERLINK, address, known[address], is_external=True)
        return known[address]

    return link


def describe(package: Package, properties: Properties) -> None:
    """Say in the package what the document is, and nothing about the template that it was."""
    root = _core(package).element
    for child in [*root]:
        root.remove(child)
    core = package.core_properties
    core.title = wml.clean(properties.title)[:255]
    core.subject = wml.clean(properties.subject)[:255]
    core.author = core.last_modified_by = wml.clean(properties.author)[:255]
    core.language = properties.language
    core.revision = 1
    if properties.created is not None:
        core.created = core.modified = dt.datetime.combine(properties.created, dt.time())
    _forget_private(package)


def sign(package: Package, author: str) -> None:
    """Say that the document is that author's and was written once; of others nothing is told."""
    _core(package)
    core = package.core_properties
    core.author = core.last_modified_by = wml.clean(author)[:255]
    core.revision = 1
    if core.created is not None:
        core.modified = core.created
    _forget_private(package)


def _forget_private(package: Package) -> None:
    for key, rel in [*package.rels.items()]:
        if rel.reltype.endswith(_PRIVATE):
            del package.rels[key]


def _core(package: Package) -> XmlPart:
    """The one part that describes the package, made when there is none that is such a part."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.opc.parts.coreprops import CorePropertiesPart
    from docx.oxml.coreprops import CT_CoreProperties

    found = {key: rel for key, rel in package.rels.items() if rel.reltype == KIND.CORE_PROPERTIES}
    parts = {key: rel.target_part for key, rel in found.items() if not rel.is_external}
    fit = [
        key
        for key, part in parts.items()
        if isinstance(getattr(part, "element", None), CT_CoreProperties)
    ]
    for key in found.keys() - fit[:1]:
        del package.rels[key]
    if not fit:
        package.relate_to(CorePropertiesPart.default(package), KIND.CORE_PROPERTIES)
    return cast("XmlPart", package.part_related_by(KIND.CORE_PROPERTIES))


def written(package: Package) -> bytes:
    """The package as a .docx; the same parts are the same bytes at any time, on any machine."""
    return zipped(members(package))


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The named parts as a zip archive of no time and no system."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in members:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, blob)
    return content.getvalue()


def members(package: Package, without: Part | None = None) -> Iterator[tuple[str, bytes]]:
    """The package's parts by their names in the archive, but for the content of that one."""
    parts = sorted(package.iter_parts(), key=lambda part: str(part.partname))
    yield "[Content_Types].xml", _content_types(parts)
    yield "_rels/.rels", _relationships(package)
    for part in parts:
        if part is not without:
            yield part.partname.membername, part.blob
        if part.rels:
            yield part.partname.rels_uri.membername, _relationships(part)


def _relationships(source: Package | Part) -> bytes:
    # python-docx calls it str; lxml makes it bytes, with their declaration.
    return cast("bytes", source.rels.xml)


def _content_types(parts: list[Part]) -> bytes:
    """What kind each part is (ECMA-376 part 2, 7.2.3); a template has become a document."""
    nsmap = cast("dict[str, str]", {None: _TYPES})  # lxml's own way to say: without a prefix
    root = etree.Element(f"{{{_TYPES}}}Types", nsmap=nsmap)
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
    defaults["xml"] = "application/xml"
    for part in parts:
        defaults.setdefault(part.partname.ext.lower(), part.content_type)
    for extension, kind in sorted(defaults.items()):
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    for part in parts:
        kind = _DOCUMENT if part.content_type == _TEMPLATE else part.content_type
        if defaults[part.partname.ext.lower()] != kind:
            name = str(part.partname)
            etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind)
    return etree.tostring(root, encoding="UTF-8", standalone=True)
