"""A picture of the register in the place, and within the frame, that the template gives it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from docx.opc.part import Part

    from digit_xl.facts import Picture
    from digit_xl.word.wml import Element

_BLIP: Final = f"{{{wml.A}}}blip"
_EXTENT: Final = f"{{{wml.WP}}}extent"
_EMBED: Final = f"{{{wml.R}}}embed"


def place(picture: Picture, drawing: Element, part: Part) -> None:
    """Put the picture into the drawing (`wp:inline` or `wp:anchor`), as large as its frame admits.

    The frame is the size of the template's own picture; width and height keep their proportion.
    """
    width, height = _fitted(picture, drawing)
    for size in drawing.iter(_EXTENT, f"{{{wml.A}}}ext"):
        if size.get("cx"):
            size.set("cx", str(width))
            size.set("cy", str(height))
    for cropped in [*drawing.iter(f"{{{wml.A}}}srcRect")]:
        wml.holder_of(cropped).remove(cropped)
    for blip in drawing.iter(_BLIP):
        blip.set(_EMBED, _related(picture, part))
    for told in drawing.iter(wml.DOC_PR, f"{{{wml.PIC}}}cNvPr"):
        told.set("descr", wml.clean(picture.description))


def _fitted(picture: Picture, drawing: Element) -> tuple[int, int]:
    """The largest size within the frame, in the drawing's units, that distorts nothing."""
    frame = drawing.find(_EXTENT)
    wide, high = (0, 0) if frame is None else (int(frame.get(side, "0")) for side in ("cx", "cy"))
    if wide * picture.height <= high * picture.width:
        return wide, max(1, round(wide * picture.height / picture.width))
    return max(1, round(high * picture.width / picture.height)), high


def _related(picture: Picture, part: Part) -> str:
    """The id of the relationship to the picture's own part, one for each picture of the document.

    A part's name is made of what it holds, so the same picture twice is stored once.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as NewPart

    mark = sha256(picture.content).hexdigest()[:12]
    key = f"dxPicture{mark}"
    if key not in part.rels:
        name = PackURI(f"/word/media/dx-{mark}.{picture.extension}")
        known = (found for found in part.package.iter_parts() if found.partname == name)
        made = next(known, None) or NewPart(name, f"image/{picture.extension}", picture.content)
        part.rels.add_relationship(KIND.IMAGE, made, key)
    return key
