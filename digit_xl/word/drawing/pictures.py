"""A picture of the register in the place, and within the frame, that the template gives it.

A frame is a picture in the template's own drawing (ECMA-376 part 1, 20.2 and 20.4): its place, its
size and its look stay, and what it shows is replaced. What is told of the sample picture alone
goes with it: crop, turn, the vector picture behind it, a size that Word reckons from the page.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from lxml import etree

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.facts import Picture
    from digit_xl.word.wml import Element

MOST: Final = 20_116_800  # 22 inches in EMU: no side of anything in Word is longer
_WP14: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"
_EXTENT: Final = f"{{{wml.WP}}}extent"
_GRAPHIC: Final = f"{{{wml.A}}}graphic/{{{wml.A}}}graphicData"
_PICTURE: Final = f"{_GRAPHIC}/{{{wml.PIC}}}pic"
_FILL: Final = f"{_PICTURE}/{{{wml.PIC}}}blipFill"
_TRANSFORM: Final = f"{_PICTURE}/{{{wml.PIC}}}spPr/{{{wml.A}}}xfrm"
_BLIP: Final = f"{{{wml.A}}}blip"
_EXTENSIONS: Final = f"{{{wml.A}}}extLst"
_EMBED, _LINK = f"{{{wml.R}}}embed", f"{{{wml.R}}}link"
_TOLD: Final = (wml.DOC_PR, f"{{{wml.PIC}}}cNvPr")
# Relationships to pictures: the ordinary one, and Microsoft's of the pixels behind an effect.
_SHOWN: Final = ("/image", "/hdphoto")
_USED: Final = etree.XPath("//@r:*", namespaces={"r": wml.R})


def frame(drawing: Element) -> tuple[int, int] | None:
    """Width and height of a drawing (`wp:inline` or `wp:anchor`) that is one picture, in EMU.

    None when it is none: a group of shapes, or of no size that Word could show.
    """
    extent, fill = drawing.find(_EXTENT), drawing.find(_FILL)
    if extent is None or fill is None or fill.find(_BLIP) is None:
        return None
    try:
        wide, high = int(extent.get("cx", "")), int(extent.get("cy", ""))
    except ValueError:  # no number
        return None
    return (wide, high) if 0 < wide <= MOST and 0 < high <= MOST else None


class Album:
    """The pictures that a document is given: each is stored once, wherever it stands."""

    def __init__(self, package: Package) -> None:
        """Know what the package holds, for it may be a report that is filled anew."""
        self._parts = {str(part.partname): part for part in package.iter_parts()}

    def place(self, picture: Picture, drawing: Element, part: Part) -> None:
        """Put the picture into the drawing, as large as its frame admits.

        The frame is the size of the template's own picture; width and height keep their
        proportion. `resolve.check` has seen that the drawing is a frame.
        """
        _resize(drawing, picture)
        for fill in drawing.iterfind(_FILL):
            _refill(fill, self._related(picture, part))
        for told in drawing.iter(*_TOLD):
            told.set("descr", wml.clean(picture.description))
            told.attrib.pop("title", "")
            _drop(told, _EXTENSIONS)  # one of them says that the sample is mere decoration

    def _related(self, picture: Picture, part: Part) -> str:
        """The id of the part's relationship to the picture's own part.

        That part's name is made of what it holds, so it is the same from year to year.
        """
        from docx.opc.constants import RELATIONSHIP_TYPE as KIND
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part as NewPart

        mark = sha256(picture.content).hexdigest()[:12]
        key = f"dxPicture{mark}"
        if key not in part.rels:
            name = PackURI(f"/word/media/dx-{mark}.{picture.extension}")
            if name not in self._parts:
                kind = f"image/{picture.extension}"
                self._parts[name] = NewPart(name, kind, picture.content)
            part.rels.add_relationship(KIND.IMAGE, self._parts[name], key)
        return key


def forget_unseen(part: Part, root: Element) -> None:
    """Drop the part's pictures that nothing in it shows any more: samples, and those of old."""
    held = [key for key, rel in part.rels.items() if rel.reltype.endswith(_SHOWN)]
    if not held:
        return
    used = {str(key) for key in _used(root)}
    for key in held:
        if key not in used:
            del part.rels[key]


def _used(root: Element) -> Iterator[object]:
    found = _USED(root)
    yield from found if isinstance(found, list) else ()


def _resize(drawing: Element, picture: Picture) -> None:
    """Give the drawing the largest size within its frame that distorts nothing."""
    wide, high = _fitted(picture, *(frame(drawing) or (1, 1)))
    transform = drawing.find(_TRANSFORM)
    sizes = [drawing.find(_EXTENT)]
    if transform is not None:
        sizes.append(transform.find(f"{{{wml.A}}}ext"))
        turned = [transform.attrib.pop(turn, "") for turn in ("rot", "flipH", "flipV")]
        if any(turned):
            _drop(drawing, f"{{{wml.WP}}}effectExtent")
    for size in sizes:
        if size is not None:
            size.set("cx", str(wide))
            size.set("cy", str(high))
    _drop(drawing, f"{{{_WP14}}}sizeRelH", f"{{{_WP14}}}sizeRelV")


def _fitted(picture: Picture, wide: int, high: int) -> tuple[int, int]:
    if wide * picture.height <= high * picture.width:
        return wide, max(1, round(wide * picture.height / picture.width))
    return max(1, round(high * picture.width / picture.height)), high


def _refill(fill: Element, key: str) -> None:
    """Show the whole picture of that relationship, with the effects that the sample had."""
    for child in [child for child in fill if child.tag != _BLIP]:
        fill.remove(child)
    for blip in fill:
        blip.set(_EMBED, key)
        blip.attrib.pop(_LINK, "")
        _drop(blip, _EXTENSIONS)
    stretch = etree.SubElement(fill, f"{{{wml.A}}}stretch")
    etree.SubElement(stretch, f"{{{wml.A}}}fillRect")


def _drop(holder: Element, *names: str) -> None:
    for name in names:
        for child in holder.findall(name):
            holder.remove(child)
