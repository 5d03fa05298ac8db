"""The figures of a PDF get the alt texts of their document's drawings; decorations keep quiet.

LibreOffice 7.4 reads the alt text of a picture and not that of a chart, and knows Word's mark of a
decorative drawing from 7.5 on. A figure without an alt text is announced by a screen reader in
vain, and PDF/UA forbids it (ISO 14289-1, 7.3).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from digit_xl.word import wml
from digit_xl.word.rewrite import roots

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdf import PdfReader

_EXTENT: Final = f"{{{wml.WP}}}extent"
_MAIN: Final = "word/document.xml"
_EMU: Final = 12700  # in a point
_APART: Final = 2.0  # points by which a figure's side may differ from its drawing's

# A figure of the structure tree as LibreOffice writes it, and the table of the objects' places
# (ISO 32000-1, 7.5.4): one section, each entry 20 bytes long.
_FIGURE: Final = re.compile(rb"(?<=\n)(\d+) 0 obj\n<</Type/StructElem\n(/S/Figure)(?=\s)")
_PLACES: Final = re.compile(
    rb"xref\n0 \d+\n((?:\d{10} \d{5} [fn] \n)+)trailer\b.*?\bstartxref\n(\d+)\n%%EOF\s*\Z",
    re.DOTALL,
)
_PLACE: Final = re.compile(rb"(\d{10}) (\d{5}) n ")


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a figure of the PDF says, how large it is in points, and where its type stands."""

    alt: str
    size: tuple[float, float]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A drawing's alt text, empty for a decoration, and its size in points."""

    alt: str
    decorative: bool
    size: tuple[float, float]


def described(pdf: bytes, reader: PdfReader, document: bytes) -> bytes:
    """The PDF with an alt text for each figure; those of decorations become runs without text.

    A figure is the next drawing of its size in the document, both in reading order, whose alt text
    no figure has yet. Of a size of which there are more drawings than figures, none is told. When
    an alt text is missing, or finds no figure, nobody knows which figure is a decoration: those
    that are left stay figures, and whoever checks the PDF must find them.
    """
    found = [*_figures(pdf, reader)]
    drawings = [*_drawings(document)]
    left = _untold(drawings, found)
    matched = [(figure, _taken(left, figure)) for figure in found if not figure.alt]
    missing = [it for it in left if not it.decorative]
    hushed = not missing and all(it.alt or it.decorative for it in drawings)
    changes = [
        (figure.span, _typed(drawing.alt if drawing else ""))
        for figure, drawing in matched
        if hushed or (drawing and drawing.alt and not any(_fits(it, figure) for it in missing))
    ]
    return _spliced(pdf, changes)


def _untold(drawings: Sequence[_Drawing], figures: Sequence[_Figure]) -> list[_Drawing]:
    """Those drawings whose alt text is none of a figure's, each figure counted once."""
    told = Counter(figure.alt for figure in figures if figure.alt)
    left = []
    for drawing in drawings:
        if told[drawing.alt] > 0:
            told[drawing.alt] -= 1
        else:
            left.append(drawing)
    return left


def _figures(pdf: bytes, reader: PdfReader) -> Iterator[_Figure]:
    """The figures as they stand in the PDF, which is in reading order."""
    from pypdf.generic import IndirectObject

    for match in _FIGURE.finditer(pdf):
        element: Any = IndirectObject(int(match[1]), 0, reader).get_object()
        look = element.get("/A", {}).get_object() if "/A" in element else {}
        left, low, right, high = map(float, look.get("/BBox", (0, 0, 0, 0)))
        yield _Figure(str(element.get("/Alt", "")), (right - left, high - low), match.span(2))


def _drawings(document: bytes) -> Iterator[_Drawing]:
    """The drawings that are shown: those of the main part first, for they alone are in order."""
    parts = sorted(roots(document, (b"docPr",)), key=lambda part: part[0] != _MAIN)
    for it in (it for _, root in parts for it in root.iter(wml.DOC_PR)):
        if it.get("hidden", "0") not in {"1", "true"}:
            extent = wml.holder_of(it).find(_EXTENT)
            sides = ("0", "0") if extent is None else (extent.get("cx", "0"), extent.get("cy", "0"))
            width, height = (int(side) / _EMU if side.isdecimal() else 0.0 for side in sides)
            decorative = wml.is_decorative(it)
            yield _Drawing("" if decorative else it.get("descr", ""), decorative, (width, height))


def _taken(left: list[_Drawing], figure: _Figure) -> _Drawing | None:
    """The first of those drawings that is as large as the figure, which is taken out of them."""
    for at, drawing in enumerate(left):
        if _fits(drawing, figure):
            return left.pop(at)
    return None


def _fits(drawing: _Drawing, figure: _Figure) -> bool:
    sides = zip(drawing.size, figure.size, strict=True)
    return all(abs(drawn - shown) <= _APART for drawn, shown in sides)


def _typed(alt: str) -> bytes:
    """A figure's type and alt text in UTF-16 (ISO 32000-1, 7.9.2.2), or the type of a run.

    The run's is as long as a figure's, so that nothing moves for it.
    """
    if not alt:
        return b"/S/Span  "
    return b"/S/Figure\n/Alt<FEFF" + alt.encode("utf-16-be").hex().upper().encode() + b">"


def _spliced(pdf: bytes, changes: Sequence[tuple[tuple[int, int], bytes]]) -> bytes:
    """The PDF with those stretches exchanged and the places of its objects moved along.

    It stays as it is when its table of places is none that we know.
    """
    start = pdf.rfind(b"\nxref\n") + 1
    table = _PLACES.match(pdf, start)
    if table is None or int(table[2]) != start:
        return pdf
    ends = [end for (_, end), _ in changes]
    grown = [0]
    for (begin, end), new in changes:
        grown.append(grown[-1] + len(new) - (end - begin))

    def moved(place: int) -> int:
        return place + grown[bisect_left(ends, place)]

    places = _PLACE.sub(lambda it: b"%010d %s n " % (moved(int(it[1])), it[2]), table[1])
    pieces, at = [], 0
    for (begin, end), new in changes:
        pieces += [pdf[at:begin], new]
        at = end
    pieces += [pdf[at : table.start(1)], places, pdf[table.end(1) : table.start(2)]]
    return b"".join((*pieces, str(moved(start)).encode(), pdf[table.end(2) :]))
