"""Small makers of pictures for the tests, sound ones and others."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree
from PIL import Image

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from digit_xl.book.grid import Cell
    from digit_xl.word.wml import Element

PNG_SIGN = b"\x89PNG\r\n\x1a\n"


def drawn(width: int = 30, height: int = 20, mode: str = "RGB") -> Image.Image:
    """A picture whose upper half is black and whose lower half is white."""
    made = Image.new("RGB", (width, height), "white")
    made.paste((0, 0, 0), (0, 0, width, height // 2))
    # Pillow has no way from colours to 16 bits of grey but by their bytes, the lower one first.
    wide = b"".join(bytes((0, level)) for level in made.convert("L").tobytes())
    return Image.frombytes(mode, made.size, wide) if ";" in mode else made.convert(mode)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    """The picture as a file of that kind."""
    content = BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def png(width: int = 30, height: int = 20, mode: str = "RGB") -> bytes:
    """A PNG."""
    return saved(drawn(width, height, mode), "PNG")


def jpeg(width: int = 30, height: int = 20, mode: str = "RGB", **options: Any) -> bytes:  # noqa: ANN401 - as above
    """A JPEG."""
    return saved(drawn(width, height, mode), "JPEG", **options)


def layered_jpeg(scans: int, width: int = 30, height: int = 20) -> bytes:
    """A progressive JPEG whose last scan is there so many times more."""
    content = jpeg(width, height, progressive=True)
    last = content.rindex(b"\xff\xda")
    tables = content.rindex(b"\xff\xc4", 0, last)
    return content[:-2] + content[tables:-2] * scans + content[-2:]


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG, with the right checksum."""
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def blank_png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel, a few bytes small however many pixels it says it has."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(min(height, 20_000)))
    return PNG_SIGN + b"".join(
        chunk(kind, content)
        for kind, content in (
            (b"IHDR", header),
            (b"IDAT", rows + packer.flush()),
            (b"IEND", b""),
        )
    )


def animated_png() -> bytes:
    """A PNG of two pictures, shown in turn."""
    return saved(drawn(), "PNG", save_all=True, append_images=[drawn().rotate(180)])


def read(content: bytes) -> Image.Image:
    """The picture that those bytes are, decoded."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def light(content: bytes, x: int, y: int) -> int:
    """How light the picture is at that point, from 0 to 255."""
    return read(content).convert("RGBA").convert("L").crop((x, y, x + 1, y + 1)).tobytes()[0]


def folder(beside: Path, files: Mapping[str, bytes]) -> Path:
    """The folder of pictures beside a register, with those files in it."""
    made = beside / "billeder"
    made.mkdir()
    for name, content in files.items():
        (made / name).write_bytes(content)
    return made


def named(changes: Mapping[str, Mapping[str, Cell]], source: Path, target: Path) -> Path:
    """The register at `target` that `source` is with those cells changed, by sheet."""
    from openpyxl import load_workbook

    workbook = load_workbook(source)
    for sheet, cells in changes.items():
        for address, value in cells.items():
            workbook[sheet][address] = str(value)
    workbook.save(target)
    return target


def drawings(content: bytes) -> list[Element]:
    """The drawings of a document that show a picture, in a line or floating."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found = root.iter(f"{{{wml.WP}}}inline", f"{{{wml.WP}}}anchor")
    return [
        drawing for drawing in found if next(drawing.iter(f"{{{wml.PIC}}}pic"), None) is not None
    ]


def size(drawing: Element) -> tuple[int, int]:
    """Width and height of a drawing, in EMU."""
    extent = drawing.find(f"{{{wml.WP}}}extent")
    assert extent is not None
    return int(extent.get("cx", "")), int(extent.get("cy", ""))


def told(drawing: Element) -> str | None:
    """What a drawing shows, in words."""
    found = drawing.find(wml.DOC_PR)
    return None if found is None else found.get("descr")


def media(content: bytes) -> list[str]:
    """The pictures that a document keeps."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.startswith("word/media/")]
