"""Drawings that say nothing, kept quiet in a PDF.

LibreOffice knows Word's mark of a decorative drawing from 7.5 on. An older one tags it as a figure
without an alt text, which a screen reader announces in vain and PDF/UA forbids (ISO 14289-1, 7.3).
"""

from __future__ import annotations

import re
from typing import Final

from digit_xl.word import wml
from digit_xl.word.rewrite import roots

_DECORATIVE: Final = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_FIGURE: Final = re.compile(rb"(?<=/Type/StructElem\n)/S/Figure(?=\s)((?:(?!endobj).)*)", re.DOTALL)


def quietened(pdf: bytes, document: bytes) -> bytes:
    """The PDF, as long as before, with its figures without alt text as runs without text.

    It stays as it is when the document has a drawing whose alt text is missing: then nobody knows
    which figure is the decoration, and whoever checks the PDF must find the one that is not.
    """
    return pdf if _lacks_alt_text(document) else _FIGURE.sub(_as_span, pdf)


def _lacks_alt_text(document: bytes) -> bool:
    drawings = (it for _, root in roots(document, (b"docPr",)) for it in root.iter(wml.DOC_PR))
    return any(not it.get("descr") and not _is_decorative(it) for it in drawings)


def _is_decorative(drawing: wml.Element) -> bool:
    return any(mark.get("val", "1") in {"1", "true"} for mark in drawing.iter(_DECORATIVE))


def _as_span(figure: re.Match[bytes]) -> bytes:
    """The element's type and what follows it; the same length, so that all offsets still hold."""
    return figure[0] if b"/Alt" in figure[1] else b"/S/Span  " + figure[1]
