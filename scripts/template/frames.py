"""Frames for the register's pictures: each a control around a sample of the size there is room for.

Who has no picture has no frame: the control goes, and nothing stands open for it.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from template.controls import frame
from template.look import PALETTE
from template.wml import NAMESPACES, paragraph, run, w

if TYPE_CHECKING:
    from template.wml import Element

EMU_PER_MM = 36000
SAMPLE = "media/ramme.png"  # in the folder of the document part
SAMPLE_RELATION = "rIdRamme"

LOGO = (60.0, 16.0)  # millimetres, width and height
FACE = (18.0, 22.0)
PICTURE = (36.0, 44.0)


def picture_above(name: str, shows: str, size: tuple[float, float]) -> Element:
    """A frame in a line of text, and the text goes on below it."""
    drawn, below = run(""), run("")
    drawn.append(_drawing(shows, size))
    below.append(w("br"))
    return frame(name, shows, drawn, below)


def picture_alone(name: str, shows: str, size: tuple[float, float], style: str) -> Element:
    """A frame in a paragraph of its own, which goes with it."""
    drawn = run("")
    drawn.append(_drawing(shows, size))
    return frame(name, shows, paragraph(style, drawn))


def sample() -> bytes:
    """The sample that stands in every frame: one pixel of the tinted ground, as PNG (RFC 2083)."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)  # 1 × 1 pixel, 8 bits, colours
    pixel = b"\0" + bytes.fromhex(PALETTE["lt2"])
    packed = zlib.compress(pixel, 0)  # as it is: no bytes that depend on a library's version
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def _drawing(shows: str, size: tuple[float, float]) -> Element:
    width, height = (round(side * EMU_PER_MM) for side in size)
    return etree.fromstring(
        _DRAWING.format(**NAMESPACES, relation=SAMPLE_RELATION, x=width, y=height, shows=shows)
    )


# The number is given when the document is put together.
_DRAWING = """\
<w:drawing xmlns:w="{w}" xmlns:wp="{wp}" xmlns:a="{a}" xmlns:r="{r}" xmlns:pic="{pic}"
><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{x}" cy="{y}"
/><wp:docPr id="0" name="{shows}" descr="Plads til {shows}"/><wp:cNvGraphicFramePr
><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData
 uri="{pic}"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="{shows}"/><pic:cNvPicPr
/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch
></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm
><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic
></wp:inline></w:drawing>"""
